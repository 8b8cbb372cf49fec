#include "common/permission.hpp"

#include <doctest/doctest.h>

using namespace ianvs;

TEST_CASE("a file with keys is trusted only if nobody else could read or change it") {
  struct Row {
    const char* what;
    FileOwner file;
    bool trusted;
  };
  const Account ada{1000, {1000, 2000}};
  const std::vector<Row> rows{
      {"her own, for her alone", {1000, 1000, 0600}, true},
      {"her own, read-only", {1000, 1000, 0400}, true},
      {"her own, her group reads", {1000, 1000, 0640}, false},
      {"her own, others read", {1000, 1000, 0604}, false},
      {"her own, others write", {1000, 1000, 0602}, false},
      {"her own, others execute", {1000, 1000, 0701}, false},
      {"root's, for root alone", {0, 0, 0600}, true},
      {"root's, a group of hers reads: a Kubernetes Secret", {0, 2000, 0640}, true},
      {"root's, a group of hers writes", {0, 2000, 0660}, false},
      {"root's, another group reads", {0, 3000, 0640}, false},
      {"root's, others read", {0, 2000, 0644}, false},
      {"another user's", {1001, 1000, 0600}, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const auto checked = check_secret_file("/k/access", row.file, ada);
    CHECK(checked.has_value() == row.trusted);
    if (!checked.has_value()) {
      CHECK(checked.error().kind == ErrorKind::refused);
    }
  }
}

TEST_CASE("who refuses a file says which mode it has and what to type") {
  const auto checked = check_secret_file("/k/access", {1000, 1000, 0644}, {1000, {1000}});

  REQUIRE_FALSE(checked.has_value());
  CHECK(to_text(checked.error()) ==
        "/k/access: holds keys, but others may read or change it (mode 0644)\n"
        "  type: chmod 600 /k/access");
}
