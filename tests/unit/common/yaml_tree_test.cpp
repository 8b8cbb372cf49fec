#include "common/yaml_tree.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ianvs;

namespace {
constexpr Mark here{1, 1};
constexpr YamlLimits small{100, 4, 20, 50};
}  // namespace

TEST_CASE("nodes become values, keys and items in their order") {
  YamlTree tree("f", {});
  tree.begin_dict(here, "", 0);
  tree.scalar(here, "", 0, "a", true);
  tree.begin_list(here, "", 0);
  tree.scalar(here, "", 0, "1", true);
  tree.scalar(here, "", 0, "1", false);
  tree.empty_node({}, 0);
  tree.end();
  tree.end();

  CHECK(tree.diagnostics().empty());
  CHECK(python_repr(tree.take()) == "{'a': [1, '1', None]}");
}

TEST_CASE("an alias stands for a copy of what its anchor names") {
  YamlTree tree("f", {});
  tree.begin_list(here, "", 0);
  tree.begin_list(here, "", 1);
  tree.scalar(here, "", 2, "x", true);
  tree.end();
  tree.alias(here, 1);
  tree.alias({7, 3}, 2);
  tree.end();
  const Value value = tree.take();

  CHECK(python_repr(value) == "[['x'], ['x'], 'x']");
  CHECK((*value.as_list())[2].mark.line == 7);
}

TEST_CASE("an alias within what it stands for is refused") {
  YamlTree tree("f", {});
  tree.begin_list(here, "", 1);
  tree.alias(here, 1);

  CHECK(tree.stopped());
  CHECK(tree.diagnostics().size() == 1);
}

TEST_CASE("what aliases stand for counts each time: nodes, text and depth") {
  SUBCASE("nodes") {
    YamlTree tree("f", small);
    tree.begin_list(here, "", 0);
    tree.begin_list(here, "", 1);
    for (int i = 0; i < 5; ++i) {
      tree.scalar(here, "", 0, "x", true);
    }
    tree.end();
    tree.alias(here, 1);
    CHECK_FALSE(tree.stopped());
    tree.alias(here, 1);
    tree.alias(here, 1);
    CHECK(tree.stopped());
  }
  SUBCASE("text") {
    YamlTree tree("f", small);
    tree.begin_list(here, "", 0);
    tree.scalar(here, "", 1, std::string(20, 'x'), true);
    tree.alias(here, 1);
    CHECK_FALSE(tree.stopped());
    tree.alias(here, 1);
    CHECK(tree.stopped());
  }
  SUBCASE("depth") {
    YamlTree tree("f", small);
    tree.begin_list(here, "", 0);
    for (int i = 0; i < 2; ++i) {
      tree.begin_list(here, "", i == 0 ? 1 : 0);
    }
    tree.end();
    tree.end();
    tree.begin_list(here, "", 0);
    tree.alias(here, 1);
    CHECK_FALSE(tree.stopped());
    tree.begin_list(here, "", 0);
    tree.alias(here, 1);
    CHECK(tree.stopped());
  }
}

TEST_CASE("lists and mappings are nested only so deeply") {
  YamlTree tree("f", small);
  for (int i = 0; i < 4; ++i) {
    tree.begin_list(here, "", 0);
  }
  CHECK_FALSE(tree.stopped());
  tree.begin_list(here, "", 0);
  CHECK(tree.stopped());
}

TEST_CASE("a duplicate key names both lines, and its full path") {
  YamlTree tree("f", {});
  tree.begin_dict(here, "", 0);
  tree.scalar(here, "", 0, "a", true);
  tree.begin_dict(here, "", 0);
  tree.scalar({2, 3}, "", 0, "1", true);
  tree.scalar(here, "", 0, "x", true);
  tree.scalar({3, 3}, "", 0, "1.0", true);
  tree.scalar(here, "", 0, "y", true);
  tree.end();
  tree.end();

  REQUIRE(tree.diagnostics().size() == 1);
  CHECK(to_text(tree.diagnostics()[0]) ==
        "f:3:3: a: the key \"1.0\" stands here twice (first in line 2; remove one of them)");
}

TEST_CASE("wrong scalars are noted and the rest goes on") {
  YamlTree tree("f", {});
  tree.begin_list(here, "", 0);
  tree.scalar(here, "", 0, "2001-02-30", true);
  tree.scalar(here, "!own", 0, "x", true);
  tree.scalar(here, "tag:yaml.org,2002:int", 0, "x", true);
  tree.scalar(here, "", 0, "<<", true);
  tree.begin_list(here, "tag:yaml.org,2002:set", 0);
  tree.end();
  tree.end();

  CHECK(tree.diagnostics().size() == 5);
  CHECK_FALSE(tree.stopped());
}
