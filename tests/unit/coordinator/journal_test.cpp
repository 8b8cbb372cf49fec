#include "coordinator/journal.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "tests/support/temp_folder.hpp"

using namespace ianvs;
using namespace ianvs::coordinator;

namespace {

Record assigned(std::uint64_t attempt) {
  return AttemptAssigned{{attempt}, {static_cast<std::uint32_t>(attempt)}, 1, {}};
}

/// A journal with a loop, as a coordinator has it.
struct Writer {
  asio::io_context loop;
  JournalTicket committed = 0;
  std::optional<Error> error;
  std::unique_ptr<Journal> journal;

  explicit Writer(const std::string& path) {
    auto made = Journal::create(path, loop, [this](Result<JournalTicket> result) {
      if (result) {
        committed = *result;
      } else {
        error = result.error();
      }
      loop.stop();
    });
    REQUIRE(made);
    journal = std::move(*made);
  }

  void run_until(JournalTicket ticket) {
    const auto work = asio::make_work_guard(loop);
    while (committed < ticket && !error) {
      loop.restart();
      loop.run();
    }
  }
};

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Writes attempts 1, 2, ... for ever, each in a group of its own, and says by `pipe` up to which
/// one they are committed.
[[noreturn]] void append_until_killed(const std::string& path, int pipe) {
  Writer writer(path);
  for (std::uint64_t attempt = 1;; ++attempt) {
    writer.run_until(writer.journal->append({assigned(attempt)}));
    if (write(pipe, &attempt, sizeof attempt) != sizeof attempt) _exit(1);
  }
}

/// Forks such a writer and kills it once it acknowledged `enough`; the last that it acknowledged.
std::uint64_t kill_a_writer(const std::string& path, std::uint64_t enough) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) append_until_killed(path, ends[1]);
  close(ends[1]);
  std::uint64_t acknowledged = 0;
  while (acknowledged < enough && read(ends[0], &acknowledged, sizeof acknowledged) > 0) {
  }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  while (read(ends[0], &acknowledged, sizeof acknowledged) > 0) {
  }
  close(ends[0]);
  return acknowledged;
}

}  // namespace

TEST_CASE("what was appended in groups is read back in its order") {
  const TempFolder folder;
  const auto path = folder.path("journal.db");
  const std::vector<Record> records = {RunStarted{{1}, "0.1.0", "job.yaml", "/home", 2, {5}},
                                       assigned(1), TestCaseEnded{{0}, Outcome::succeeded, {1}},
                                       RunEnded{0}};
  {
    Writer writer(path);
    CHECK(writer.journal->append({records[0], records[1]}) == 1);
    CHECK(writer.journal->append({records[2]}) == 2);
    CHECK(writer.journal->append({records[3]}) == 3);

    writer.run_until(3);

    CHECK(writer.committed == 3);
    CHECK(writer.journal->close());
  }
  const auto read = Journal::read(path);
  REQUIRE(read);
  CHECK(*read == records);
}

TEST_CASE("closing brings what still waits to the disk") {
  const TempFolder folder;
  const auto path = folder.path("journal.db");
  Writer writer(path);
  for (std::uint64_t attempt = 1; attempt <= 1000; ++attempt)
    writer.journal->append({assigned(attempt)});

  CHECK(writer.journal->close());

  CHECK(Journal::read(path)->size() == 1000);
}

TEST_CASE("ten thousand records in groups are committed and read back") {
  const TempFolder folder;
  const auto path = folder.path("journal.db");
  Writer writer(path);
  AttemptResult result;
  result.message.assign(200, 'x');
  JournalTicket last = 0;
  for (std::uint32_t group = 0; group < 100; ++group) {
    last = writer.journal->append(std::vector<Record>(100, AttemptEnded{{group}, {}, result}));
  }

  writer.run_until(last);

  CHECK(writer.journal->close());
  CHECK(Journal::read(path)->size() == 10'000);
}

TEST_CASE(
    "a writer killed at any moment leaves all that it acknowledged, and at most one record more") {
  const TempFolder folder;
  for (std::uint64_t enough = 1; enough <= 13; enough += 4) {
    CAPTURE(enough);
    const auto path = folder.path("journal" + std::to_string(enough));

    const auto acknowledged = kill_a_writer(path, enough);

    const auto read = Journal::read(path);
    REQUIRE(read);
    CHECK(read->size() >= acknowledged);
    CHECK(read->size() <= acknowledged + 1);
    for (std::size_t i = 0; i < read->size(); ++i) CHECK((*read)[i] == assigned(i + 1));
  }
}

TEST_CASE("a journal whose last commit was torn is read up to the one before") {
  const TempFolder folder;
  const auto path = folder.path("journal.db");
  const auto acknowledged = kill_a_writer(path, 5);
  const auto wal = path + "-wal";
  REQUIRE(std::filesystem::file_size(wal) > 5000);
  std::filesystem::resize_file(wal, std::filesystem::file_size(wal) - 1000);

  const auto read = Journal::read(path);

  REQUIRE(read);
  CHECK(read->size() >= acknowledged - 1);
  for (std::size_t i = 0; i < read->size(); ++i) CHECK((*read)[i] == assigned(i + 1));
}

TEST_CASE("a flipped bit in an event is told with the event's number") {
  const TempFolder folder;
  const auto path = folder.path("journal.db");
  {
    Writer writer(path);
    writer.journal->append({RunStarted{{1}, "first", "a.yaml", "/", 1, {}}});
    writer.journal->append({RunStarted{{1}, "second", "b.yaml", "/", 1, {}}});
    REQUIRE(writer.journal->close());
  }
  auto bytes = bytes_of(path);
  const auto at = bytes.find("second");
  REQUIRE(at != std::string::npos);
  bytes[at] = 't';
  std::ofstream(path, std::ios::binary) << bytes;

  const auto read = Journal::read(path);

  REQUIRE_FALSE(read);
  CHECK(read.error().kind == ErrorKind::invalid);
  CHECK(to_text(read.error()) ==
        path + ": the journal is damaged at event 2\n  The events before it are whole.");
}

TEST_CASE("a journal that a process has open is refused to others") {
  const TempFolder folder;
  const auto path = folder.path("journal.db");
  Writer writer(path);
  writer.run_until(writer.journal->append({assigned(1)}));

  const auto read = Journal::read(path);

  REQUIRE_FALSE(read);
  CHECK(read.error().kind == ErrorKind::unavailable);
}

TEST_CASE("what is no journal is told apart") {
  const TempFolder folder;
  std::ofstream(folder.path("text")) << std::string(5000, 'x');
  std::ofstream(folder.path("empty"));

  CHECK(Journal::read(folder.path("none")).error().kind == ErrorKind::not_found);
  CHECK(Journal::read(folder.path("text")).error().kind == ErrorKind::invalid);
  CHECK(Journal::read(folder.path("empty")).error().kind == ErrorKind::invalid);
}

TEST_CASE("a journal is never made over another one, nor where no file can be") {
  const TempFolder folder;
  asio::io_context loop;
  std::ofstream(folder.path("there"));

  CHECK(Journal::create(folder.path("there"), loop, {}).error().kind == ErrorKind::refused);
  CHECK_FALSE(Journal::create(folder.path("no/folder/journal.db"), loop, {}));
}
