#include "common/yaml_tree.hpp"

#include <algorithm>
#include <utility>

#include "common/yaml_merge.hpp"
#include "common/yaml_scalar.hpp"

namespace ianvs {
namespace {

/// "tag:yaml.org,2002:int" -> "!!int", for people.
std::string short_tag(std::string_view tag) {
  return tag.starts_with(yaml_tag_prefix) ? "!!" + std::string(tag.substr(yaml_tag_prefix.size()))
                                          : std::string(tag);
}

}  // namespace

YamlTree::YamlTree(std::string file, YamlLimits limits) : file_(std::move(file)), limits_(limits) {}

void YamlTree::note(Mark mark, std::string what, std::string hint) {
  diagnostics_.push_back({file_, mark.line, mark.column, path(), std::move(what), std::move(hint)});
}

void YamlTree::stop(Mark mark, std::string what, std::string hint) {
  note(mark, std::move(what), std::move(hint));
  stopped_ = true;
}

bool YamlTree::count(Mark mark, std::size_t nodes, std::size_t text, std::size_t height) {
  nodes_ += nodes;
  text_ += text;
  if (nodes_ > limits_.max_nodes || text_ > limits_.max_text_bytes) {
    stop(mark, "the file grows too large here, aliases (*name) written out",
         "at most " + std::to_string(limits_.max_nodes) + " values and " +
             std::to_string(limits_.max_text_bytes >> 20) + " MiB of text");
  } else if (frames_.size() + height > limits_.max_depth) {
    stop(mark, "lists and mappings are nested too deeply",
         "at most " + std::to_string(limits_.max_depth) + " levels");
  }
  return !stopped_;
}

void YamlTree::keep(Anchor anchor, const Value& value, std::size_t nodes, std::size_t text,
                    std::size_t height) {
  if (anchor != 0) {
    anchored_[anchor] = Anchored{value, nodes, text, height};
  }
}

void YamlTree::scalar(Mark mark, std::string_view tag, Anchor anchor, std::string_view text,
                      bool plain) {
  if (!count(mark, 1, text.size(), 0)) {
    return;
  }
  Value value(Value::None{}, mark);
  bool merge = false;
  if (!tag.empty() && !tag.starts_with(yaml_tag_prefix)) {
    note(mark, "the tag " + short_tag(tag) + " isn't known", "leave it out");
  } else {
    std::string_view kind = plain ? resolve_plain_scalar(text) : "str";
    if (!tag.empty()) {
      kind = tag.substr(yaml_tag_prefix.size());
    }
    const bool is_key = !frames_.empty() && frames_.back().is_dict && !frames_.back().has_key;
    merge = is_key && kind == "merge";
    auto read = construct_scalar(is_key && (merge || kind == "value") ? "str" : kind, text);
    if (read) {
      value.data = std::move(read->data);
    } else {
      note(mark, read.error().what, read.error().hint);
    }
  }
  keep(anchor, value, 1, text.size(), 0);
  add(std::move(value), merge);
}

void YamlTree::empty_node(Mark mark, Anchor anchor) {
  if (mark.line == 0 && !frames_.empty()) {
    const Frame& frame = frames_.back();
    mark = frame.has_key ? frame.entries.back().key.mark : frame.mark;
  }
  if (count(mark, 1, 0, 0)) {
    Value value(Value::None{}, mark);
    keep(anchor, value, 1, 0, 0);
    add(std::move(value), false);
  }
}

void YamlTree::alias(Mark mark, Anchor anchor) {
  const auto found = anchored_.find(anchor);
  if (found == anchored_.end()) {
    stop(mark, "an alias (*name) stands within what it stands for", "write the value out");
    return;
  }
  const Anchored& anchored = found->second;
  if (!count(mark, anchored.nodes, anchored.text, anchored.height)) {
    return;
  }
  if (!frames_.empty()) {
    frames_.back().height = std::max(frames_.back().height, anchored.height);
  }
  Value value = anchored.value;
  value.mark = mark;
  add(std::move(value), false);
}

void YamlTree::begin_list(Mark mark, std::string_view tag, Anchor anchor) {
  Frame frame;
  frame.mark = mark;
  frame.anchor = anchor;
  begin(std::move(frame), tag, "seq");
}

void YamlTree::begin_dict(Mark mark, std::string_view tag, Anchor anchor) {
  Frame frame;
  frame.is_dict = true;
  frame.mark = mark;
  frame.anchor = anchor;
  begin(std::move(frame), tag, "map");
}

void YamlTree::begin(Frame frame, std::string_view tag, std::string_view kind) {
  if (!tag.empty() && tag != std::string(yaml_tag_prefix).append(kind)) {
    note(frame.mark, "the tag " + short_tag(tag) + " isn't supported on a list or mapping",
         "leave it out");
  }
  frame.nodes_before = nodes_;
  frame.text_before = text_;
  if (count(frame.mark, 1, 0, 1)) {
    frames_.push_back(std::move(frame));
  }
}

void YamlTree::end() {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  Value value(Value::None{}, frame.mark);
  if (frame.is_dict) {
    value.data = close_dict(frame);
  } else {
    value.data = std::move(frame.items);
  }
  const std::size_t height = frame.height + 1;
  keep(frame.anchor, value, nodes_ - frame.nodes_before, text_ - frame.text_before, height);
  if (!frames_.empty()) {
    frames_.back().height = std::max(frames_.back().height, height);
  }
  add(std::move(value), false);
}

void YamlTree::add(Value value, bool merge) {
  if (frames_.empty()) {
    root_ = std::move(value);
    return;
  }
  Frame& frame = frames_.back();
  if (!frame.is_dict) {
    frame.items.push_back(std::move(value));
  } else if (frame.has_key) {
    frame.entries.back().value = std::move(value);
    frame.has_key = false;
  } else {
    add_key(std::move(value), merge);
  }
}

void YamlTree::add_key(Value key, bool merge) {
  Frame& frame = frames_.back();
  const auto text = python_key(key);
  if (!text) {
    note(key.mark, "a list or a mapping can't be a key", "in Python, only single values can");
    key.data = Value::None{};
  } else {
    const auto [first, is_new] = frame.keys.try_emplace(*text, key.mark);
    if (!is_new) {
      note(key.mark, "the key " + json_quote(python_str(key)) + " stands here twice",
           "first in line " + std::to_string(first->second.line) + "; remove one of them");
    }
  }
  frame.entries.push_back({std::move(key), merge, {}});
  frame.has_key = true;
}

Value::Dict YamlTree::close_dict(Frame& frame) {
  DictBuilder dict;
  for (const Entry& entry : frame.entries) {
    if (entry.merge && !dict.merge(entry.value)) {
      note(entry.value.mark, "what the merge key << brings in must be a mapping or a list of them",
           "write <<: *name");
    }
  }
  for (Entry& entry : frame.entries) {
    if (!entry.merge) {
      dict.set(entry.key, std::move(entry.value));
    }
  }
  return dict.take();
}

std::string YamlTree::path() const {
  std::string path;
  for (const Frame& frame : frames_) {
    if (!frame.is_dict) {
      path += "[" + std::to_string(frame.items.size()) + "]";
    } else if (frame.has_key) {
      path += (path.empty() ? "" : ".") + python_str(frame.entries.back().key);
    }
  }
  return path;
}

}  // namespace ianvs
