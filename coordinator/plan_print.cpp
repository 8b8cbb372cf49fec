#include "coordinator/plan_print.hpp"

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "common/assert.hpp"
#include "common/units.hpp"
#include "common/utf8.hpp"

namespace ianvs::coordinator {
namespace {

/// A name as it may go to a terminal: what isn't printable is escaped as in JSON.
std::string for_terminal(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = decode_utf8(text, i);
    if (!c.valid || !is_printable(c.value)) {
      return json_quote(text);
    }
    i += c.size;
  }
  return std::string(text);
}

/// Characters, which is near enough to columns.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string padded(std::string text, std::size_t width) {
  text.append(width - std::min(width, width_of(text)), ' ');
  return text;
}

/// "basemodel=svc C=1 kernel=rbf"
std::string describe_modules(const TestCase& test_case) {
  std::string text;
  for (const ModuleChoice& choice : test_case.modules) {
    text +=
        (text.empty() ? "" : "  ") + choice.module->type + "=" + for_terminal(choice.module->name);
    for (const auto& hyperparameter : choice.hyperparameters) {
      text += " " + for_terminal(*hyperparameter.name) + "=" + for_terminal(*hyperparameter.text);
    }
  }
  return text;
}

/// "2 cpu, 4GB ram, exclusive, at most 2h 00m"
std::string describe_request(const Algorithm& algorithm) {
  std::string text = to_text(algorithm.request.resources);
  if (algorithm.ram_auto) {
    text += ", ram auto";
  }
  if (algorithm.gpu_memory_bytes > 0) {
    text += ", " + format_size(algorithm.gpu_memory_bytes) + " GPU memory";
  }
  if (algorithm.request.exclusive) {
    text += ", exclusive";
  }
  if (algorithm.timeout) {
    text += ", at most " + format_duration(*algorithm.timeout);
  }
  for (const auto& [name, value] : algorithm.request.tags) {
    text += ", " + for_terminal(name) + "=" + for_terminal(value);
  }
  return text;
}

std::string counted(std::size_t number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

void print_summary(std::ostream& out, const Plan& plan) {
  out << "job " << json_quote(plan.job.name) << ": " << counted(plan.test_case_count(), "test case")
      << " of " << counted(plan.algorithms.size(), "algorithm") << "; metrics";
  const char* separator = " ";
  for (const MetricSpec& metric : plan.metrics) {
    out << separator << for_terminal(metric.name);
    separator = ", ";
  }
  out << "; workspace " << for_terminal(plan.job.workspace) << "\n";
  if (!plan.job.simulation.is_none()) {
    out << "first Ianvs builds a simulation: " << for_terminal(python_str(plan.job.simulation))
        << "\n";
  }
}

/// Width of a column: the longest of `heading` and each algorithm's text.
std::size_t column_width(const Plan& plan, std::string_view heading,
                         std::string (*text)(const Algorithm&)) {
  std::size_t width = heading.size();
  for (const Algorithm& algorithm : plan.algorithms) {
    width = std::max(width, width_of(text(algorithm)));
  }
  return width;
}

std::string algorithm_name(const Algorithm& algorithm) { return for_terminal(algorithm.name); }

void write_hyperparameter(std::ostream& out, const ModuleChoice::Choice& choice) {
  out << "{\"name\":" << json_quote(*choice.name) << ",\"value\":" << to_json(*choice.value)
      << ",\"str\":" << json_quote(*choice.text) << ",\"type\":\"" << python_type(*choice.value)
      << "\"}";
}

void write_module(std::ostream& out, const ModuleChoice& choice) {
  out << "{\"type\":" << json_quote(choice.module->type)
      << ",\"name\":" << json_quote(choice.module->name)
      << ",\"url\":" << json_quote(choice.module->url) << ",\"hyperparameters\":[";
  const char* separator = "";
  for (const auto& hyperparameter : choice.hyperparameters) {
    out << separator;
    write_hyperparameter(out, hyperparameter);
    separator = ",";
  }
  out << "]}";
}

void write_resources(std::ostream& out, const Algorithm& algorithm) {
  const Resources& resources = algorithm.request.resources;
  out << "{\"cpu\":" << (algorithm.cpu_asked ? format_amount(resources.cpu) : "null")
      << ",\"ram\":" << (algorithm.ram_auto ? "\"auto\"" : std::to_string(resources.ram_bytes))
      << ",\"gpu\":" << format_amount(resources.gpu);
  if (algorithm.gpu_memory_bytes > 0) {
    out << ",\"gpu_memory\":" << algorithm.gpu_memory_bytes;
  }
  for (const auto& [name, count] : resources.counted) {
    out << "," << json_quote(name) << ":" << count;
  }
  out << "}";
}

void write_test_case(std::ostream& out, const TestCase& test_case, const TestCaseId& id) {
  const Algorithm& algorithm = *test_case.algorithm;
  out << "{\"id\":\"" << uuid_text(id) << "\",\"algorithm\":" << json_quote(algorithm.name)
      << ",\"paradigm\":" << json_quote(algorithm.paradigm) << ",\"resources\":";
  write_resources(out, algorithm);
  out << ",\"modules\":[";
  const char* separator = "";
  for (const ModuleChoice& choice : test_case.modules) {
    out << separator;
    write_module(out, choice);
    separator = ",";
  }
  out << "]}";
}

}  // namespace

void print_plan_table(std::ostream& out, const Plan& plan) {
  print_summary(out, plan);
  const std::size_t number_width =
      std::max<std::size_t>(1, std::to_string(plan.test_case_count()).size());
  const std::size_t name_width = column_width(plan, "algorithm", algorithm_name);
  const std::size_t request_width = column_width(plan, "asks for", describe_request);
  out << padded("#", number_width) << "  " << padded("algorithm", name_width) << "  "
      << padded("asks for", request_width) << "  modules and hyperparameters\n";
  for (std::uint32_t i = 0; i < plan.test_case_count(); ++i) {
    const TestCase test_case = plan.test_case({i});
    out << padded(std::to_string(i + 1), number_width) << "  "
        << padded(algorithm_name(*test_case.algorithm), name_width) << "  "
        << padded(describe_request(*test_case.algorithm), request_width) << "  "
        << describe_modules(test_case) << "\n";
  }
}

void print_plan_json(std::ostream& out, const Plan& plan, std::span<const TestCaseId> ids) {
  IANVS_ASSERT(ids.size() == plan.test_case_count());
  out << "{\"name\":" << json_quote(plan.job.name)
      << ",\"workspace\":" << json_quote(plan.job.workspace) << ",\"metrics\":[";
  const char* separator = "";
  for (const MetricSpec& metric : plan.metrics) {
    out << separator << json_quote(metric.name);
    separator = ",";
  }
  out << "]";
  if (!plan.job.simulation.is_none()) out << ",\"simulation\":" << to_json(plan.job.simulation);
  out << ",\"testcases\":[";
  separator = "\n";
  for (std::uint32_t i = 0; i < plan.test_case_count(); ++i) {
    out << separator;
    write_test_case(out, plan.test_case({i}), ids[i]);
    separator = ",\n";
  }
  out << "]}\n";
}

}  // namespace ianvs::coordinator
