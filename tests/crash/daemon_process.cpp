#include "tests/crash/daemon_process.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "protocol/base/assert.hpp"
#include "protocol/base/bytes.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"

namespace tongluo::crash {
namespace {

constexpr auto kPoll = milliseconds(2);

}  // namespace

DaemonProcess::DaemonProcess(const std::filesystem::path& program, const std::filesystem::path& configuration,
                             const std::filesystem::path& log, const DaemonLimits& limits)
    : ports_(configuration.parent_path() / "ports.json") {
  std::filesystem::remove(ports_);
  pid_ = ::fork();
  TL_ASSERT(pid_ >= 0);
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(file, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
    if (limits.file_bytes) {
      std::signal(SIGXFSZ, SIG_IGN);  // the write fails with an error, as on a full disk; stays so after exec
      rlimit limit{};                 // its hard part stays, so that the parent can raise the other again
      ::getrlimit(RLIMIT_FSIZE, &limit);
      limit.rlim_cur = *limits.file_bytes;
      ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ::execl(program.c_str(), program.c_str(), "--config", configuration.c_str(), "--ports-file", ports_.c_str(),
            "--log-level", "warn", nullptr);
    ::_exit(127);
  }
}

// The file with the ports is renamed into place: it is there whole or not at all.
bool DaemonProcess::wait_until_ready() {
  const SteadyTime deadline = os::steady_now() + kReadyWithin;
  while (os::steady_now() < deadline && is_running()) {
    if (const auto text = os::read_file(ports_, 1'024)) {
      const std::string ports(as_text(*text));
      const std::string key = "\"link\":";
      link_port_ = static_cast<std::uint16_t>(std::strtoul(ports.c_str() + ports.find(key) + key.size(), nullptr, 10));
      return true;
    }
    std::this_thread::sleep_for(kPoll);
  }
  return false;
}

bool DaemonProcess::is_running() {
  if (pid_ < 0) return false;
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0;
}

int DaemonProcess::reap() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  link_port_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

void DaemonProcess::kill() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  reap();
}

int DaemonProcess::terminate() {
  if (pid_ < 0) return -1;
  ::kill(pid_, SIGTERM);
  return reap();
}

void DaemonProcess::lift_limits() const {
  rlimit limit{};
  TL_ASSERT(::prlimit(pid_, RLIMIT_FSIZE, nullptr, &limit) == 0);
  limit.rlim_cur = limit.rlim_max;
  TL_ASSERT(::prlimit(pid_, RLIMIT_FSIZE, &limit, nullptr) == 0);
}

}  // namespace tongluo::crash
