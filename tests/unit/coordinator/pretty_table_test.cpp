#include "coordinator/pretty_table.hpp"

#include <doctest/doctest.h>

using namespace ianvs::coordinator;

TEST_CASE("a table looks as prettytable draws it") {
  CHECK(draw_table({"rank", "algorithm", "acc"}, {{"1", "clumsy clerk", "1.0"}, {"10", "x", ""}}) ==
        "+------+--------------+-----+\n"
        "| rank |  algorithm   | acc |\n"
        "+------+--------------+-----+\n"
        "|  1   | clumsy clerk | 1.0 |\n"
        "|  10  |      x       |     |\n"
        "+------+--------------+-----+\n");
}

TEST_CASE("an odd rest goes to the right of texts of odd width and to the left of even ones") {
  CHECK(draw_table({"abc"}, {{"x"}, {"xy"}, {""}}) ==
        "+-----+\n"
        "| abc |\n"
        "+-----+\n"
        "|  x  |\n"
        "|  xy |\n"
        "|     |\n"
        "+-----+\n");
  CHECK(draw_table({"abcd"}, {{"x"}}) ==
        "+------+\n"
        "| abcd |\n"
        "+------+\n"
        "|  x   |\n"
        "+------+\n");
}

TEST_CASE("a table without rows has its header between three lines") {
  CHECK(draw_table({"rank", "ab"}, {}) ==
        "+------+----+\n"
        "| rank | ab |\n"
        "+------+----+\n"
        "+------+----+\n");
}

TEST_CASE("space around a text is dropped and line breaks make more lines") {
  CHECK(draw_table({"a", "b"}, {{"  x\ny y ", "z"}}) ==
        "+-----+---+\n"
        "|  a  | b |\n"
        "+-----+---+\n"
        "|  x  | z |\n"
        "| y y |   |\n"
        "+-----+---+\n");
}

TEST_CASE("wide characters take two columns, combining ones none") {
  CHECK(draw_table({"name"}, {{"\u4e2d\u6587"}, {"e\u0301"}}) ==
        "+------+\n"
        "| name |\n"
        "+------+\n"
        "| \u4e2d\u6587 |\n"
        "|  e\u0301   |\n"
        "+------+\n");
}

TEST_CASE("no text commands the terminal") {
  const std::string table = draw_table({"a"}, {{"\x1b[31mred"}, {"\u009b1m"}, {"x\ry"}, {"\xff"}});

  CHECK(table.find("\\x1b[31mred") != std::string::npos);
  CHECK(table.find("\\x9b1m") != std::string::npos);
  CHECK(table.find("x\\x0dy") != std::string::npos);
  CHECK(table.find("\\xff") != std::string::npos);
  CHECK(table.find('\x1b') == std::string::npos);
}
