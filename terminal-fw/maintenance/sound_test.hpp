#pragma once
// When the terminal tests its own amplifier and horn, and what the newest test came to. A quiet test (a low steady
// tone, or one that nobody hears) at times of the day, an audible one in one hour of the week. Pure: local wall time
// and steady time are handed in. Use: next() says what is due; then exactly one on_…() for each test that was begun.
// The record outlives restarts: a test that was missed is made up for once, an audible one within its hour only.
// Limits: kMaxQuietTimes; a test that could not be made is tried again after kBusyRetry, an interrupted one after
// kInterruptedRetry.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/time.hpp"
#include "protocol/base/vocabulary.hpp"

namespace tongluo::maintenance {

constexpr std::size_t kMaxQuietTimes = 8;
constexpr auto kTestTone = seconds(5);       // long enough for a slow meter
constexpr auto kTestPatience = seconds(15);  // beyond its tone, for its proof
constexpr auto kBusyRetry = seconds(60);     // something sounded, or the battery was low
constexpr auto kInterruptedRetry = seconds(600);
constexpr auto kAudibleWindow = std::chrono::hours(1);

enum class SoundTestKind : std::uint8_t { quiet, audible };
std::string_view to_string(SoundTestKind kind);

struct SoundTestSettings {
  bool scheduled = true;
  std::vector<std::chrono::minutes> quiet_at{std::chrono::minutes(770)};  // of the local day; none: no quiet test
  std::optional<std::chrono::weekday> audible_day;                        // none: no audible test
  std::chrono::minutes audible_at{600};
  std::chrono::minutes utc_offset{480};
  double quiet_level_db = -30;  // of full scale, whatever the installed volume
  std::uint32_t quiet_hz = 1'000;
  std::uint32_t audible_volume_percent = 30;  // of the installed volume
};

struct SoundTestResult {
  SoundTestKind kind{};
  WallTime at{};
  Outcome outcome = Outcome::unproved;
  std::string detail;
  bool operator==(const SoundTestResult&) const = default;
};
// A fault that the controller is told of.
bool is_fault(const SoundTestResult& result);

// "silent_amplifier: the amplifier gave no output" (PROTOCOL.md section 10.2).
std::string event_text(const SoundTestResult& result);

// What is kept over restarts. Zero: never yet.
struct SoundTestRecord {
  WallTime quiet_done{};
  WallTime audible_done{};
  std::optional<SoundTestResult> newest;
  bool operator==(const SoundTestRecord&) const = default;
};
std::string sound_test_text(const SoundTestRecord& record);
std::optional<SoundTestRecord> parse_sound_test(std::string_view text);  // nothing: not one of ours

class SoundTestSchedule {
 public:
  SoundTestSchedule(SoundTestSettings settings, std::optional<SoundTestRecord> record)
      : settings_(std::move(settings)), record_(record.value_or(SoundTestRecord{})) {}

  // The test to make now. `wall`: synchronised; without one nothing is due.
  std::optional<SoundTestKind> due(SteadyTime now, std::optional<WallTime> wall);
  // The instant after `wall` at which one becomes due next; nothing: none is scheduled.
  std::optional<WallTime> next(WallTime wall) const;

  void on_refused(SteadyTime now) { not_before_ = now + SteadyTime::duration(kBusyRetry); }
  void on_interrupted(SteadyTime now) { not_before_ = now + SteadyTime::duration(kInterruptedRetry); }
  // Scheduled or not: it counts for what was due.
  void on_result(SoundTestResult result);

  const SoundTestRecord& record() const { return record_; }
  const SoundTestSettings& settings() const { return settings_; }

 private:
  std::optional<WallTime> newest_quiet(WallTime wall) const;
  std::optional<WallTime> newest_audible(WallTime wall) const;
  void begin_record(WallTime wall);

  const SoundTestSettings settings_;
  SoundTestRecord record_;
  SteadyTime not_before_ = SteadyTime::min();
};

}  // namespace tongluo::maintenance
