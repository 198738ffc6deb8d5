#include "terminal-fw/maintenance/sound_test.hpp"

#include <algorithm>
#include <charconv>

namespace tongluo::maintenance {
namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr std::string_view kRecordHead = "sound-test 1";
constexpr std::size_t kMaxDetail = 160;
constexpr int kDaysOfWeek = 7;

std::chrono::sys_days local_day(WallTime wall, minutes utc_offset) {
  return std::chrono::floor<days>(std::chrono::sys_time<microseconds>((wall + utc_offset).time_since_epoch()));
}

WallTime instant_of(std::chrono::sys_days day, minutes at, minutes utc_offset) {
  return WallTime(std::chrono::duration_cast<WallTime::duration>(day.time_since_epoch() + at - utc_offset));
}

// One word of a line: up to the next blank, which is taken, too.
std::string_view next_word(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(text.size(), end + 1));
  return word;
}

std::optional<std::int64_t> next_number(std::string_view& text) {
  const std::string_view word = next_word(text);
  std::int64_t value = 0;
  const auto parsed = std::from_chars(word.data(), word.data() + word.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != word.data() + word.size() || value < 0) return std::nullopt;
  return value;
}

std::optional<SoundTestResult> parse_result(std::string_view line) {
  const auto kind = next_number(line);
  const auto at = next_number(line);
  const auto outcome = next_number(line);
  if (!kind || *kind > 1 || !at || !outcome || *outcome > static_cast<std::int64_t>(Outcome::refused))
    return std::nullopt;
  return SoundTestResult{static_cast<SoundTestKind>(*kind), wall_from_us(*at), static_cast<Outcome>(*outcome),
                         std::string(line.substr(0, kMaxDetail))};
}

std::string_view next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(text.size(), end + 1));
  return line;
}

}  // namespace

std::string_view to_string(SoundTestKind kind) { return kind == SoundTestKind::quiet ? "quiet" : "audible"; }

bool is_fault(const SoundTestResult& result) {
  return result.outcome == Outcome::silent_amplifier || result.outcome == Outcome::silent_horn ||
         result.outcome == Outcome::weak;
}

std::string event_text(const SoundTestResult& result) {
  return std::string(to_string(result.outcome)) + ": " + result.detail;
}

std::string sound_test_text(const SoundTestRecord& record) {
  std::string text = std::string(kRecordHead) + "\n" + std::to_string(to_us(record.quiet_done)) + " " +
                     std::to_string(to_us(record.audible_done)) + "\n";
  if (!record.newest) return text;
  const SoundTestResult& newest = *record.newest;
  return text + std::to_string(static_cast<int>(newest.kind)) + " " + std::to_string(to_us(newest.at)) + " " +
         std::to_string(static_cast<int>(newest.outcome)) + " " + newest.detail.substr(0, kMaxDetail) + "\n";
}

std::optional<SoundTestRecord> parse_sound_test(std::string_view text) {
  if (next_line(text) != kRecordHead) return std::nullopt;
  std::string_view times = next_line(text);
  const auto quiet = next_number(times);
  const auto audible = next_number(times);
  if (!quiet || !audible || !times.empty()) return std::nullopt;
  SoundTestRecord record{wall_from_us(*quiet), wall_from_us(*audible), std::nullopt};
  if (text.empty()) return record;
  record.newest = parse_result(next_line(text));
  if (!record.newest || !text.empty()) return std::nullopt;
  return record;
}

// The latest of the day's times that has passed: today, else yesterday.
std::optional<WallTime> SoundTestSchedule::newest_quiet(WallTime wall) const {
  std::optional<WallTime> newest;
  const auto today = local_day(wall, settings_.utc_offset);
  for (const auto day : {today - days(1), today})
    for (const minutes at : settings_.quiet_at)
      if (const WallTime each = instant_of(day, at, settings_.utc_offset); each <= wall)
        newest = std::max(newest.value_or(each), each);
  return newest;
}

std::optional<WallTime> SoundTestSchedule::newest_audible(WallTime wall) const {
  if (!settings_.audible_day) return std::nullopt;
  const auto today = local_day(wall, settings_.utc_offset);
  for (int back = 0; back <= kDaysOfWeek; ++back) {
    const auto day = today - days(back);
    const WallTime each = instant_of(day, settings_.audible_at, settings_.utc_offset);
    if (std::chrono::weekday(day) == *settings_.audible_day && each <= wall) return each;
  }
  return std::nullopt;
}

// What lies before the first start was not missed. A record from the future is a clock that was wrong.
void SoundTestSchedule::begin_record(WallTime wall) {
  for (WallTime* done : {&record_.quiet_done, &record_.audible_done})
    if (*done == WallTime{} || *done > wall) *done = wall;
}

std::optional<SoundTestKind> SoundTestSchedule::due(SteadyTime now, std::optional<WallTime> wall) {
  if (!settings_.scheduled || !wall) return std::nullopt;
  begin_record(*wall);
  if (now < not_before_) return std::nullopt;
  const auto audible = newest_audible(*wall);
  if (audible && *audible > record_.audible_done && *wall - *audible < kAudibleWindow) return SoundTestKind::audible;
  const auto quiet = newest_quiet(*wall);
  if (quiet && *quiet > record_.quiet_done) return SoundTestKind::quiet;
  return std::nullopt;
}

std::optional<WallTime> SoundTestSchedule::next(WallTime wall) const {
  if (!settings_.scheduled) return std::nullopt;
  std::optional<WallTime> soonest;
  const auto today = local_day(wall, settings_.utc_offset);
  const auto consider = [&](WallTime each) {
    if (each > wall) soonest = std::min(soonest.value_or(each), each);
  };
  for (int ahead = 0; ahead <= kDaysOfWeek; ++ahead) {
    const auto day = today + days(ahead);
    for (const minutes at : settings_.quiet_at) consider(instant_of(day, at, settings_.utc_offset));
    if (settings_.audible_day && std::chrono::weekday(day) == *settings_.audible_day)
      consider(instant_of(day, settings_.audible_at, settings_.utc_offset));
  }
  return soonest;
}

// A louder test says all that a quiet one would have said.
void SoundTestSchedule::on_result(SoundTestResult result) {
  record_.quiet_done = std::max(record_.quiet_done, result.at);
  if (result.kind == SoundTestKind::audible) record_.audible_done = std::max(record_.audible_done, result.at);
  record_.newest = std::move(result);
}

}  // namespace tongluo::maintenance
