#include "common/access.hpp"

#include <pwd.h>
#include <sodium.h>
#include <unistd.h>
#include <zmq.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "common/assert.hpp"
#include "common/secret_file.hpp"
#include "common/value.hpp"

namespace ianvs {
namespace {

constexpr std::size_t key_size = 40;  // Z85 text of 32 bytes
constexpr std::int64_t format_version = 1;

KeyPair make_key_pair() {
  std::array<char, key_size + 1> public_key{};
  std::array<char, key_size + 1> secret_key{};
  // Fails only where libzmq was built without CURVE.
  IANVS_ASSERT(::zmq_curve_keypair(public_key.data(), secret_key.data()) == 0);
  KeyPair pair{public_key.data(), SecretKey(secret_key.data())};
  sodium_memzero(secret_key.data(), secret_key.size());
  return pair;
}

/// Wipes every text of a tree, as some of them are keys.
void wipe(Value& value) {
  if (auto* text = std::get_if<std::string>(&value.data)) {
    sodium_memzero(text->data(), text->size());
  } else if (auto* list = std::get_if<Value::List>(&value.data)) {
    for (Value& item : *list) {
      wipe(item);
    }
  } else if (auto* dict = std::get_if<Value::Dict>(&value.data)) {
    for (auto& entry : *dict) {
      wipe(entry.second);
    }
  }
}

/// The fields of a file with keys. Remembers what is wrong with the first that isn't as it should
/// be.
class Fields {
 public:
  explicit Fields(const std::string& text) {
    auto read = parse_json(text, {max_secret_file_bytes, 4});
    if (read.has_value()) {
      tree_ = std::move(*read);
    }
    if (tree_.as_dict() == nullptr) {
      // The parser's own words could quote a key.
      problem_ = "is no JSON object";
    } else if (number("version") != format_version) {
      complain("version", "is not " + std::to_string(format_version));
    }
  }
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;
  ~Fields() { wipe(tree_); }

  std::int64_t number(std::string_view name) {
    const Value* value = tree_.find(name);
    if (value == nullptr || value->as_int() == nullptr || *value->as_int() < 0) {
      complain(name, "is no number from 0");
      return 0;
    }
    return *value->as_int();
  }
  bool flag(std::string_view name) {
    const Value* value = tree_.find(name);
    if (value == nullptr || value->as_bool() == nullptr) {
      complain(name, "is neither true nor false");
      return false;
    }
    return *value->as_bool();
  }
  std::string text(std::string_view name) {
    const Value* value = tree_.find(name);
    if (value == nullptr || value->as_string() == nullptr) {
      complain(name, "is no text");
      return "";
    }
    return *value->as_string();
  }
  std::vector<std::string> texts(std::string_view name) {
    std::vector<std::string> texts;
    const Value* value = tree_.find(name);
    if (value == nullptr || value->as_list() == nullptr) {
      complain(name, "is no list");
      return texts;
    }
    for (const Value& item : *value->as_list()) {
      if (item.as_string() == nullptr) {
        complain(name, "has an item that is no text");
        return {};
      }
      texts.push_back(*item.as_string());
    }
    return texts;
  }
  std::string key(std::string_view name) {
    std::string key = text(name);
    std::array<std::uint8_t, 32> binary{};
    if (key.size() != key_size || ::zmq_z85_decode(binary.data(), key.c_str()) == nullptr) {
      complain(name, "is no key");
    }
    sodium_memzero(binary.data(), binary.size());
    return key;
  }
  KeyPair key_pair(const std::string& whose) {
    return {key(whose + "_public_key"), SecretKey(key(whose + "_secret_key"))};
  }

  const std::string& problem() const { return problem_; }

 private:
  void complain(std::string_view name, const std::string& what) {
    if (problem_.empty()) {
      problem_ = "\"" + std::string(name) + "\" " + what;
    }
  }

  Value tree_;
  std::string problem_;
};

/// Reads a file with keys; `take` picks its fields.
template <class What, class Take>
Result<What> read_fields(const std::string& path, const std::string& hint, Take take) {
  const Result<SecretText> text = read_secret_file(path);
  if (!text.has_value()) {
    return tl::unexpected(text.error());
  }
  Fields fields(text->get());
  What what = fields.problem().empty() ? take(fields) : What{};
  if (!fields.problem().empty()) {
    return tl::unexpected(Error{ErrorKind::invalid, fields.problem(), path, hint});
  }
  return what;
}

/// Puts a JSON object together without leaving copies of keys behind.
class JsonObject {
 public:
  JsonObject() {
    text_.reserve(max_secret_file_bytes);
    text_.append("{\n  \"version\": ").append(std::to_string(format_version));
  }
  JsonObject& field(const std::string& name, const std::string& json) {
    text_.append(",\n  \"").append(name).append("\": ").append(json);
    return *this;
  }
  /// Z85 has neither quotes nor backslashes.
  JsonObject& key_pair(const std::string& whose, const KeyPair& keys) {
    text_.append(",\n  \"").append(whose).append("_public_key\": \"").append(keys.public_key);
    text_.append("\",\n  \"").append(whose).append("_secret_key\": \"");
    text_.append(keys.secret_key.reveal()).append("\"");
    return *this;
  }
  SecretText take() {
    text_.append("\n}\n");
    return SecretText(std::move(text_));
  }

 private:
  std::string text_;
};

}  // namespace

SecretKey::~SecretKey() { sodium_memzero(z85_.data(), z85_.size()); }

RunKeys make_run_keys() { return {make_key_pair(), make_key_pair()}; }

Result<void> write_keys(const std::string& path, const RunKeys& keys) {
  return write_secret_file(
      path, JsonObject().key_pair("server", keys.server).key_pair("client", keys.client).take());
}

Result<RunKeys> read_keys(const std::string& path) {
  return read_fields<RunKeys>(
      path, "without the run's keys its agents can't come back", [](Fields& fields) {
        return RunKeys{fields.key_pair("server"), fields.key_pair("client")};
      });
}

Result<void> write_access(const std::string& path, const Access& access) {
  Value::List addresses(access.addresses.begin(), access.addresses.end());
  return write_secret_file(path,
                           JsonObject()
                               .field("run", std::to_string(access.run.value))
                               .field("run_name", json_quote(access.run_name))
                               .field("addresses", to_json(Value(std::move(addresses))))
                               .field("insecure", access.insecure ? "true" : "false")
                               .field("server_public_key", json_quote(access.server_public_key))
                               .key_pair("client", access.client)
                               .take());
}

Result<Access> read_access(const std::string& path) {
  return read_fields<Access>(path, "copy the access file of the run (runs/<n>/access) again",
                             [](Fields& fields) {
                               Access access;
                               access.run = RunId{static_cast<std::uint64_t>(fields.number("run"))};
                               access.run_name = fields.text("run_name");
                               access.addresses = fields.texts("addresses");
                               access.insecure = fields.flag("insecure");
                               access.server_public_key = fields.key("server_public_key");
                               if (!access.insecure) {
                                 access.client = fields.key_pair("client");
                               }
                               return access;
                             });
}

std::string access_path_for(const std::string& host, std::uint16_t port) {
  const char* home = std::getenv("HOME");
  const passwd* user = home == nullptr || *home == '\0' ? ::getpwuid(::geteuid()) : nullptr;
  const std::string folder = user != nullptr ? user->pw_dir : home != nullptr ? home : "";
  std::string name = host + "_" + std::to_string(port);
  std::replace(name.begin(), name.end(), '/', '_');
  return folder + "/.ianvs/access/" + name;
}

}  // namespace ianvs
