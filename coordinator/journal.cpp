#include "coordinator/journal.hpp"

#include <sys/prctl.h>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "coordinator/journal_file.hpp"
#include "coordinator/record_codec.hpp"

namespace ianvs::coordinator {
namespace {

/// A commit starts at the earliest so long after the one before. After a pause it starts at once;
/// in a busy run, agents have work ahead, and fewer commits leave them more of the processor.
constexpr auto commit_interval = std::chrono::milliseconds(5);

class ThreadedJournal final : public Journal {
 public:
  ThreadedJournal(JournalFile file, asio::io_context& loop, OnCommit on_commit)
      : file_(std::move(file)),
        loop_(loop),
        on_commit_(std::make_shared<OnCommit>(std::move(on_commit))) {
    start_thread();
  }
  ~ThreadedJournal() override { static_cast<void>(close()); }

  JournalTicket append(std::vector<Record> records) override {
    JournalTicket ticket = 0;
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(std::move(records));
      ticket = ++appended_;
    }
    wake_.notify_one();
    return ticket;
  }

  Result<void> close() override {
    if (!thread_.joinable()) return outcome_;
    *on_commit_ = nullptr;  // for what the loop still holds
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
    }
    wake_.notify_one();
    thread_.join();
    if (auto closed = file_.close(); outcome_ && !closed) outcome_ = closed;
    return outcome_;
  }

 private:
  using Groups = std::vector<std::vector<Record>>;

  /// Signals are for the loop's thread.
  void start_thread() {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread([this] { work(); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

  void work() {
    prctl(PR_SET_NAME, "journal");
    outcome_ = file_.make_durable();
    if (!outcome_) tell(tl::unexpected(outcome_.error()));
    Groups groups;
    JournalTicket ticket = 0;
    auto earliest = std::chrono::steady_clock::now();
    while (outcome_ && take(groups, ticket, earliest)) {
      earliest = std::chrono::steady_clock::now() + commit_interval;
      outcome_ = write(groups);
      tell(outcome_ ? Result<JournalTicket>(ticket) : tl::unexpected(outcome_.error()));
      groups.clear();
    }
  }

  /// Waits for something to commit; false once there is nothing more and the journal is to be
  /// closed.
  bool take(Groups& groups, JournalTicket& ticket, std::chrono::steady_clock::time_point earliest) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
    wake_.wait_until(lock, earliest, [this] { return closing_; });
    groups.swap(waiting_);
    ticket = appended_;
    return !groups.empty();
  }

  Result<void> write(const Groups& groups) {
    if (auto begun = file_.begin(); !begun) return begun;
    for (const auto& group : groups) {
      for (const auto& record : group) {
        if (auto added = file_.add(encode_record(record)); !added) return added;
      }
    }
    return file_.commit();
  }

  void tell(Result<JournalTicket> result) {
    asio::post(loop_, [on_commit = on_commit_, result = std::move(result)] {
      if (*on_commit) (*on_commit)(result);
    });
  }

  JournalFile file_;
  asio::io_context& loop_;
  std::shared_ptr<OnCommit> on_commit_;  ///< read and emptied by the loop's thread alone

  std::mutex mutex_;  ///< guards the four below
  std::condition_variable wake_;
  Groups waiting_;
  JournalTicket appended_ = 0;
  bool closing_ = false;

  Result<void> outcome_;  ///< of the thread, until it is joined
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Journal>> Journal::create(const std::string& path, asio::io_context& loop,
                                                 OnCommit on_commit) {
  auto file = JournalFile::create(path);
  if (!file) return tl::unexpected(file.error());
  return std::make_unique<ThreadedJournal>(std::move(*file), loop, std::move(on_commit));
}

Result<std::vector<Record>> Journal::read(const std::string& path) {
  auto file = JournalFile::open(path);
  if (!file) return tl::unexpected(file.error());
  const auto events = file->events();
  if (!events) return tl::unexpected(events.error());
  std::vector<Record> records;
  records.reserve(events->size());
  for (const auto& event : *events) {
    auto record = decode_record(event);
    if (!record) {
      record.error().where = path + ", event " + std::to_string(records.size() + 1);
      return tl::unexpected(record.error());
    }
    records.push_back(std::move(*record));
  }
  return records;
}

}  // namespace ianvs::coordinator
