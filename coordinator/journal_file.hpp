/// A journal's SQLite file, used by one thread at a time: the rows of its events, each with a
/// checksum.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace ianvs::coordinator {

/// All functions that fail leave a file that is to be opened anew: nothing is retried.
class JournalFile {
 public:
  /// Makes the tables without waiting for the disk; `make_durable` must follow before anything is
  /// promised.
  static Result<JournalFile> create(const std::string& path);
  static Result<JournalFile> open(const std::string& path);

  /// Brings the file itself to the disk; from here on each commit waits for it.
  Result<void> make_durable();
  /// One transaction of many `add`s.
  Result<void> begin();
  Result<void> add(std::string_view event);
  Result<void> commit();
  Result<void> close();

  /// The events in order; `invalid` names the first that is missing or damaged.
  Result<std::vector<std::string>> events();

 private:
  struct CloseDatabase {
    void operator()(sqlite3* database) const;
  };
  struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const;
  };

  JournalFile(std::string path, sqlite3* database) : path_(std::move(path)), database_(database) {}
  static Result<JournalFile> open_with(const std::string& path, int flags);
  Result<void> run(const char* sql);
  Result<void> prepare();
  Result<std::string> meta(const char* key);
  Error error() const;

  std::string path_;
  std::unique_ptr<sqlite3, CloseDatabase> database_;
  std::unique_ptr<sqlite3_stmt, FinalizeStatement> insert_;  ///< after database_: goes first
  std::int64_t next_ = 1;                                    ///< number of the next event
};

}  // namespace ianvs::coordinator
