#pragma once
// Why did we start, and may we start fully? From what the last run left behind to a reason, a count of crashes and safe
// mode. Crash times are on the kernel's monotonic clock and count only within one boot of it: a clock that jumps
// changes nothing, and a power cut is no crash. Pure. Limits: kCrashLimit within kCrashWindow; kMaxCrashesKept.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/time.hpp"

namespace tongluo::maintenance {

constexpr std::size_t kCrashLimit = 5;
constexpr auto kCrashWindow = std::chrono::minutes(10);
constexpr std::size_t kMaxCrashesKept = 16;
constexpr auto kSafeModeFor = std::chrono::minutes(30);  // then a full start is tried again

enum class BootReason : std::uint8_t {
  first,      // nothing was left behind: a new installation
  orderly,    // it was stopped
  commanded,  // by a maintenance command, an update or the end of safe mode
  rebooted,   // the same, and the machine restarted
  power,      // the machine restarted under it
  crash,      // the process ended without a word
  disobeyed,  // by a command to restart the machine, which nobody did
};
std::string_view to_string(BootReason reason);

// What a run leaves behind; written at its start (running) and at its end.
struct BootRecord {
  enum class Ending : std::uint8_t { running, orderly, commanded, disobeyed };
  Ending ending = Ending::running;
  std::string kernel_boot;          // /proc/sys/kernel/random/boot_id
  std::vector<SteadyTime> crashes;  // in this kernel boot, oldest first
  bool operator==(const BootRecord&) const = default;
};
std::string boot_record_text(const BootRecord& record);
std::optional<BootRecord> parse_boot_record(std::string_view text);  // nothing: not one of ours

struct BootVerdict {
  BootReason reason{};
  std::size_t crashes = 0;  // within the window
  bool safe_mode = false;
  bool same_kernel = false;  // as the last run's: the machine has not been off since
  BootRecord record;         // to be written now
  std::string fault;         // of the last run's own, and where its report is; empty: it left none
};
// `before`: none if there was no record, or it could not be read.
BootVerdict judge_boot(const std::optional<BootRecord>& before, const std::string& kernel_boot, SteadyTime now);

// What a crash report (protocol/os/crash_report.hpp) names: "SIGSEGV"; "unknown fault" if it was cut or is none.
std::string fault_of(std::string_view report);

// "crash, 3 in 10 min: SIGSEGV, report crash.txt.1" for people and the event.
std::string boot_text(const BootVerdict& verdict);

}  // namespace tongluo::maintenance
