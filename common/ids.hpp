/// Identities as distinct types: an id is never a bare integer or string.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ianvs {

/// An integer that stands for one kind of thing only. Ordered, hashable, printed as a decimal
/// number.
template <class Tag, class Rep>
struct NumberId {
  Rep value = 0;
  friend auto operator<=>(const NumberId&, const NumberId&) = default;
};

/// Position of a test case in its plan, from 0, in Ianvs' own order.
using TestCaseIndex = NumberId<struct TestCaseTag, std::uint32_t>;
/// Position of an algorithm in its job, from 0.
using AlgorithmIndex = NumberId<struct AlgorithmTag, std::uint32_t>;
/// One try at a test case; counted from 1 in each run and never used again in it, also after a
/// resume.
using AttemptId = NumberId<struct AttemptTag, std::uint64_t>;
/// Number of a run: the name of its folder `runs/<n>`, from 1.
using RunId = NumberId<struct RunTag, std::uint64_t>;
/// One connection of an agent as the coordinator sees it (ZeroMQ's routing id as a number); valid
/// until it breaks.
using PeerId = NumberId<struct PeerTag, std::uint32_t>;
/// Counts the sessions (hellos) of one agent, from 1; the agent chooses it and never goes back.
using SessionNumber = NumberId<struct SessionTag, std::uint64_t>;

/// 128 bits, as a UUID has them.
struct Bytes16 {
  std::array<std::uint8_t, 16> bytes{};
  friend auto operator<=>(const Bytes16&, const Bytes16&) = default;
};

/// Names a test case in files and in the leaderboard: a version-5 UUID.
struct TestCaseId : Bytes16 {
  friend auto operator<=>(const TestCaseId&, const TestCaseId&) = default;
};

/// Random, made by each agent process at its start and told to the coordinator alone.
struct AgentId : Bytes16 {
  friend auto operator<=>(const AgentId&, const AgentId&) = default;
};

/// `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`, lower case.
std::string uuid_text(const Bytes16& id);
/// `<uuid>`, or `<uuid>.p<partition>` of a partition 1, 2, ... of the test case: how the files of
/// attempts are called.
std::string piece_name(const TestCaseId& id, std::uint32_t partition);
/// 32 lower-case hexadecimal digits, for folder names.
std::string hex_text(const Bytes16& id);

/// Version-5 UUID (RFC 4122: SHA-1 of the name space's bytes, then `name`).
TestCaseId make_test_case_id(const Bytes16& name_space, std::string_view name);

}  // namespace ianvs

template <class Tag, class Rep>
struct std::hash<ianvs::NumberId<Tag, Rep>> {
  std::size_t operator()(const ianvs::NumberId<Tag, Rep>& id) const noexcept {
    return std::hash<Rep>()(id.value);
  }
};
template <>
struct std::hash<ianvs::AgentId> {
  std::size_t operator()(const ianvs::AgentId& id) const noexcept {
    return std::hash<std::string_view>()(
        {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
  }
};
template <>
struct std::hash<ianvs::TestCaseId> {
  std::size_t operator()(const ianvs::TestCaseId& id) const noexcept {
    return std::hash<std::string_view>()(
        {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
  }
};
