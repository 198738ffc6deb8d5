#include "terminal-fw/main/supervision.hpp"

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

#include "protocol/os/clock.hpp"
#include "protocol/os/crash_report.hpp"
#include "protocol/os/files.hpp"

namespace tongluo::firmware {
namespace {

constexpr std::string_view kBootFile = "boot";
constexpr std::string_view kCrashFile = "crash.txt";
constexpr std::string_view kLockFile = "lock";
constexpr std::size_t kMaxBootBytes = 4'096;
constexpr auto kFeedInterval = microseconds(seconds(2));  // hardware watchdogs bite after ten seconds or more

Result<void> limit(int resource, std::uint64_t ceiling, const char* name) {
  rlimit limits{};
  if (::getrlimit(static_cast<__rlimit_resource_t>(resource), &limits) == 0) {
    limits.rlim_cur = std::min<rlim_t>(ceiling, limits.rlim_max);
    if (::setrlimit(static_cast<__rlimit_resource_t>(resource), &limits) == 0) return {};
  }
  return fail(ErrorKind::io, std::string(name) + ": " + std::strerror(errno));
}

std::string kernel_boot() {
  constexpr std::size_t kMaxIdBytes = 64;
  const auto content = os::read_file("/proc/sys/kernel/random/boot_id", kMaxIdBytes);
  if (!content) return "unknown";
  std::string id(as_text(*content));
  id.erase(std::remove(id.begin(), id.end(), '\n'), id.end());
  return id;
}

void write_record(const std::filesystem::path& data_dir, const maintenance::BootRecord& record) {
  const auto written = os::write_file(data_dir / kBootFile, as_bytes(maintenance::boot_record_text(record)));
  if (!written) spdlog::error("event=boot_record_failed detail=\"{}\"", written.error().detail);
}

// Kept as crash.txt.1, the newest, to .4; the oldest leaves. What the boot reason says of it.
std::string take_crash(const std::filesystem::path& data_dir) {
  const std::filesystem::path file = data_dir / kCrashFile;
  const auto report = os::take_crash_report(file);
  if (!report) return "";
  const auto kept = [&file](std::size_t number) { return file.string() + "." + std::to_string(number); };
  std::error_code absent;  // of those there may be fewer
  for (std::size_t number = kCrashReportsKept; number > 1; --number)
    std::filesystem::rename(kept(number - 1), kept(number), absent);
  std::filesystem::rename(file.string() + ".last", kept(1), absent);
  const std::string fault = maintenance::fault_of(*report);
  spdlog::error("event=crashed_before fault=\"{}\" report=\"{}\"", fault, kept(1));
  return fault + ", report " + std::string(kCrashFile) + ".1";
}

// Linux's interface: any write feeds it, a 'V' before the close releases it.
class DeviceWatchdog final : public maintenance::Watchdog {
 public:
  explicit DeviceWatchdog(int descriptor) : descriptor_(descriptor) {}
  ~DeviceWatchdog() override { ::close(descriptor_); }
  DeviceWatchdog(const DeviceWatchdog&) = delete;
  DeviceWatchdog& operator=(const DeviceWatchdog&) = delete;
  void feed() override { write('1'); }
  void release() override { write('V'); }

 private:
  void write(char letter) {
    if (::write(descriptor_, &letter, 1) != 1) spdlog::error("event=watchdog_write_failed");
  }
  const int descriptor_;
};

}  // namespace

Result<void> set_ceilings(const SupervisionSettings& settings) {
  constexpr std::uint64_t kBytesPerMb = 1024 * 1024;
  if (auto set = limit(RLIMIT_NOFILE, settings.descriptors, "supervision.descriptors"); !set) return set;
  if (settings.memory_mb == 0) return {};
  return limit(RLIMIT_DATA, settings.memory_mb * kBytesPerMb, "supervision.memory_mb");
}

Result<std::optional<os::FileLock>> hold_data_dir(const std::filesystem::path& data_dir) {
  std::error_code told_by_the_lock;
  std::filesystem::create_directories(data_dir, told_by_the_lock);
  auto lock = os::FileLock::take(data_dir / kLockFile);
  if (lock) return std::optional(std::move(*lock));
  if (lock.error().kind == ErrorKind::unavailable)
    return fail(ErrorKind::unavailable, "another tongluo-terminal runs in " + data_dir.string());
  spdlog::warn("event=data_dir_not_locked detail=\"{}\"", lock.error().detail);
  return std::optional<os::FileLock>();
}

maintenance::BootVerdict judge_this_start(const std::filesystem::path& data_dir) {
  const auto content = os::read_file(data_dir / kBootFile, kMaxBootBytes);
  const auto before = content ? maintenance::parse_boot_record(as_text(*content)) : std::nullopt;
  auto verdict = maintenance::judge_boot(before, kernel_boot(), os::steady_now());
  write_record(data_dir, verdict.record);
  verdict.fault = take_crash(data_dir);
  return verdict;
}

void keep_crashes(const std::filesystem::path& data_dir) {
  std::error_code error;
  std::filesystem::create_directories(data_dir, error);  // whoever needs it first says what is wrong with it
  if (!os::keep_crash_reports(data_dir / kCrashFile, "tongluo-terminal " TONGLUO_VERSION))
    spdlog::warn("event=no_crash_reports detail=\"the path of data_dir is too long\"");
}

void note_end(const std::filesystem::path& data_dir, const maintenance::BootVerdict& verdict,
              maintenance::BootRecord::Ending ending) {
  maintenance::BootRecord record = verdict.record;
  record.ending = ending;
  record.crashes.clear();
  write_record(data_dir, record);
}

std::unique_ptr<maintenance::Watchdog> open_watchdog(const std::filesystem::path& device) {
  const int descriptor = ::open(device.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor >= 0) return std::make_unique<DeviceWatchdog>(descriptor);
  spdlog::error("event=watchdog_unusable device=\"{}\" detail=\"{}\"", device.string(), std::strerror(errno));
  return nullptr;
}

Supervision::Supervision(boost::asio::io_context& context, os::ServiceManager manager,
                         std::unique_ptr<maintenance::Watchdog> watchdog, std::function<std::uint64_t()> beats)
    : manager_(std::move(manager)),
      watchdog_(std::move(watchdog)),
      beats_(std::move(beats)),
      timer_(context),
      liveness_(os::steady_now()),
      interval_(std::min(kFeedInterval, manager_.watchdog_interval().value_or(kFeedInterval) / 3)) {}

void Supervision::start() {
  manager_.tell("READY=1");
  watch();
}

void Supervision::stop(bool going_on) {
  timer_.cancel();
  if (!going_on) manager_.tell("STOPPING=1");
  if (watchdog_) watchdog_->release();
}

// Whoever stops feeding is restarted by who waits for it: systemd, then the hardware.
void Supervision::watch() {
  if (liveness_.alive(os::steady_now(), beats_())) {
    manager_.tell("WATCHDOG=1");
    if (watchdog_) watchdog_->feed();
  } else if (!said_dead_) {
    said_dead_ = true;
    spdlog::critical("event=audio_thread_silent: the watchdogs are not fed any more");
  }
  timer_.expires_after(interval_);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) watch();
  });
}

}  // namespace tongluo::firmware
