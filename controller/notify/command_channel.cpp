#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "controller/notify/channel.hpp"
#include "controller/notify/message.hpp"
#include "controller/process/descriptor.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::notify {
namespace {

using process::Descriptor;

constexpr auto kStopPoll = milliseconds(200);

// The body as a file that the command reads to its end, however slow; nobody waits for a pipe.
Descriptor input_file(const std::string& content) {
  Descriptor file(::memfd_create("call", MFD_CLOEXEC));
  if (file.is_open() && ::write(file.number(), content.data(), content.size()) == static_cast<ssize_t>(content.size()))
    ::lseek(file.number(), 0, SEEK_SET);
  return file;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

// A started command; killed and reaped with all its children when it goes.
class Running {
 public:
  static Result<Running> start(std::vector<std::string> argv, std::vector<std::string> environment, int input) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, input, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    sigset_t none, usual;
    sigemptyset(&none);
    sigfillset(&usual);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes, static_cast<short>(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
    Running running;
    const int error = posix_spawn(&running.pid_, argv[0].c_str(), &actions, &attributes, pointers(argv).data(),
                                  pointers(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error != 0) {
      running.pid_ = -1;
      return fail(ErrorKind::unavailable, argv[0] + ": " + std::strerror(error));
    }
    running.ends_ = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, running.pid_, 0)));
    return running;
  }
  Running(Running&& other) noexcept : pid_(std::exchange(other.pid_, -1)), ends_(std::move(other.ends_)) {}
  Running& operator=(Running&&) = delete;
  ~Running() { finish(); }

  // False: still running after `wait`.
  bool wait(milliseconds wait) const {
    pollfd ended{ends_.number(), POLLIN, 0};
    return ::poll(&ended, 1, static_cast<int>(wait.count())) > 0;
  }
  // Kills what is left of the group; the exit code, or −signal.
  int finish() {
    if (pid_ < 0) return exit_code_;
    ::kill(-pid_, SIGKILL);
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    return exit_code_;
  }

 private:
  Running() = default;
  pid_t pid_ = -1;
  int exit_code_ = 0;
  Descriptor ends_;
};

class CommandChannel final : public Channel {
 public:
  CommandChannel(std::vector<std::string> argv, std::string environment, milliseconds timeout)
      : argv_(std::move(argv)), environment_(std::move(environment)), timeout_(timeout) {}
  ChannelKind kind() const override { return ChannelKind::command; }

  Result<void> deliver(const Attempt& attempt, const std::stop_token& stop) override {
    std::vector<std::string> variables = environment_variables(attempt, environment_);
    variables.emplace_back("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    variables.emplace_back("LANG=C.UTF-8");
    const Descriptor input = input_file(body(attempt, environment_));
    if (!input.is_open()) return fail(ErrorKind::io, "no memory file: " + std::string(std::strerror(errno)));
    auto running = Running::start(argv_, std::move(variables), input.number());
    if (!running) return tl::unexpected(running.error());
    const SteadyTime deadline = os::steady_now() + timeout_;
    while (!running->wait(kStopPoll)) {
      if (stop.stop_requested()) return fail(ErrorKind::unavailable, "stopped");
      if (os::steady_now() >= deadline)
        return fail(ErrorKind::timeout, "the command took longer than " + std::to_string(timeout_.count()) + " ms");
    }
    if (const int code = running->finish(); code != 0)
      return fail(ErrorKind::refused, "the command ended with " + std::to_string(code));
    return {};
  }

 private:
  const std::vector<std::string> argv_;
  const std::string environment_;
  const milliseconds timeout_;
};

}  // namespace

std::unique_ptr<Channel> command_channel(std::vector<std::string> argv, std::string environment, milliseconds timeout) {
  return std::make_unique<CommandChannel>(std::move(argv), std::move(environment), timeout);
}

}  // namespace tongluo::notify
