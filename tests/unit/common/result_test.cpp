#include "common/result.hpp"

#include <doctest/doctest.h>

using namespace ianvs;

TEST_CASE("an error reads as place, reason and, on a line of its own, the remedy") {
  CHECK(to_text(Error{ErrorKind::not_found, "no such file", "job.yaml", "check the path"}) ==
        "job.yaml: no such file\n  check the path");
  CHECK(to_text(Error{ErrorKind::io, "disk full", "", ""}) == "disk full");
}

TEST_CASE("a diagnostic names file, line, column, key, what is wrong and what is allowed") {
  CHECK(to_text(Diagnostic{"job.yaml", 3, 7, "a.b", "is a list", "a text"}) ==
        "job.yaml:3:7: a.b: is a list (a text)");
  CHECK(to_text(Diagnostic{"job.yaml", 0, 0, "", "no such file", ""}) == "job.yaml: no such file");
}
