#include "terminal-fw/slots/command.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "terminal-fw/slots/image_file.hpp"

extern char** environ;

namespace tongluo::slots {
namespace {

constexpr std::size_t kKeptErrors = 1'024;

struct Pipe {
  File read;
  File write;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(ErrorKind::io, std::string("pipe: ") + std::strerror(errno));
  ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return Pipe{File(ends[0]), File(ends[1])};
}

// A group of its own, so that what it started ends with it.
Result<pid_t> spawn(std::vector<std::string>& argv, const File& output, const File& errors) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output.number(), 1);
  posix_spawn_file_actions_adddup2(&actions, errors.number(), 2);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  std::vector<char*> pointers;
  pointers.reserve(argv.size() + 1);
  for (std::string& word : argv) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  pid_t pid = -1;
  const int code = ::posix_spawnp(&pid, argv[0].c_str(), &actions, &attributes, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (code != 0) return fail(ErrorKind::unavailable, argv[0] + ": " + std::strerror(code));
  return pid;
}

// False at its end.
bool drain(const File& from, std::string& into) {
  std::array<char, 4'096> piece;  // NOLINT: filled by read
  while (true) {
    const ssize_t got = ::read(from.number(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno == EAGAIN;
    if (got == 0) return false;
    into.append(piece.data(), static_cast<std::size_t>(got));
    if (into.size() > 2 * kMaxCommandOutput) return false;
  }
}

// Until both streams have ended, or the time is over.
Result<void> collect(const File& output, const File& errors, const File& timer, CommandResult& result) {
  bool output_open = true;
  bool errors_open = true;
  while (output_open || errors_open) {
    std::array<pollfd, 3> waiting{pollfd{output_open ? output.number() : -1, POLLIN, 0},
                                  pollfd{errors_open ? errors.number() : -1, POLLIN, 0},
                                  pollfd{timer.number(), POLLIN, 0}};
    if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR)
      return fail(ErrorKind::io, std::string("poll: ") + std::strerror(errno));
    if (output_open && waiting[0].revents != 0) output_open = drain(output, result.output);
    if (errors_open && waiting[1].revents != 0) errors_open = drain(errors, result.errors);
    if (result.errors.size() > kKeptErrors) result.errors.erase(0, result.errors.size() - kKeptErrors);
    if (result.output.size() > kMaxCommandOutput) return fail(ErrorKind::limit, "too much output");
    if (waiting[2].revents != 0) return fail(ErrorKind::timeout, "not finished in time");
  }
  return {};
}

int reap(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Result<CommandResult> run_command(std::vector<std::string> argv, seconds longest) {
  auto output = make_pipe();
  auto errors = make_pipe();
  if (!output || !errors) return fail((output ? errors : output).error());
  const File timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
  itimerspec setting{};
  setting.it_value.tv_sec = static_cast<time_t>(longest.count());
  if (!timer.is_open() || ::timerfd_settime(timer.number(), 0, &setting, nullptr) != 0)
    return fail(ErrorKind::io, std::string("timer: ") + std::strerror(errno));
  const auto pid = spawn(argv, output->write, errors->write);
  if (!pid) return fail(pid.error());
  output->write = File();
  errors->write = File();
  CommandResult result;
  const auto collected = collect(output->read, errors->read, timer, result);
  if (!collected) ::kill(-*pid, SIGKILL);
  result.exit_code = reap(*pid);
  if (!collected) return fail(collected.error().kind, argv[0] + ": " + collected.error().detail);
  return result;
}

}  // namespace tongluo::slots
