#include "common/log.hpp"

#include <fmt/chrono.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

namespace ianvs {
namespace {

void write_stderr(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;  // nobody is left to tell
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string_view word_for(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::warn:
      return "warning";
    case spdlog::level::err:
      return "error";
    case spdlog::level::debug:
      return "debug";
    default:
      return "info";
  }
}

std::string text_line(const spdlog::details::log_msg& message, bool with_time) {
  std::string line;
  if (with_time) {
    const auto seconds = spdlog::log_clock::to_time_t(message.time);
    line += fmt::format("{:%H:%M:%S} ", fmt::localtime(seconds));
  }
  if (message.level != spdlog::level::info) {
    line.append(word_for(message.level)).append(": ");
  }
  line.append(message.payload.data(), message.payload.size());
  return line += '\n';
}

std::string json_line(const spdlog::details::log_msg& message, const std::string& program) {
  using std::chrono::milliseconds;
  const auto since_epoch = message.time.time_since_epoch();
  const auto ms = std::chrono::duration_cast<milliseconds>(since_epoch).count() % 1000;
  const auto utc = fmt::gmtime(spdlog::log_clock::to_time_t(message.time));
  const nlohmann::ordered_json object = {
      {"time", fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", utc, ms)},
      {"level", word_for(message.level)},
      {"program", program},
      {"message", std::string_view(message.payload.data(), message.payload.size())}};
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

class LineSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit LineSink(LogConfig config) : config_(std::move(config)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    config_.write(config_.json ? json_line(message, config_.program)
                               : text_line(message, config_.verbosity > 0));
  }
  void flush_() override {}

  LogConfig config_;
};

std::shared_ptr<spdlog::logger> make_logger(LogConfig config) {
  if (!config.write) config.write = write_stderr;
  const auto level = config.verbosity > 0   ? spdlog::level::debug
                     : config.verbosity < 0 ? spdlog::level::warn
                                            : spdlog::level::info;
  auto logger = std::make_shared<spdlog::logger>("", std::make_shared<LineSink>(std::move(config)));
  logger->set_level(level);
  return logger;
}

std::shared_ptr<spdlog::logger>& current() {
  static auto logger =
      make_logger(LogConfig{.program = {}, .json = false, .verbosity = -1, .write = {}});
  return logger;
}

void log(spdlog::level::level_enum level, std::string_view text) {
  current()->log(level, spdlog::string_view_t(text.data(), text.size()));
}

}  // namespace

void set_up_log(LogConfig config) { current() = make_logger(std::move(config)); }

void log_debug(std::string_view text) { log(spdlog::level::debug, text); }
void log_info(std::string_view text) { log(spdlog::level::info, text); }
void log_warning(std::string_view text) { log(spdlog::level::warn, text); }
void log_error(std::string_view text) { log(spdlog::level::err, text); }

}  // namespace ianvs
