#include "coordinator/offer_check.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <limits>

#include "tests/support/plans.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

TEST_CASE("a sane hello is taken") {
  Hello hello;
  hello.offer = test::offer(4096, 8);
  hello.offer.resources.counted = {{"jetson", 2}};
  hello.offer.tags = {{"site", "lab2"}};

  CHECK_FALSE(refuse_reason(hello));
}

TEST_CASE("what can't be is refused with the reason") {
  using Spoil = std::function<void(Hello&)>;
  const std::int64_t huge = std::numeric_limits<std::int64_t>::max();
  const std::vector<std::pair<std::string, Spoil>> table = {
      {"0 workers", [](Hello& h) { h.offer.workers = 0; }},
      {"4097 workers", [](Hello& h) { h.offer.workers = 4097; }},
      {"cores", [](Hello& h) { h.offer.resources.cpu = -1; }},
      {"cores", [huge](Hello& h) { h.offer.resources.cpu = huge; }},
      {"RAM", [](Hello& h) { h.offer.resources.ram_bytes = -1; }},
      {"RAM", [huge](Hello& h) { h.offer.resources.ram_bytes = huge; }},
      {"GPUs", [](Hello& h) { h.offer.resources.gpu = amount_unit; }},
      {"GPUs",
       [](Hello& h) {
         h.offer.gpus = {"0", "0"};
         h.offer.resources.gpu = 2 * amount_unit;
       }},
      {"GPUs",
       [](Hello& h) {
         h.offer.gpus = {std::string(300, 'g')};
         h.offer.resources.gpu = amount_unit;
       }},
      {"counts", [](Hello& h) { h.offer.resources.counted["jetson"] = -1; }},
      {"counts", [huge](Hello& h) { h.offer.resources.counted["jetson"] = huge; }},
      {"counts", [](Hello& h) { h.offer.resources.counted[std::string(300, 'n')] = 1; }},
      {"tags", [](Hello& h) { h.offer.tags["site"] = std::string(300, 't'); }},
      {"tags",
       [](Hello& h) {
         for (int i = 0; i < 300; ++i) {
           h.offer.tags[std::to_string(i)] = "";
         }
       }},
      {"host", [](Hello& h) { h.host = std::string(300, 'h'); }}};
  for (const auto& [word, spoil] : table) {
    CAPTURE(word);
    Hello hello;
    hello.offer = test::offer(4);
    spoil(hello);

    const auto reason = refuse_reason(hello);

    REQUIRE(reason);
    CHECK(reason->find(word) != std::string::npos);
  }
}
