#include "tests/unit/terminal_slots/traced_process.hpp"

#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tongluo::test {
namespace {

constexpr int kSyscallStop = SIGTRAP | 0x80;

// What changes a file system, of what the code under test uses; the rest is not counted.
std::optional<Call> kind_of(std::uint64_t number) {
  switch (number) {
    case SYS_openat:
      return Call::open;
    case SYS_write:
    case SYS_pwrite64:
      return Call::write;
    case SYS_fsync:
    case SYS_fdatasync:
      return Call::sync;
#ifdef SYS_rename
    case SYS_rename:
#endif
#ifdef SYS_renameat
    case SYS_renameat:
#endif
      return Call::rename;
#ifdef SYS_unlink
    case SYS_unlink:
#endif
    case SYS_unlinkat:
      return Call::remove;
#ifdef SYS_mkdir
    case SYS_mkdir:
#endif
    case SYS_mkdirat:
    case SYS_fallocate:
    case SYS_fchmod:
      return Call::other;
    default:
      return std::nullopt;
  }
}

[[noreturn]] void be_traced(const std::function<int()>& body) {
  if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(125);
  ::raise(SIGSTOP);
  ::_exit(body());
}

std::optional<Call> call_entered(pid_t child) {
  __ptrace_syscall_info info{};
  if (::ptrace(PTRACE_GET_SYSCALL_INFO, child, reinterpret_cast<void*>(sizeof info), &info) <= 0) return std::nullopt;
  if (info.op != PTRACE_SYSCALL_INFO_ENTRY) return std::nullopt;
  if (info.entry.nr == SYS_openat && (info.entry.args[2] & O_CREAT) == 0) return std::nullopt;
  return kind_of(info.entry.nr);
}

}  // namespace

std::optional<Traced> run_traced(const std::function<int()>& body, std::size_t kill_at) {
  const pid_t child = ::fork();
  if (child == 0) be_traced(body);
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return std::nullopt;
  ::ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  Traced traced;
  int signal = 0;
  while (::ptrace(PTRACE_SYSCALL, child, nullptr, reinterpret_cast<void*>(static_cast<std::intptr_t>(signal))) == 0) {
    if (::waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) break;
    signal = WSTOPSIG(status) == kSyscallStop ? 0 : WSTOPSIG(status);
    if (signal != 0) continue;
    const auto call = call_entered(child);
    if (!call) continue;
    traced.calls.push_back(*call);
    if (traced.calls.size() != kill_at) continue;
    ::kill(child, SIGKILL);
    ::waitpid(child, &status, 0);
    traced.killed = true;
    return traced;
  }
  if (WIFEXITED(status)) traced.exit_code = WEXITSTATUS(status);
  return traced;
}

}  // namespace tongluo::test
