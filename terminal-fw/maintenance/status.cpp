#include "terminal-fw/maintenance/status.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace tongluo::maintenance {
namespace {

constexpr std::size_t kLabelWidth = 12;

void line(std::string& out, std::string_view name, const std::string& value) {
  out += name;
  out.append(kLabelWidth - std::min(name.size(), kLabelWidth), ' ');
  out += value + "\n";
}

std::string for_text(milliseconds passed) {
  const auto whole = std::chrono::duration_cast<seconds>(passed).count();
  if (whole < 120) return std::to_string(whole) + " s";
  if (whole < 7'200) return std::to_string(whole / 60) + " min";
  if (whole < 172'800) return std::to_string(whole / 3'600) + " h";
  return std::to_string(whole / 86'400) + " d";
}

std::string kind_text(OrderClass order_class, Level level, const std::string& headline) {
  if (order_class == OrderClass::unspecified) return "local source " + headline;
  return std::string(to_string(order_class)) + " " + std::string(to_string(level)) +
         (headline.empty() ? "" : " \"" + headline + "\"");
}

std::string link_text(const Status& status) {
  const std::string since = for_text(status.link_for);
  if (status.link_open) return "connected to " + status.controller + " for " + since;
  return "NOT CONNECTED for " + since + (status.link_trouble.empty() ? "" : ": " + status.link_trouble);
}

std::string clock_text(const Status& status) {
  const char* state = status.clock_lost     ? ", LOST: schedules wait"
                      : status.synchronised ? ", synchronised"
                                            : ", NOT SYNCHRONISED";
  std::string text = utc_text(status.now) + state;
  if (status.clock_bound) text += ", within " + std::to_string(status.clock_bound->count()) + " us of the controller";
  return text;
}

std::string certificate_text(const Status& status) {
  const std::string end = utc_text(status.certificate_end);
  if (status.certificate_end > status.now) return "until " + end;
  return "EXPIRED since " + end + ": no session until it is renewed";
}

std::string play_text(const Play& play) {
  return utc_text(play.at) + "  " + kind_text(play.order_class, play.level, play.headline) +
         (play.outcome == Outcome::none ? "" : "  " + std::string(to_string(play.outcome))) +
         (play.refusal == Refusal::none ? "" : " (" + std::string(to_string(play.refusal)) + ")");
}

std::string seconds_text(std::chrono::duration<double> span) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f s", span.count());
  return text.data();
}

void append_sound(std::string& out, const Status& status) {
  line(out, "sound", status.sound_fault ? "SOUND DEVICE FAILED" : status.playing ? "playing" : "idle");
  for (const Start& start : status.starts)
    line(out, "next", utc_text(start.at) + "  " + kind_text(start.order_class, start.level, start.headline));
  for (const Play& play : status.plays) line(out, "last", play_text(play));
}

void append_tests(std::string& out, const Status& status) {
  if (!status.local.empty()) line(out, "local", status.local);
  if (status.sound_test) line(out, "sound test", result_text(*status.sound_test));
  if (status.next_sound_test) line(out, "next test", utc_text(*status.next_sound_test));
}

void append_storage(std::string& out, const Status& status) {
  line(out, "storage",
       std::to_string(status.journal_free_percent) + " % free, " + std::to_string(status.commits_failed) +
           " writes failed since start" +
           (status.storage_trouble.empty() ? "" : ", FAILING: " + status.storage_trouble));
  std::string evicted;
  for (const Evicted& each : status.evicted)
    if (each.count > 0) evicted += (evicted.empty() ? "" : ", ") + each.what + " " + std::to_string(each.count);
  if (!evicted.empty()) line(out, "no room", evicted + " since start");
  line(out, "cache", std::to_string(status.cached_clips) + " clips");
  line(out, "receipts", std::to_string(status.receipts_waiting) + " wait for the controller");
  if (status.levels.empty()) line(out, "levels", "no field bus");
  for (const std::string& level : status.levels) line(out, "levels", level);
}

}  // namespace

std::string result_text(const SoundTestResult& result) {
  return utc_text(result.at) + " " + std::string(to_string(result.kind)) + ": " +
         std::string(to_string(result.outcome)) + ", " + result.detail;
}

std::string utc_text(WallTime time) {
  if (time == WallTime{}) return "-";
  const std::chrono::sys_time<microseconds> instant(time.time_since_epoch());
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<seconds>(instant - day));
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

std::string plays_text(const std::vector<Play>& plays) {
  std::string out;
  for (const Play& play : plays)
    out += play_text(play) + "  " + seconds_text(play.sounded) + (play.detail.empty() ? "" : "  " + play.detail) + "\n";
  return out.empty() ? "nothing was played or refused in the last 30 days\n" : out;
}

std::string events_text(const std::vector<LoggedEvent>& events) {
  std::string out;
  for (const LoggedEvent& event : events)
    out += utc_text(event.at) + "  " + event.what + (event.count > 1 ? " x" + std::to_string(event.count) : "") +
           (event.detail.empty() ? "" : "  " + event.detail) + "  (" + event.told + ")\n";
  return out.empty() ? "nothing happened in the last 30 days\n" : out;
}

std::string status_text(const Status& status) {
  std::string out;
  line(out, "terminal", status.terminal + ", firmware " + status.firmware);
  line(out, "place", status.place.empty() && status.area.empty() ? "NONE" : status.place + " " + status.area);
  line(out, "running",
       for_text(status.running_for) + (status.boot_reason.empty() ? "" : ", " + status.boot_reason) +
           (status.safe_mode ? ", SAFE MODE" : ""));
  line(out, "controller", link_text(status));
  for (const std::string& modem : status.modem) line(out, "modem", modem);
  line(out, "clock", clock_text(status));
  line(out, "certificate", certificate_text(status));
  line(out, "trust list",
       status.trust_list_version == 0
           ? "NONE"
           : "version " + std::to_string(status.trust_list_version) + " until " + utc_text(status.trust_list_end));
  append_sound(out, status);
  append_tests(out, status);
  append_storage(out, status);
  return out;
}

}  // namespace tongluo::maintenance
