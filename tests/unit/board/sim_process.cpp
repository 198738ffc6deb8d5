#include "tests/unit/board/sim_process.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/base/assert.hpp"

namespace tongluo::board {
namespace {

constexpr int kPatienceMs = 10'000;

struct Pipe {
  std::array<int, 2> ends{};
  Pipe() { TL_ASSERT(::pipe2(ends.data(), O_CLOEXEC) == 0); }
};

pid_t start(std::vector<std::string>& arguments, int input, int output, bool errors_too) {
  std::vector<char*> words;
  for (std::string& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  if (errors_too) ::dup2(output, STDERR_FILENO);
  ::execvp(words[0], words.data());
  ::_exit(127);
}

}  // namespace

Process::Process(std::vector<std::string> arguments) {
  const Pipe input, output;
  pid_ = start(arguments, input.ends[0], output.ends[1], false);
  ::close(input.ends[0]);
  ::close(output.ends[1]);
  input_ = input.ends[1];
  output_ = output.ends[0];
}

Process::~Process() {
  ::kill(pid_, SIGKILL);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  ::close(input_);
  ::close(output_);
}

std::string Process::line() {
  std::string text;
  for (;;) {
    pollfd waiting{output_, POLLIN, 0};
    char byte = 0;
    if (::poll(&waiting, 1, kPatienceMs) != 1 || ::read(output_, &byte, 1) != 1) return {};
    if (byte == '\n') return text;
    text.push_back(byte);
  }
}

void Process::say(const std::string& text) {
  const std::string whole = text + "\n";
  TL_ASSERT(::write(input_, whole.data(), whole.size()) == static_cast<ssize_t>(whole.size()));
}

Finished run_program(std::vector<std::string> arguments) {
  const Pipe input, output;
  const pid_t pid = start(arguments, input.ends[0], output.ends[1], true);
  for (const int end : {input.ends[0], input.ends[1], output.ends[1]}) ::close(end);
  Finished done;
  std::array<char, 512> buffer{};
  for (ssize_t got = 0; (got = ::read(output.ends[0], buffer.data(), buffer.size())) > 0;)
    done.output.append(buffer.data(), static_cast<std::size_t>(got));
  ::close(output.ends[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (WIFEXITED(status)) done.status = WEXITSTATUS(status);
  return done;
}

}  // namespace tongluo::board
