#include "coordinator/interpreter_check.hpp"

#include <string>

#include "coordinator/screen_text.hpp"

namespace ianvs::coordinator {
namespace {

constexpr std::size_t longest_version = 64;
constexpr std::size_t longest_path = 4096;
constexpr std::size_t longest_error = 2000;

}  // namespace

std::vector<InterpreterReport> bounded(std::vector<InterpreterReport> reports) {
  for (InterpreterReport& report : reports) {
    report.version = cut_to(std::move(report.version), longest_version);
    report.ianvs = cut_to(std::move(report.ianvs), longest_path);
    report.sedna = cut_to(std::move(report.sedna), longest_version);
    report.error = report.usable ? "" : cut_to(std::move(report.error), longest_error);
    if (!report.usable && report.error.empty()) {
      report.error = "its agent does not say why";
    }
  }
  return reports;
}

}  // namespace ianvs::coordinator
