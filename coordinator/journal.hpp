/// The durable record of a run. The only file that knows SQLite; it commits on a thread of its own.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/asio.hpp"
#include "common/result.hpp"
#include "coordinator/records.hpp"

namespace ianvs::coordinator {

/// Counts groups of records handed to `append`, from 1.
using JournalTicket = std::uint64_t;

class Journal {
 public:
  /// Called on the loop's thread: every group up to `ticket` is on disk. After an error nothing
  /// more is written or told: the disk's state is unknown until the journal is opened anew.
  using OnCommit = std::function<void(Result<JournalTicket>)>;

  /// Makes a new journal at `path` (SQLite, WAL, exclusive, synchronous=FULL). `loop` outlives it.
  /// `refused` if there is a file already, `unavailable` if another process has it open, `io` for
  /// all else.
  static Result<std::unique_ptr<Journal>> create(const std::string& path, asio::io_context& loop,
                                                 OnCommit on_commit);
  virtual ~Journal() = default;

  /// Takes the records over; returns at once. Groups that come in while a commit runs are committed
  /// together by the next one.
  virtual JournalTicket append(std::vector<Record> records) = 0;
  /// Waits until all that was appended is on disk, then closes. For the end of a run. OnCommit
  /// isn't called any more.
  virtual Result<void> close() = 0;

  /// All records of a journal whose writer is gone, in order. `not_found`; `unavailable` if a
  /// process has it open; `invalid` if it is no journal, of a later format, or damaged (the error
  /// names the event).
  static Result<std::vector<Record>> read(const std::string& path);
};

}  // namespace ianvs::coordinator
