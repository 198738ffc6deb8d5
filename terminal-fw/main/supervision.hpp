#pragma once
// Keeps the watchdogs fed while the terminal lives, and the boot record true. Owner: the control thread. What each part
// decides is in terminal-fw/maintenance.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "protocol/base/result.hpp"
#include "protocol/os/file_lock.hpp"
#include "protocol/os/service_manager.hpp"
#include "terminal-fw/maintenance/boot_guard.hpp"
#include "terminal-fw/maintenance/liveness.hpp"

namespace tongluo::firmware {

struct SupervisionSettings {
  std::filesystem::path watchdog;        // "/dev/watchdog"; empty: none
  std::filesystem::path reboot_request;  // made to ask for the device's restart; empty: the program restarts itself
  std::uint64_t descriptors = 256;       // ceiling of open files
  std::uint64_t memory_mb = 0;           // ceiling of the process's data; 0: none
};

// Errors: io, with what the kernel said.
Result<void> set_ceilings(const SupervisionSettings& settings);

// As long as it lives nobody else runs in this folder: a second one would repair, or finish to repair, a journal that
// the first one has open. Nothing: the folder has no room for the lock, or cannot be written; then there is none.
// Errors: unavailable, somebody has it.
Result<std::optional<os::FileLock>> hold_data_dir(const std::filesystem::path& data_dir);

constexpr std::size_t kCrashReportsKept = 4;  // each of 16 KiB at most

// From now on a fault of our own leaves a report in the data folder for the next start.
void keep_crashes(const std::filesystem::path& data_dir);

// Judges this start by the record in the data folder and writes the new one. A record that cannot be read or written is
// a first start, and said in the log. A report of a crash is named, and kept beside the kCrashReportsKept newest.
maintenance::BootVerdict judge_this_start(const std::filesystem::path& data_dir);
// At an orderly end.
void note_end(const std::filesystem::path& data_dir, const maintenance::BootVerdict& verdict,
              maintenance::BootRecord::Ending ending);

// Null: it cannot be opened.
std::unique_ptr<maintenance::Watchdog> open_watchdog(const std::filesystem::path& device);

class Supervision {
 public:
  // `beats`: how often the audio thread has gone round.
  Supervision(boost::asio::io_context& context, os::ServiceManager manager,
              std::unique_ptr<maintenance::Watchdog> watchdog, std::function<std::uint64_t()> beats);
  void start();
  // `going_on`: in this process or by whoever starts it again; then the service manager is not told of an end.
  void stop(bool going_on);

 private:
  void watch();

  os::ServiceManager manager_;
  std::unique_ptr<maintenance::Watchdog> watchdog_;
  const std::function<std::uint64_t()> beats_;
  boost::asio::steady_timer timer_;
  maintenance::Liveness liveness_;
  microseconds interval_{};
  bool said_dead_ = false;
};

}  // namespace tongluo::firmware
