#include "common/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <array>
#include <sstream>
#include <unordered_set>

#include "common/file.hpp"
#include "common/utf8.hpp"
#include "common/yaml_text.hpp"
#include "common/yaml_tree.hpp"

namespace ianvs {
namespace {

/// Leaves yaml-cpp's parser once the tree wants no more.
struct Stop {};

/// Tells a YamlTree what yaml-cpp finds, and remembers where tabs are content.
class TreeFeeder : public YAML::EventHandler {
 public:
  TreeFeeder(const std::string& text, const std::string& file) : text_(text), tree_(file, {}) {}

  YamlTree& tree() { return tree_; }
  const std::vector<TextSpan>& spans() const { return spans_; }
  Mark document_start() const { return mark_of_event(document_start_); }
  Mark mark_of_event(const YAML::Mark& at) const {
    const std::size_t begin = static_cast<std::size_t>(at.pos - at.column);
    std::uint32_t column = 1;
    for (std::size_t i = begin; i < offset(at); ++i) {
      column += (static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80;
    }
    return {static_cast<std::uint32_t>(at.line + 1), column};
  }

  void OnDocumentStart(const YAML::Mark& mark) override { document_start_ = mark; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    // Where nothing is written, yaml-cpp gives the place of what comes next.
    const bool written = offset(mark) < text_.size() &&
                         std::string_view("~nN&!").find(text_[offset(mark)]) != std::string::npos;
    tree_.empty_node(written ? mark_of_event(mark) : Mark{}, anchor);
    stop_if_full();
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    tree_.alias(mark_of_event(mark), anchor);
    stop_if_full();
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const auto span = span_of_scalar(text_, offset(mark));
    if (span) {
      spans_.push_back(*span);
      // yaml-cpp lets the end of the file end a quote.
      if (!span->closed) {
        tree_.note(mark_of_event(mark), "not valid YAML: a quote is never closed",
                   "add the closing quote");
      }
      if (const auto line_breaks = kept_line_breaks(text_, *span)) {
        // yaml-cpp loses one of several.
        const std::string content = value.substr(0, value.find_last_not_of('\n') + 1);
        return on_text(mark, tag, anchor, content + std::string(*line_breaks, '\n'));
      }
    }
    on_text(mark, tag, anchor, value);
  }
  void on_text(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
               const std::string& value) {
    // "?" is a plain scalar without a tag, "!" a quoted one, or any with the tag `!`.
    const bool no_tag = tag == "?" || tag == "!";
    const bool plain = tag == "?" || (tag == "!" && has_bare_tag(text_, offset(mark)));
    tree_.scalar(mark_of_event(mark), no_tag ? "" : tag, anchor, value, plain);
    stop_if_full();
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    tree_.begin_list(mark_of_event(mark), collection_tag(tag), anchor);
    stop_if_full();
  }
  void OnSequenceEnd() override { tree_.end(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    tree_.begin_dict(mark_of_event(mark), collection_tag(tag), anchor);
    stop_if_full();
  }
  void OnMapEnd() override { tree_.end(); }
  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    if (!name.empty() && !anchor_names_.insert(name).second) {
      tree_.note(mark_of_event(mark), "the anchor &" + name + " stands here twice",
                 "give one of them another name");
    }
  }

 private:
  std::size_t offset(const YAML::Mark& mark) const { return static_cast<std::size_t>(mark.pos); }
  static std::string_view collection_tag(const std::string& tag) {
    return tag == "?" || tag == "!" ? std::string_view() : std::string_view(tag);
  }
  void stop_if_full() const {
    if (tree_.stopped()) {
      throw Stop();
    }
  }

  const std::string& text_;
  YamlTree tree_;
  std::vector<TextSpan> spans_;
  YAML::Mark document_start_;
  std::unordered_set<std::string> anchor_names_;
};

/// yaml-cpp's words for what users meet, in ours.
struct Wording {
  std::string_view theirs, what, hint;
};
constexpr std::string_view quote_hint = "put the text in quotes";
constexpr std::array<Wording, 10> wordings{
    {{"illegal map value", "a ':' stands where no key can end",
      "check the indentation, and put a text with ': ' in it in quotes"},
     {"end of map not found", "this line doesn't fit the mapping above it",
      "check the indentation and the ':' after the key"},
     {"end of sequence not found", "this line doesn't fit the list above it",
      "check the indentation and the '-'"},
     {"end of map flow not found", "a '{' is never closed", "add '}' or a comma"},
     {"end of sequence flow not found", "a '[' is never closed", "add ']' or a comma"},
     {"illegal flow end", "a ']' or '}' closes nothing", quote_hint},
     {"illegal block entry", "a '- ' stands where no list can begin", "check the indentation"},
     {"illegal EOF in scalar", "a quote is never closed", "add the closing quote"},
     {"unknown token", "a text can't begin with this character", quote_hint},
     {"the referenced anchor is not defined", "this alias (*name) has no anchor (&name) before it",
      "put a text that begins with '*' in quotes"}}};

Diagnostic syntax_error(const YAML::ParserException& error, TreeFeeder& feeder,
                        const std::string& text, const std::string& file) {
  Diagnostic diagnostic{file, 0, 0, "", "not valid YAML: " + error.msg, ""};
  if (!error.mark.is_null() && static_cast<std::size_t>(error.mark.pos) <= text.size()) {
    const Mark mark = feeder.mark_of_event(error.mark);
    diagnostic.line = mark.line;
    diagnostic.column = mark.column;
  }
  for (const Wording& wording : wordings) {
    if (error.msg.starts_with(wording.theirs)) {
      diagnostic.what = "not valid YAML: " + std::string(wording.what);
      diagnostic.hint = wording.hint;
    }
  }
  return diagnostic;
}

Diagnostic tab_error(std::size_t offset, const std::string& text, const std::string& file) {
  const Mark mark = mark_of(text, offset);
  return {file, mark.line,           mark.column,
          "",   "a tab stands here", "YAML takes spaces only, outside of quotes and comments"};
}

/// Feeds the one document that there may be. Syntax errors are noted.
void feed(YAML::Parser& parser, TreeFeeder& feeder, const std::string& text,
          const std::string& file) {
  Diagnostics& diagnostics = feeder.tree().diagnostics();
  bool complete = false;
  try {
    parser.HandleNextDocument(feeder);
    complete = true;
    TreeFeeder second(text, file);
    if (parser.HandleNextDocument(second)) {
      const Mark mark = second.document_start();
      diagnostics.push_back({file, mark.line, mark.column, "",
                             "something follows after the end of the YAML document",
                             "keep one document a file, and check that it is YAML"});
    }
  } catch (const YAML::ParserException& error) {
    const auto tab = find_tab(text, feeder.spans());
    const Mark tab_mark = tab ? mark_of(text, *tab) : Mark{};
    const Diagnostic syntax = syntax_error(error, feeder, text, file);
    // A tab before the place of the error is what the user has to mend first.
    const bool tab_first = !complete && tab && tab_mark.line <= syntax.line;
    diagnostics.push_back(tab_first ? tab_error(*tab, text, file) : syntax);
    return;
  } catch (const Stop&) {
    return;
  }
  if (const auto tab = find_tab(text, feeder.spans())) {
    diagnostics.push_back(tab_error(*tab, text, file));
  }
}

}  // namespace

tl::expected<Value, Diagnostics> parse_yaml(const std::string& raw_text, const std::string& name) {
  const std::string text = with_plain_line_breaks(raw_text);
  if (const auto problem = find_forbidden_byte(text)) {
    const Mark mark = mark_of(text, problem->offset);
    return tl::make_unexpected(
        Diagnostics{{name, mark.line, mark.column, "", problem->what, problem->hint}});
  }
  TreeFeeder feeder(text, name);
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  feed(parser, feeder, text, name);
  if (!feeder.tree().diagnostics().empty()) {
    return tl::make_unexpected(std::move(feeder.tree().diagnostics()));
  }
  return feeder.tree().take();
}

tl::expected<Value, Diagnostics> read_yaml(const std::string& path) {
  const auto text = read_file(path, YamlLimits().max_bytes);
  if (!text) {
    const Error& error = text.error();
    const std::string hint = error.kind == ErrorKind::not_found
                                 ? "paths are relative to the folder that the command is started in"
                                 : error.hint;
    return tl::make_unexpected(Diagnostics{{path, 0, 0, "", error.what, hint}});
  }
  return parse_yaml(*text, path);
}

}  // namespace ianvs
