// tongluo-confine --memory=BYTES --cpu=SECONDS --descriptors=N [--processes] [--readable=PATH]… -- PROGRAM ARGV0 ARGV1
// …
//
// Takes away everything a helper program does not need, then becomes it. Started by controller/process only. Descriptor
// 3 is the way to say why it could not; it closes by itself when PROGRAM starts.

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <signal.h>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <vector>

#include "controller/process/confine_files.hpp"
#include "controller/process/confine_system_calls.hpp"

namespace {

constexpr int kStatusDescriptor = 3;

struct Settings {
  rlim_t memory = 0;
  rlim_t cpu = 0;
  rlim_t descriptors = 0;
  bool processes = false;
  std::vector<std::string> readable;
};

[[noreturn]] void give_up(std::string_view what) {
  const std::string line = std::string(what) + (errno != 0 ? std::string(": ") + std::strerror(errno) : "");
  if (::write(kStatusDescriptor, line.data(), line.size()) < 0) std::_Exit(125);
  std::_Exit(126);
}

rlim_t number(std::string_view text) {
  rlim_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  errno = 0;
  if (error != std::errc() || end != text.data() + text.size() || value == 0) give_up("a limit is not a number");
  return value;
}

void take_option(Settings& settings, std::string_view option) {
  const auto equals = option.find('=');
  const auto name = option.substr(0, equals);
  const auto value = equals == std::string_view::npos ? std::string_view() : option.substr(equals + 1);
  if (name == "--memory")
    settings.memory = number(value);
  else if (name == "--cpu")
    settings.cpu = number(value);
  else if (name == "--descriptors")
    settings.descriptors = number(value);
  else if (name == "--processes")
    settings.processes = true;
  else if (name == "--readable")
    settings.readable.emplace_back(value);
  else
    give_up("unknown option");
}

void limit(__rlimit_resource resource, rlim_t soft, rlim_t hard) {
  const rlimit value{soft, hard};
  if (::setrlimit(resource, &value) != 0) give_up("setrlimit");
}

// The soft CPU limit ends the program with SIGXCPU, which says why; the hard one is for a program that ignores it.
void set_limits(const Settings& settings) {
  limit(RLIMIT_CORE, 0, 0);
  limit(RLIMIT_FSIZE, 0, 0);
  limit(RLIMIT_CPU, settings.cpu, settings.cpu + 1);
  limit(RLIMIT_NOFILE, settings.descriptors, settings.descriptors);
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  int index = 1;
  for (; index < argc && std::string_view(argv[index]) != "--"; ++index) take_option(settings, argv[index]);
  errno = 0;
  if (settings.memory == 0 || settings.cpu == 0 || settings.descriptors == 0) give_up("a limit is missing");
  if (index + 2 >= argc) give_up("no program named");
  if (::close_range(kStatusDescriptor + 1, ~0U, 0) != 0) give_up("close_range");
  ::fcntl(kStatusDescriptor, F_SETFD, FD_CLOEXEC);
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) give_up("parent death signal");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) give_up("no new privileges");
  set_limits(settings);
  if (!tongluo::process::confine_files(settings.readable)) give_up("files");
  tongluo::process::SystemCallFilter filter(settings.processes);
  if (!filter.is_ready()) give_up("system call filter");
  limit(RLIMIT_AS, settings.memory, settings.memory);  // last but one: the filter refuses setrlimit
  if (!filter.load()) give_up("system call filter");
  ::execve(argv[index + 1], argv + index + 2, environ);
  give_up(argv[index + 1]);
}
