#include "protocol/os/crash_report.hpp"

#include <array>
#include <climits>
#include <csignal>
#include <cstring>
#include <ctime>
#include <execinfo.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "protocol/os/files.hpp"

namespace tongluo::os {
namespace {

constexpr std::array kFaults = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr std::size_t kMaxProgramName = 128;
constexpr std::size_t kAlternateStackBytes = 64 * 1024;  // a stack that ran over cannot hold the handler

// A handler sees no objects but these.
std::array<char, PATH_MAX> crash_path{};
std::array<char, kMaxProgramName> crash_program{};
std::array<char, kAlternateStackBytes> crash_stack{};

void write_text(int file, const char* text) { (void)!::write(file, text, std::strlen(text)); }

void write_number(int file, const char* name, unsigned long long number) {
  std::array<char, 24> digits{};
  std::size_t at = digits.size() - 1;
  do {
    digits[--at] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  write_text(file, name);
  write_text(file, &digits[at]);
}

void write_report(int file, int signal, const void* address) {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  write_text(file, crash_program.data());
  write_number(file, "\nsignal=", static_cast<unsigned>(signal));
  write_number(file, " address=", reinterpret_cast<std::uintptr_t>(address));
  write_number(file, " time_s=", static_cast<unsigned long long>(now.tv_sec));
  write_number(file, " thread=", static_cast<unsigned long long>(::syscall(SYS_gettid)));
  write_text(file, "\n");
  std::array<void*, kMaxCrashFrames> frames{};
  const int count = ::backtrace(frames.data(), static_cast<int>(frames.size()));
  ::backtrace_symbols_fd(frames.data(), count, file);
}

// SA_RESETHAND: the default action is back already, and takes place when this returns.
void on_fault(int signal, siginfo_t* info, void* /*context*/) {
  const int file = ::open(crash_path.data(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (file >= 0) {
    write_report(file, signal, info->si_addr);
    ::fsync(file);
    ::close(file);
  }
  if (info->si_code <= 0) ::raise(signal);  // sent by a process, so that nothing faults again by itself
}

void handle(int signal) {
  struct sigaction present {};
  ::sigaction(signal, nullptr, &present);
  if (present.sa_handler != SIG_DFL) return;
  struct sigaction ours {};
  ours.sa_sigaction = on_fault;
  ours.sa_flags = static_cast<int>(SA_SIGINFO | SA_ONSTACK | SA_RESETHAND);
  ::sigemptyset(&ours.sa_mask);
  ::sigaction(signal, &ours, nullptr);
}

}  // namespace

bool keep_crash_reports(const std::filesystem::path& file, std::string_view program) {
  const std::string path = std::filesystem::absolute(file).string();
  if (path.size() >= crash_path.size()) return false;
  std::memcpy(crash_path.data(), path.c_str(), path.size() + 1);
  program = program.substr(0, crash_program.size() - 1);
  std::memcpy(crash_program.data(), program.data(), program.size());
  crash_program[program.size()] = '\0';
  void* first = nullptr;
  (void)::backtrace(&first, 1);  // loads what it needs now, and not in the handler
  stack_t stack{};
  ::sigaltstack(nullptr, &stack);
  if ((stack.ss_flags & SS_DISABLE) != 0) {
    stack = {};
    stack.ss_sp = crash_stack.data();
    stack.ss_size = crash_stack.size();
    ::sigaltstack(&stack, nullptr);
  }
  for (const int signal : kFaults) handle(signal);
  return true;
}

std::optional<std::string> take_crash_report(const std::filesystem::path& file) {
  const auto report = read_file(file, kMaxCrashReportBytes);
  std::error_code error;
  if (!report && !std::filesystem::exists(file, error)) return std::nullopt;
  std::filesystem::rename(file, file.string() + ".last", error);
  if (!report) return "unreadable: " + report.error().detail;
  return std::string(as_text(*report));
}

}  // namespace tongluo::os
