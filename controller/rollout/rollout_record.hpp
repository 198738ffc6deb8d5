#pragma once
// A rollout as plain values: its plan, what a person set, and where each terminal stands. What a store keeps.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/digest.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/time.hpp"
#include "protocol/trust/release.hpp"

namespace tongluo::rollout {

constexpr std::size_t kMaxMembers = 50'000;  // of one rollout; more: refused
constexpr std::size_t kErrorBase = 20;       // answers before the error share of a large ring is taken at its word
constexpr std::size_t kMaxDetailBytes = 200;

struct Settings {
  std::uint32_t success_permille = 950;     // of a ring confirmed, before the next one opens
  std::uint32_t error_permille = 50;        // of the answers of a ring bad: it pauses
  std::chrono::hours soak{24};              // from a ring's success to the next ring
  std::chrono::hours answer_within{48};     // from the last word to the next; then a terminal is silent
  std::chrono::hours ring_within{24 * 14};  // from a ring's opening; who was never reached then is silent
  std::size_t at_once = 50;                 // terminals under way
  bool operator==(const Settings&) const = default;
};

enum class MemberState : std::uint8_t {
  waiting,    // not offered yet
  offered,    // no word yet
  working,    // it has it in hand
  confirmed,  // runs it
  failed,     // returned from it, abandoned or refused it
  silent,     // nothing within the time: counts like failed, until it speaks
  excused,    // not for it (it runs this or a newer one already): counts for nothing
};

struct Member {
  TerminalId terminal;
  std::uint32_t ring = 0;
  MemberState state = MemberState::waiting;
  bool accepted = false;  // a person accepted its failure: it counts for nothing
  WallTime heard_at{};    // offered, or the last word that was news
  std::uint32_t progress = 0;
  std::string detail;
  bool operator==(const Member&) const = default;
};

enum class Phase : std::uint8_t { running, paused, completed, withdrawn };

enum class PauseReason : std::uint8_t {
  none,
  person,            // somebody said so
  errors,            // too many failed or silent
  too_few_succeeded  // all have answered, and the next ring may still not open
};

struct Head {
  Digest release;
  Phase phase = Phase::running;
  PauseReason reason = PauseReason::none;
  std::string by;                        // the person who paused or resumed last
  std::uint32_t open_ring = 0;           // rings up to this one are offered to
  std::optional<WallTime> opened_at;     // that ring; none: its time has not come
  std::optional<WallTime> satisfied_at;  // that ring reached its success threshold
  bool operator==(const Head&) const = default;
};

struct Record {
  Settings settings;
  std::vector<WallTime> ring_times;  // not before, as in the manifest
  Head head;
  std::vector<Member> members;  // by ring
};

std::string_view to_string(MemberState state);
std::string_view to_string(Phase phase);
std::string_view to_string(PauseReason reason);

// Each terminal in its ring, as the terminal itself will find it. Nothing for more than kMaxMembers.
std::optional<Record> plan(const trust::AdmittedRelease& release, const Settings& settings,
                           const std::vector<TerminalId>& terminals);

}  // namespace tongluo::rollout
