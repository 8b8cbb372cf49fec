/// Puts a YAML document's nodes together to one Value, as PyYAML's SafeLoader composes them:
/// anchors, merge keys, tags. Knows no parser.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/result.hpp"
#include "common/value.hpp"

namespace ianvs {

/// What a file may cost. Without limits a few hundred bytes of aliases make terabytes.
struct YamlLimits {
  std::size_t max_bytes = 4 << 20;
  std::size_t max_depth = 64;
  std::size_t max_nodes = 1'000'000;      ///< an alias counts as all nodes that it stands for
  std::size_t max_text_bytes = 64 << 20;  ///< of all scalars, those that aliases stand for included
};

/// Is told a document's nodes in their order. Wrong scalars, tags and duplicate keys are noted and
/// the rest goes on; what breaks a limit stops it.
class YamlTree {
 public:
  /// Anchors are numbered by the caller; 0 is none.
  using Anchor = std::size_t;
  /// `file` stands in the diagnostics.
  YamlTree(std::string file, YamlLimits limits);

  /// `tag`: as written out in full, empty if there is none. `plain`: neither quoted nor a block.
  void scalar(Mark mark, std::string_view tag, Anchor anchor, std::string_view text, bool plain);
  /// A node without text. Without a mark it takes that of its key.
  void empty_node(Mark mark, Anchor anchor);
  void alias(Mark mark, Anchor anchor);
  void begin_list(Mark mark, std::string_view tag, Anchor anchor);
  void begin_dict(Mark mark, std::string_view tag, Anchor anchor);
  /// Of the list or dict that was begun last.
  void end();
  void note(Mark mark, std::string what, std::string hint);

  /// A limit is broken: what follows is not wanted.
  bool stopped() const { return stopped_; }
  Diagnostics& diagnostics() { return diagnostics_; }
  /// After the document's end; None if it was empty.
  Value take() { return std::move(root_); }

 private:
  struct Entry {
    Value key;
    bool merge = false;
    Value value;
  };
  struct Frame {
    bool is_dict = false;
    Mark mark;
    Anchor anchor = 0;
    std::size_t nodes_before = 0, text_before = 0, height = 0;
    Value::List items;
    std::vector<Entry> entries;
    bool has_key = false;  ///< the last entry waits for its value
    std::unordered_map<std::string, Mark> keys;
  };
  struct Anchored {
    Value value;
    std::size_t nodes = 0, text = 0, height = 0;
  };

  void begin(Frame frame, std::string_view tag, std::string_view kind);
  bool count(Mark mark, std::size_t nodes, std::size_t text, std::size_t height);
  void stop(Mark mark, std::string what, std::string hint);
  void add(Value value, bool merge);
  void add_key(Value key, bool merge);
  void keep(Anchor anchor, const Value& value, std::size_t nodes, std::size_t text,
            std::size_t height);
  Value::Dict close_dict(Frame& frame);
  std::string path() const;

  std::string file_;
  YamlLimits limits_;
  Diagnostics diagnostics_;
  bool stopped_ = false;
  std::size_t nodes_ = 0, text_ = 0;
  std::vector<Frame> frames_;
  std::unordered_map<Anchor, Anchored> anchored_;
  Value root_;
};

}  // namespace ianvs
