#include "agent/cli.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdlib>
#include <iostream>
#include <utility>
#include <vector>

#include "common/access.hpp"
#include "common/address.hpp"
#include "common/units.hpp"

namespace ianvs::agent {
namespace {

/// What CLI11 fills in before it is checked as a whole.
struct Arguments {
  AgentOptions options;
  std::string ram, gpus, orphan_timeout, idle_timeout, log_format = "text";
  bool gpus_given = false, quiet = false, verbose = false;
  std::vector<std::string> resources, tags;
};

void add_options(CLI::App& app, Arguments& arguments) {
  auto& options = arguments.options;
  app.add_option("--join", options.join, "The coordinator, as it prints it")
      ->type_name("HOST:PORT");
  app.add_option("--access", options.access_path,
                 "The run's access file; default: $IANVS_ACCESS, then "
                 "~/.ianvs/access/<host>_<port>; waited for if it isn't there yet")
      ->type_name("FILE");
  app.add_option("--workers", options.offer.workers,
                 "Run at most so many attempts at once; default: cores - 1, at least 1")
      ->type_name("N")
      ->check(CLI::Range(1U, 4096U));
  app.add_option("--ram", arguments.ram,
                 "Offer so much RAM; default: all that this process may use")
      ->type_name("SIZE");
  app.add_option("--gpus", arguments.gpus,
                 "Offer these GPUs, '' for none; default: $CUDA_VISIBLE_DEVICES")
      ->type_name("LIST");
  app.add_option("--resource", arguments.resources,
                 "Offer something else that is counted, as jetson=2; may be repeated")
      ->type_name("NAME=N")
      ->allow_extra_args(false);
  app.add_option("--tag", arguments.tags, "Say what this node is, as site=lab2; may be repeated")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  app.add_flag("--stay", options.stay, "After a run's end wait for the next one");
  app.add_option("--idle-timeout", arguments.idle_timeout, "End when nothing came for so long")
      ->type_name("TIME");
  app.add_option("--orphan-timeout", arguments.orphan_timeout,
                 "Wait so long for a coordinator that is gone; default: 30m")
      ->type_name("TIME");
  app.add_option("--log-format", arguments.log_format, "Lines on stderr: text (default) or json")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json"}));
  app.add_flag("-v,--verbose", arguments.verbose, "Tell more");
  app.add_flag("-q,--quiet", arguments.quiet, "Tell only what went wrong");
  app.add_flag("--local", options.local)->group("");  // for the coordinator, who starts its own
}

tl::unexpected<Error> wrong(std::string what, std::string hint) {
  return tl::unexpected(Error{ErrorKind::invalid, std::move(what), "", std::move(hint)});
}

/// "name=value" as a pair; the value may be empty.
Result<std::pair<std::string, std::string>> split(const std::string& option,
                                                  const std::string& text) {
  const auto equals = text.find('=');
  if (equals == 0 || equals == std::string::npos) {
    return wrong(option + ": '" + text + "' has no name and value", "Write it as name=value.");
  }
  return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

Result<void> settle_resources(const std::vector<std::string>& texts, OfferRequest& offer) {
  for (const auto& text : texts) {
    const auto pair = split("--resource", text);
    if (!pair) {
      return tl::unexpected(pair.error());
    }
    const auto& [name, value] = *pair;
    std::int64_t count = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), count);
    if (read.ec != std::errc() || read.ptr != value.data() + value.size() || count < 1) {
      return wrong("--resource: '" + text + "' has no whole number of at least 1",
                   "Write it as jetson=2.");
    }
    if (name == "cpu" || name == "ram" || name == "gpu") {
      return wrong("--resource: " + name + " is not counted by name",
                   "There are --workers, --ram and --gpus.");
    }
    if (!offer.counted.emplace(name, count).second) {
      return wrong("--resource: " + name + " is named twice", "");
    }
  }
  return {};
}

Result<void> settle_tags(const std::vector<std::string>& texts, OfferRequest& offer) {
  for (const auto& text : texts) {
    auto pair = split("--tag", text);
    if (!pair) {
      return tl::unexpected(pair.error());
    }
    if (!offer.tags.insert(*pair).second) {
      return wrong("--tag: " + pair->first + " is named twice", "");
    }
  }
  return {};
}

Result<void> settle_access(AgentOptions& options) {
  Address address;
  if (!options.join.empty()) {
    auto parsed = parse_address(options.join);
    if (!parsed) {
      return wrong("--join: " + parsed.error().what, "Write it as host:7600 or [::1]:7600.");
    }
    address = std::move(*parsed);
  }
  if (!options.access_path.empty()) {
    return {};
  }
  const char* given = std::getenv("IANVS_ACCESS");
  if (given != nullptr && *given != '\0') {
    options.access_path = given;
  } else if (options.join.empty()) {
    return wrong("no coordinator is named", "Name it: --join host:port");
  } else {
    options.access_path = access_path_for(address.host, address.port);
  }
  return {};
}

Result<Duration> settle_time(const std::string& option, const std::string& text) {
  auto time = parse_duration(text);
  if (!time) {
    return wrong(option + ": " + time.error().what,
                 time.error().hint.empty() ? "Write it as 90s, 5m or 2h30m." : time.error().hint);
  }
  return time;
}

/// What the parts of a command line mean together; the first thing that can't be.
Result<void> settle(Arguments& arguments) {
  auto& options = arguments.options;
  options.json_log = arguments.log_format == "json";
  options.verbosity = arguments.verbose ? 1 : arguments.quiet ? -1 : 0;
  if (!arguments.ram.empty()) {
    const auto ram = parse_size(arguments.ram);
    if (!ram) {
      return wrong("--ram: " + ram.error().what, ram.error().hint);
    }
    options.offer.ram_bytes = *ram;
  }
  if (arguments.gpus_given) {
    options.offer.gpus = parse_gpu_list(arguments.gpus);
  }
  if (!arguments.idle_timeout.empty()) {
    const auto time = settle_time("--idle-timeout", arguments.idle_timeout);
    if (!time) {
      return tl::unexpected(time.error());
    }
    options.idle_timeout = *time;
  }
  if (!arguments.orphan_timeout.empty()) {
    const auto time = settle_time("--orphan-timeout", arguments.orphan_timeout);
    if (!time) {
      return tl::unexpected(time.error());
    }
    options.orphan_timeout = *time;
  }
  return settle_resources(arguments.resources, options.offer)
      .and_then([&] { return settle_tags(arguments.tags, options.offer); })
      .and_then([&] { return settle_access(options); });
}

NothingToDo mistake(const std::string& text) {
  std::cerr << "error: " << text << "\n  ianvs-agent --help tells what there is.\n";
  return {AgentExitCode::invalid};
}

}  // namespace

Command parse_command_line(int argc, const char* const* argv) {
  Arguments arguments;
  CLI::App app(
      "Offers this node's cores, RAM and GPUs to a run of ianvs-coordinator, and runs test cases "
      "in a local pool until the run ends.");
  app.name("ianvs-agent");
  app.set_version_flag("--version", "ianvs-agent " IANVS_VERSION);
  app.footer(
      "SIGTERM, SIGHUP or Ctrl-C let running attempts finish; a second Ctrl-C stops them.\n"
      "Exit codes: 0 the run ended, or it was told to end; 2 wrong command line, access or "
      "version;\n"
      "3 nothing to offer; 4 it could not go on.\n"
      "Example: ianvs-agent --join node1:7600 --workers 4 --ram 16GB --tag site=lab2");
  add_options(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      app.exit(error);
      return NothingToDo{};
    }
    return mistake(error.what());
  }
  arguments.gpus_given = app.count("--gpus") > 0;
  if (const auto settled = settle(arguments); !settled) {
    return mistake(to_text(settled.error()));
  }
  return std::move(arguments.options);
}

}  // namespace ianvs::agent
