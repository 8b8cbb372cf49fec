#include "coordinator/journal_file.hpp"

#include <sodium.h>
#include <sqlite3.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <utility>

namespace ianvs::coordinator {
namespace {

constexpr std::string_view format = "1";

/// Keyed by the event's number, so that rows that changed places are noticed as well.
std::int64_t checksum(std::int64_t number, std::string_view event) {
  std::array<unsigned char, crypto_shorthash_KEYBYTES> key{'i', 'a', 'n', 'v', 's'};
  static_assert(crypto_shorthash_KEYBYTES == 16 && crypto_shorthash_BYTES == 8);
  std::memcpy(key.data() + 8, &number, sizeof number);
  std::int64_t sum = 0;
  crypto_shorthash(reinterpret_cast<unsigned char*>(&sum),
                   reinterpret_cast<const unsigned char*>(event.data()), event.size(), key.data());
  return sum;
}

ErrorKind kind_of(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorKind::unavailable;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return ErrorKind::invalid;
    case SQLITE_PERM:
    case SQLITE_READONLY:
      return ErrorKind::refused;
    default:
      return ErrorKind::io;
  }
}

std::string hint_for(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "Another process has this run open: wait for its end.";
    case SQLITE_FULL:
      return "Make room on this disk.";
    default:
      return "";
  }
}

Error damaged(const std::string& path, std::int64_t number) {
  return {ErrorKind::invalid, "the journal is damaged at event " + std::to_string(number), path,
          "The events before it are whole."};
}

}  // namespace

void JournalFile::CloseDatabase::operator()(sqlite3* database) const { sqlite3_close_v2(database); }
void JournalFile::FinalizeStatement::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Error JournalFile::error() const {
  const int code = sqlite3_extended_errcode(database_.get());
  std::string what = std::string("the journal can't be used: ") + sqlite3_errmsg(database_.get());
  if (const int number = sqlite3_system_errno(database_.get());
      (code & 0xff) == SQLITE_IOERR && number != 0) {
    what.append(" (").append(std::strerror(number)).append(")");
  }
  return {kind_of(code), std::move(what), path_, hint_for(code)};
}

Result<void> JournalFile::run(const char* sql) {
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return tl::unexpected(error());
}

Result<JournalFile> JournalFile::open_with(const std::string& path, int flags) {
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &database, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  JournalFile file(path, database);
  if (code != SQLITE_OK) return tl::unexpected(file.error());
  // Before WAL is used: so it needs no shared memory, which network file systems lack.
  if (auto done = file.run("PRAGMA locking_mode=EXCLUSIVE"); !done) {
    return tl::unexpected(done.error());
  }
  return file;
}

Result<JournalFile> JournalFile::create(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) {
    return tl::unexpected(Error{ErrorKind::refused, "there is a journal already", path, ""});
  }
  auto file = open_with(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (!file) return file;
  const auto tables =
      "PRAGMA synchronous=OFF; PRAGMA journal_mode=WAL; BEGIN;"
      "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
      "CREATE TABLE events(number INTEGER PRIMARY KEY, event BLOB NOT NULL,"
      " checksum INTEGER NOT NULL);"
      "INSERT INTO meta VALUES('format', '1'), ('program', 'ianvs-coordinator " IANVS_VERSION
      "'); COMMIT";
  if (auto done = file->run(tables); !done) return tl::unexpected(done.error());
  if (auto done = file->prepare(); !done) return tl::unexpected(done.error());
  return file;
}

Result<void> JournalFile::prepare() {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database_.get(), "INSERT INTO events VALUES(?1, ?2, ?3)", -1,
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  insert_.reset(statement);
  if (code != SQLITE_OK) return tl::unexpected(error());
  return {};
}

Result<void> JournalFile::make_durable() {
  return run("PRAGMA synchronous=FULL; PRAGMA wal_checkpoint(PASSIVE)");
}

Result<void> JournalFile::begin() { return run("BEGIN"); }
Result<void> JournalFile::commit() { return run("COMMIT"); }

Result<void> JournalFile::add(std::string_view event) {
  sqlite3_stmt* insert = insert_.get();
  sqlite3_bind_int64(insert, 1, next_);
  sqlite3_bind_blob64(insert, 2, event.data(), event.size(), SQLITE_STATIC);
  sqlite3_bind_int64(insert, 3, checksum(next_, event));
  const int code = sqlite3_step(insert);
  sqlite3_reset(insert);
  if (code != SQLITE_DONE) return tl::unexpected(error());
  ++next_;
  return {};
}

Result<void> JournalFile::close() {
  insert_.reset();
  if (sqlite3_close(database_.get()) != SQLITE_OK) return tl::unexpected(error());
  static_cast<void>(database_.release());
  return {};
}

Result<JournalFile> JournalFile::open(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    return tl::unexpected(Error{ErrorKind::not_found, "there is no journal", path, ""});
  }
  auto file = open_with(path, SQLITE_OPEN_READWRITE);
  if (!file) return file;
  const auto found = file->meta("format");
  if (!found) return tl::unexpected(found.error());
  if (*found != format) {
    return tl::unexpected(
        Error{ErrorKind::invalid,
              "the journal's format is " + *found + ", this program reads " + std::string(format),
              path, "Use the version that wrote it."});
  }
  return file;
}

Result<std::string> JournalFile::meta(const char* key) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v2(database_.get(), "SELECT value FROM meta WHERE key = ?1", -1,
                                      &raw, nullptr);
  const std::unique_ptr<sqlite3_stmt, FinalizeStatement> select(raw);
  if (code == SQLITE_ERROR) {
    return tl::unexpected(
        Error{ErrorKind::invalid, "this is no journal of ianvs-coordinator", path_, ""});
  }
  if (code != SQLITE_OK) return tl::unexpected(error());
  sqlite3_bind_text(raw, 1, key, -1, SQLITE_STATIC);
  const int step = sqlite3_step(raw);
  if (step != SQLITE_ROW && step != SQLITE_DONE) return tl::unexpected(error());
  const auto* text = step == SQLITE_ROW ? sqlite3_column_text(raw, 0) : nullptr;
  return std::string(text != nullptr ? reinterpret_cast<const char*>(text) : "unknown");
}

Result<std::vector<std::string>> JournalFile::events() {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v2(database_.get(),
                                      "SELECT number, event, checksum FROM events ORDER BY number",
                                      -1, &raw, nullptr);
  const std::unique_ptr<sqlite3_stmt, FinalizeStatement> select(raw);
  if (code != SQLITE_OK) return tl::unexpected(error());
  std::vector<std::string> events;
  int step = SQLITE_ROW;
  while ((step = sqlite3_step(raw)) == SQLITE_ROW) {
    const auto number = static_cast<std::int64_t>(events.size()) + 1;
    const auto* data = static_cast<const char*>(sqlite3_column_blob(raw, 1));
    std::string event(data != nullptr ? data : "",
                      static_cast<std::size_t>(sqlite3_column_bytes(raw, 1)));
    if (sqlite3_column_int64(raw, 0) != number ||
        sqlite3_column_int64(raw, 2) != checksum(number, event)) {
      return tl::unexpected(damaged(path_, number));
    }
    events.push_back(std::move(event));
  }
  if (step != SQLITE_DONE) return tl::unexpected(error());
  return events;
}

}  // namespace ianvs::coordinator
