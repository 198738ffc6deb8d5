#include "terminal-fw/maintenance/boot_guard.hpp"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <utility>

namespace tongluo::maintenance {
namespace {

constexpr std::string_view kTitle = "tongluo-boot 1";
constexpr std::string_view kEndings[] = {"running", "orderly", "commanded", "disobeyed"};

// The next line of `text`, which loses it.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text = end == text.npos ? std::string_view() : text.substr(end + 1);
  return line;
}

std::optional<SteadyTime> parse_time(std::string_view text) {
  std::int64_t us = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), us);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return SteadyTime(microseconds(us));
}

BootReason reason_of(const BootRecord& before, const std::string& kernel_boot) {
  if (before.ending == BootRecord::Ending::orderly) return BootReason::orderly;
  const bool same_kernel = before.kernel_boot == kernel_boot;
  if (before.ending == BootRecord::Ending::commanded) return same_kernel ? BootReason::commanded : BootReason::rebooted;
  if (before.ending == BootRecord::Ending::disobeyed) return same_kernel ? BootReason::disobeyed : BootReason::rebooted;
  return same_kernel ? BootReason::crash : BootReason::power;
}

}  // namespace

std::string_view to_string(BootReason reason) {
  constexpr std::string_view kNames[] = {
      "first start",
      "orderly restart",
      "restart by command",
      "device restarted by command",
      "power",
      "crash",
      "restart by command of the program only: nobody restarted the device within 60 s"};
  return kNames[static_cast<std::size_t>(reason)];
}

std::string boot_record_text(const BootRecord& record) {
  std::string text(kTitle);
  text += "\n" + std::string(kEndings[static_cast<std::size_t>(record.ending)]) + "\n" + record.kernel_boot + "\n";
  for (const SteadyTime crash : record.crashes) text += std::to_string(crash.time_since_epoch().count()) + "\n";
  return text;
}

std::optional<BootRecord> parse_boot_record(std::string_view text) {
  if (take_line(text) != kTitle) return std::nullopt;
  BootRecord record;
  const auto ending = std::find(std::begin(kEndings), std::end(kEndings), take_line(text));
  if (ending == std::end(kEndings)) return std::nullopt;
  record.ending = static_cast<BootRecord::Ending>(ending - std::begin(kEndings));
  record.kernel_boot = take_line(text);
  while (!text.empty()) {
    const auto crash = parse_time(take_line(text));
    if (!crash || record.crashes.size() >= kMaxCrashesKept) return std::nullopt;
    record.crashes.push_back(*crash);
  }
  return record;
}

BootVerdict judge_boot(const std::optional<BootRecord>& before, const std::string& kernel_boot, SteadyTime now) {
  BootVerdict verdict;
  verdict.record.kernel_boot = kernel_boot;
  if (!before) return verdict;
  verdict.reason = reason_of(*before, kernel_boot);
  verdict.same_kernel = before->kernel_boot == kernel_boot;
  auto& crashes = verdict.record.crashes;
  // A person or a command that restarts it gives it another chance.
  if (verdict.reason == BootReason::crash) {
    for (const SteadyTime crash : before->crashes)
      if (crash <= now && now - crash < kCrashWindow) crashes.push_back(crash);
    crashes.push_back(now);
    if (crashes.size() > kMaxCrashesKept) crashes.erase(crashes.begin());
  }
  verdict.crashes = crashes.size();
  verdict.safe_mode = verdict.crashes >= kCrashLimit;
  return verdict;
}

std::string fault_of(std::string_view report) {
  constexpr std::string_view kKey = "\nsignal=";
  constexpr std::pair<int, const char*> kNames[] = {
      {SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"}, {SIGFPE, "SIGFPE"}, {SIGILL, "SIGILL"}, {SIGABRT, "SIGABRT"}};
  const std::size_t at = report.find(kKey);
  int signal = 0;
  if (at != report.npos) std::from_chars(report.data() + at + kKey.size(), report.data() + report.size(), signal);
  for (const auto& [number, name] : kNames)
    if (number == signal) return name;
  return "unknown fault";
}

std::string boot_text(const BootVerdict& verdict) {
  std::string text(to_string(verdict.reason));
  if (verdict.crashes > 0)
    text += ", " + std::to_string(verdict.crashes) + " in " +
            std::to_string(std::chrono::minutes(kCrashWindow).count()) + " min";
  if (!verdict.fault.empty()) text += ": " + verdict.fault;
  return text;
}

}  // namespace tongluo::maintenance
