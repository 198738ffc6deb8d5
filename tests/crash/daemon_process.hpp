#pragma once
// The real tongluod as a child process: started, awaited, killed without warning. One thread. It dies with us.

#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>

#include "protocol/base/time.hpp"

namespace tongluo::crash {

constexpr auto kReadyWithin = seconds(20);

struct DaemonLimits {
  std::optional<std::size_t> file_bytes;  // RLIMIT_FSIZE: as a full disk does, writes beyond fail
};

class DaemonProcess {
 public:
  // Its standard output and error are appended to `log`.
  DaemonProcess(const std::filesystem::path& program, const std::filesystem::path& configuration,
                const std::filesystem::path& log, const DaemonLimits& limits = {});
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;
  ~DaemonProcess() { kill(); }

  // False: it ended, or did not say that it is ready within kReadyWithin.
  bool wait_until_ready();
  std::uint16_t link_port() const { return link_port_; }
  bool is_running();         // false: it ended by itself
  void kill();               // SIGKILL, and reaped
  int terminate();           // SIGTERM; the exit code, or −signal
  void lift_limits() const;  // of the running process: the disk has room again

 private:
  int reap();
  pid_t pid_ = -1;
  std::filesystem::path ports_;
  std::uint16_t link_port_ = 0;
};

}  // namespace tongluo::crash
