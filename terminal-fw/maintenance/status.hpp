#pragma once
// How this terminal is, in plain values, and as a technician reads it. The main thread fills it; what is not known is
// absent. Pure. Limit: the lists are as long as whoever fills them makes them (kShown… below).

#include <optional>
#include <string>
#include <vector>

#include "protocol/base/identifiers.hpp"
#include "protocol/base/time.hpp"
#include "protocol/base/vocabulary.hpp"
#include "terminal-fw/maintenance/sound_test.hpp"

namespace tongluo::maintenance {

constexpr std::size_t kShownStarts = 5;
constexpr std::size_t kShownPlays = 8;  // in the status; the play log has the others

struct Start {
  WallTime at{};
  OrderClass order_class{};
  Level level{};
  std::string headline;
};

struct Play {
  WallTime at{};
  OrderClass order_class{};
  Level level{};
  std::string headline;
  Outcome outcome = Outcome::none;
  Refusal refusal = Refusal::none;
  std::chrono::duration<double> sounded{};  // for so long
  std::string detail;                       // why it ended so
};

struct LoggedEvent {
  WallTime at{};
  std::string what;  // the kind, and "over" if it ended
  std::string detail;
  std::uint32_t count = 1;
  std::string told;  // what the controller knows of it
};

// What left because there was no room for it.
struct Evicted {
  std::string what;
  std::uint64_t count = 0;
};

struct Status {
  // Identity
  std::string terminal;
  std::string firmware;
  std::string place;  // name, or empty: no place record
  std::string area;
  WallTime certificate_end{};  // zero: unreadable
  // This start
  milliseconds running_for{};
  std::string boot_reason;
  bool safe_mode = false;
  // Controller
  bool link_open = false;
  std::string controller;                   // address, of the session that is open
  std::string link_trouble;                 // why the last session ended or none came about
  milliseconds link_for{};                  // since it opened or closed
  std::vector<std::string> modem;           // one line for each thing it says; empty: none is asked
  std::optional<bool> served;               // by a mobile network; none: no modem, or not known yet
  std::optional<microseconds> clock_bound;  // how far the common clock may be off; none: not known
  // Clock
  WallTime now{};
  bool synchronised = false;
  bool clock_lost = false;  // nobody knows the time: schedules wait
  // Trust
  std::uint64_t trust_list_version = 0;  // 0: none
  WallTime trust_list_end{};
  // Sound
  bool sound_fault = false;
  bool playing = false;
  bool drill_words = true;
  std::vector<Start> starts;                  // the next ones, soonest first
  std::vector<Play> plays;                    // of the play log, newest first
  std::string local;                          // source; empty: none
  std::optional<SoundTestResult> sound_test;  // the newest
  std::optional<WallTime> next_sound_test;    // scheduled
  // Storage
  std::uint32_t journal_free_percent = 0;
  std::uint64_t commits_failed = 0;
  std::string storage_trouble;   // goes on; empty: none
  std::vector<Evicted> evicted;  // since start; none at zero is shown
  std::size_t cached_clips = 0;
  std::size_t receipts_waiting = 0;
  std::vector<std::string> levels;  // of the field bus, one line for each; empty: no field bus
};

std::string status_text(const Status& status);
// The play log: one line each.
std::string plays_text(const std::vector<Play>& plays);
// The event log: one line each.
std::string events_text(const std::vector<LoggedEvent>& events);

// The quiet self-test: what can be judged without a sound.
struct Check {
  std::string name;
  bool passed = false;
  std::string detail;
};
std::vector<Check> self_test(const Status& status);
// One line for each check, and a last one that says it all.
std::string checks_text(const std::vector<Check>& checks);
bool all_passed(const std::vector<Check>& checks);

// "2026-11-26 19:10:00Z quiet: sounded, the output followed the sound".
std::string result_text(const SoundTestResult& result);
std::string utc_text(WallTime time);  // "2026-11-26 19:00:00Z"; "-" for none

}  // namespace tongluo::maintenance
