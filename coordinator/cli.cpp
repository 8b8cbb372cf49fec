#include "coordinator/cli.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

#include "common/units.hpp"

namespace ianvs::coordinator {
namespace {

/// What CLI11 fills in before it is checked as a whole.
struct Arguments {
  RunCommand run;
  std::string a, b;  // of compare
  std::string listen, agent_timeout, output, log_format = "text";
  bool json = false, dry_run = false, quiet = false, verbose = false, no_zygote = false;
};

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

/// Every option and subcommand, as typed.
std::vector<std::string> known_words(const CLI::App& app) {
  std::vector<std::string> words;
  for (const auto* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) words.push_back("--" + name);
  }
  for (const auto* subcommand : app.get_subcommands({})) words.push_back(subcommand->get_name());
  return words;
}

std::string not_understood(const CLI::App& app, const std::string& word) {
  const auto typed = word.substr(0, word.find('='));
  std::string best;
  std::size_t distance = std::max<std::size_t>(2, typed.size() / 3) + 1;
  for (const auto& known : known_words(app)) {
    const bool begins = typed.size() > 3 && known.starts_with(typed);
    const auto d = begins ? 1 : edit_distance(typed, known);
    if (d < distance) {
      distance = d;
      best = known;
    }
  }
  return "there is no " + word + (best.empty() ? "" : " (did you mean " + best + "?)");
}

void add_output(CLI::App& app, Arguments& arguments) {
  app.add_option("-o,--output", arguments.output, "What stdout gets: text (default) or json")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json"}));
  app.add_flag("--json", arguments.json, "The same as --output json");
  app.add_flag("-v,--verbose", arguments.verbose, "Tell more");
  app.add_flag("-q,--quiet", arguments.quiet, "Tell only what went wrong");
}

void add_common(CLI::App& app, Arguments& arguments) {
  app.add_option("-f,--file,--benchmarking_config_file", arguments.run.common.job_path,
                 "The job: Ianvs' benchmarkingjob.yaml")
      ->type_name("JOB.YAML");
  add_output(app, arguments);
}

void add_compare(CLI::App& app, Arguments& arguments) {
  app.add_option("A", arguments.a,
                 "A run's folder (<workspace>/<job>/runs/1), a job's folder, or a rank file, also "
                 "one that Ianvs wrote")
      ->required();
  app.add_option("B", arguments.b, "Another one")->required();
  add_output(app, arguments);
  app.footer(
      "Row by row, the text of every metric; time, url, rank and the order of rows and columns "
      "don't count.\nA run is compared by its own rows, a job by those of all its runs.\n"
      "Exit codes: 0 equal; 1 different; 2 one of them can't be read.");
}

void add_options(CLI::App& app, Arguments& arguments) {
  auto& run = arguments.run;
  add_common(app, arguments);
  app.add_flag("-p,--parallel", run.parallel, "Run test cases at the same time, in a local pool");
  app.add_option("-w,--workers", run.workers,
                 "So many at once here; implies -p; default: the job's num_workers, else "
                 "cores - 1")
      ->type_name("N")
      ->check(CLI::Range(1U, 4096U));
  app.add_option("--listen", arguments.listen, "Also take agents from other nodes here; implies -p")
      ->type_name("HOST:PORT");
  app.add_flag("--no-local", run.no_local, "Only agents that join work (with --listen)");
  app.add_flag("--dry-run", arguments.dry_run,
               "The same as plan: print the test cases, run nothing");
  app.add_option("--agent-timeout", arguments.agent_timeout,
                 "Silence after which an agent counts as lost; default: 12s")
      ->type_name("TIME");
  app.add_option("--python", run.python,
                 "The Python of algorithms that name none, with Ianvs; default: python3 in PATH")
      ->type_name("PATH");
  app.add_flag("--no-zygote", arguments.no_zygote,
               "Start a new Python for each test case, fork none from a warm one");
  app.add_flag("--insecure", run.insecure, "No encryption, no keys; on loopback only");
  app.add_option("--log-format", arguments.log_format, "Lines on stderr: text (default) or json")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json"}));
}

void settle_output(Arguments& arguments) {
  auto& common = arguments.run.common;
  common.json_output = arguments.json || arguments.output == "json";
  common.json_log = arguments.log_format == "json";
  common.verbosity = arguments.verbose ? 1 : arguments.quiet ? -1 : 0;
}

/// What the parts of a command line mean together; the first thing that can't be.
Result<void> settle(Arguments& arguments) {
  auto& run = arguments.run;
  run.zygote = !arguments.no_zygote;
  const auto wrong = [](std::string what, std::string hint) {
    return tl::unexpected(Error{ErrorKind::invalid, std::move(what), "", std::move(hint)});
  };
  if (run.common.job_path.empty()) {
    return wrong("no job is named", "Name it: -f benchmarkingjob.yaml");
  }
  if (!arguments.listen.empty()) {
    auto listen = parse_address(arguments.listen, true);
    if (!listen) {
      return wrong("--listen: " + listen.error().what,
                   "Write it as 0.0.0.0:7600, *:7600 or [::]:7600; port 0 takes a free one.");
    }
    run.listen = std::move(*listen);
  }
  if (!arguments.agent_timeout.empty()) {
    const auto timeout = parse_duration(arguments.agent_timeout);
    if (!timeout || *timeout < std::chrono::seconds(1)) {
      return wrong("--agent-timeout: '" + arguments.agent_timeout + "' is no time of at least 1s",
                   "Write it as 12s or 2m.");
    }
    run.agent_timeout = *timeout;
  }
  if (run.python.empty()) {
    return wrong("--python: no interpreter is named", "Write it as --python ./venv/bin/python.");
  }
  if (run.no_local && !run.listen) {
    return wrong("with --no-local and without --listen nobody could work",
                 "Add --listen HOST:PORT, or leave --no-local out.");
  }
  if (run.insecure && run.listen && !is_loopback_host(run.listen->host)) {
    return wrong("--insecure is for loopback only", "Leave it out, or listen on 127.0.0.1.");
  }
  run.parallel = run.parallel || run.listen || run.workers;
  return {};
}

NothingToDo mistake(const std::string& text) {
  std::cerr << "error: " << text << "\n  ianvs-coordinator --help tells what there is.\n";
  return {ExitCode::invalid};
}

}  // namespace

Command parse_command_line(int argc, const char* const* argv) {
  CLI::App app(
      "Runs KubeEdge Ianvs benchmarking jobs: here, in parallel, or on many machines.\n"
      "  ianvs-coordinator -f job.yaml                          one test case at a time, as Ianvs "
      "does\n"
      "  ianvs-coordinator -f job.yaml -p -w 4                  four at a time\n"
      "  ianvs-coordinator -f job.yaml --listen 0.0.0.0:7600    also on agents that join from "
      "other nodes\n"
      "  ianvs-coordinator plan -f job.yaml                     only show the test cases\n"
      "  ianvs-coordinator compare A B                          the same results? exit code 0 or "
      "1",
      "ianvs-coordinator");
  Arguments arguments;
  app.footer(
      "Exit codes: 0 every test case succeeded; 1 some did not; 2 the job or the command line is "
      "wrong,\n"
      "or no interpreter can run it; "
      "3 no agent can run what is left; 4 disk, journal or port failed; 130 and 143 interrupted.");
  app.set_version_flag("--version", "ianvs-coordinator " IANVS_VERSION);
  add_options(app, arguments);
  auto* plan = app.add_subcommand("plan", "Print the test cases, run nothing");
  add_common(*plan, arguments);
  auto* compare = app.add_subcommand("compare", "Compare the results of two runs, row by row");
  add_compare(*compare, arguments);
  app.allow_extras();
  plan->allow_extras();
  compare->allow_extras();
  if (argc < 2) {
    std::cerr << app.help();
    return NothingToDo{ExitCode::invalid};
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    app.exit(asked, std::cout, std::cerr);
    return NothingToDo{};
  } catch (const CLI::ParseError& error) {
    return mistake(error.what());
  }
  const auto& parsed = plan->parsed() ? *plan : compare->parsed() ? *compare : app;
  if (const auto extras = app.remaining(true); !extras.empty()) {
    return mistake(not_understood(parsed, extras.front()));
  }
  settle_output(arguments);
  if (compare->parsed()) return CompareCommand{arguments.run.common, arguments.a, arguments.b};
  if (const auto settled = settle(arguments); !settled) return mistake(to_text(settled.error()));
  if (plan->parsed() || arguments.dry_run) return PlanCommand{arguments.run.common};
  return arguments.run;
}

}  // namespace ianvs::coordinator
