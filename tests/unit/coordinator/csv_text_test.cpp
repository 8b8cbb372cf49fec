#include "coordinator/csv_text.hpp"

#include <doctest/doctest.h>

using namespace ianvs;
using namespace ianvs::coordinator;

using Rows = std::vector<std::vector<std::string>>;

TEST_CASE("cells are quoted where pandas quotes them, and read back the same") {
  const std::pair<const char*, const char*> cases[] = {
      {"plain", "plain"},
      {"", ""},
      {" space ", " space "},
      {"it's", "it's"},
      {"a,b", "\"a,b\""},
      {"\"", "\"\"\"\""},
      {"say \"hi\"", "\"say \"\"hi\"\"\""},
      {"a\nb", "\"a\nb\""},
      {"a\rb", "\"a\rb\""},
  };
  for (const auto& [text, cell] : cases) {
    CAPTURE(text);
    CHECK(to_csv_cell(text) == cell);
    CHECK(from_csv_cell(cell) == text);
  }
}

TEST_CASE("what is read is written again to the letter") {
  const std::string text =
      "rank,name,\"a,b\"\n1,x,0.10\n2,\"quoted for nothing\",\"two\nlines \"\"here\"\"\"\n3,,\n";

  const auto table = parse_csv(text);

  REQUIRE(table.has_value());
  CHECK(table->columns == std::vector<std::string>{"rank", "name", "a,b"});
  CHECK(table->rows[1][1] == "\"quoted for nothing\"");
  CHECK(table->find_column("a,b") == 2);
  CHECK_FALSE(table->find_column("c").has_value());
  CHECK(to_csv(*table) == text);
}

TEST_CASE(
    "a mark at the beginning, carriage returns, empty lines and a missing last break are read") {
  const auto table = parse_csv("\xEF\xBB\xBFrank,name\r\n1,x\r\n\r\n2,y");

  REQUIRE(table.has_value());
  CHECK(table->columns == std::vector<std::string>{"rank", "name"});
  CHECK(table->rows == Rows{{"1", "x"}, {"2", "y"}});
}

TEST_CASE("empty text is a table without columns") {
  const auto table = parse_csv("");

  REQUIRE(table.has_value());
  CHECK(table->columns.empty());
  CHECK(table->rows.empty());
}

TEST_CASE("what is no CSV is refused with the line where it shows") {
  const std::pair<const char*, const char*> cases[] = {
      {"a,b\n1,2\n3\n", "3"}, {"a,b\n1,2,3\n", "2"}, {"a,b\n\"1\n,2\n", "2"},
      {"\"a,b\n", "1"},       {"a,b,a\n", "1"},      {"a,b\n\"x\ny\",2\n1\n", "4"},
  };
  for (const auto& [text, line] : cases) {
    CAPTURE(text);
    const auto table = parse_csv(text);
    REQUIRE_FALSE(table.has_value());
    CHECK(table.error().kind == ErrorKind::invalid);
    CHECK(table.error().where == line);
  }
}

TEST_CASE("appended rows bring their new columns behind the old ones") {
  CsvTable table{{"a", "b"}, {{"1", "2"}}};

  append_rows(table, {{"c", "a"}, {{"3", "4"}}});

  CHECK(table.columns == std::vector<std::string>{"a", "b", "c"});
  CHECK(table.rows == Rows{{"1", "2", ""}, {"4", "", "3"}});
}

TEST_CASE("picked columns come in the order asked for, unknown ones are empty") {
  const CsvTable table{{"a", "b"}, {{"1", "2"}}};

  const CsvTable picked = pick_columns(table, {"b", "c", "a"});

  CHECK(picked.columns == std::vector<std::string>{"b", "c", "a"});
  CHECK(picked.rows == Rows{{"2", "", "1"}});
}
