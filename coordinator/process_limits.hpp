/// What this process may use of the system, and what it passes on of that to the agent it starts.
#pragma once
#include <sys/resource.h>

namespace ianvs::coordinator {

/// More descriptors for many agents, and no core dump, which would hold the run's keys.
class ProcessLimits {
 public:
  ProcessLimits();
  ProcessLimits(const ProcessLimits&) = delete;
  ProcessLimits& operator=(const ProcessLimits&) = delete;

  /// Puts back what this process was given, as long as it lives: a child started meanwhile inherits
  /// that.
  class Given {
   public:
    explicit Given(const ProcessLimits& limits);
    ~Given();
    Given(const Given&) = delete;
    Given& operator=(const Given&) = delete;

   private:
    const ProcessLimits& limits_;
  };

 private:
  void apply() const;

  rlimit descriptors_{}, core_{};  ///< as given
};

}  // namespace ianvs::coordinator
