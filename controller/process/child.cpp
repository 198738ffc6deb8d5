#include "controller/process/child.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <signal.h>
#include <spawn.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace tongluo::process {
namespace {

constexpr int kFirstFreeDescriptor = 10;  // above those that the child is given as 0 to 3
constexpr int kStatusDescriptor = 3;
constexpr std::string_view kSearchPath = "/usr/local/bin:/usr/bin:/bin";

auto os_failure(std::string what) { return fail(ErrorKind::io, std::move(what) + ": " + std::strerror(errno)); }

// Out of the way of 0 to 3, whatever of these the caller had closed.
Descriptor moved_up(int number) {
  Descriptor low(number);
  return Descriptor(::fcntl(low.number(), F_DUPFD_CLOEXEC, kFirstFreeDescriptor));
}

struct Pipe {
  Descriptor read;
  Descriptor write;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return os_failure("pipe");
  Pipe pipe{moved_up(ends[0]), moved_up(ends[1])};
  if (!pipe.read.is_open() || !pipe.write.is_open()) return os_failure("pipe");
  ::fcntl(pipe.read.number(), F_SETFL, O_NONBLOCK);
  return pipe;
}

Result<Descriptor> sealed_file(ByteView content) {
  const int number = ::memfd_create("input", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (number < 0) return os_failure("memory file");
  Descriptor file = moved_up(number);
  if (!file.is_open()) return os_failure("memory file");
  while (!content.empty()) {
    const ssize_t wrote = ::write(file.number(), content.data(), content.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return os_failure("memory file");
    content = content.subspan(static_cast<std::size_t>(wrote));
  }
  ::lseek(file.number(), 0, SEEK_SET);
  ::fcntl(file.number(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
  return file;
}

bool is_program(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

std::optional<std::string> find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return is_program(name) ? std::optional(name) : std::nullopt;
  const char* configured = std::getenv("PATH");
  std::string_view rest = configured != nullptr ? std::string_view(configured) : kSearchPath;
  while (!rest.empty()) {
    const auto folder = rest.substr(0, rest.find(':'));
    rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
    if (folder.empty()) continue;
    const auto candidate = std::filesystem::path(folder) / name;
    if (!name.empty() && is_program(candidate)) return candidate.string();
  }
  return std::nullopt;
}

std::optional<std::string> find_confine() {
  if (const char* configured = std::getenv("TONGLUO_CONFINE"); configured != nullptr) return find_program(configured);
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return std::nullopt;
  return find_program((self.parent_path() / "tongluo-confine").string());
}

std::vector<std::string> confine_command(const std::string& confine, const std::string& program,
                                         const std::vector<std::string>& argv, const Limits& limits) {
  std::vector<std::string> command{confine, "--memory=" + std::to_string(limits.memory_bytes),
                                   "--cpu=" + std::to_string(limits.cpu_time.count()),
                                   "--descriptors=" + std::to_string(limits.descriptors)};
  if (limits.may_start_processes) command.emplace_back("--processes");
  const auto folder = std::filesystem::path(program).parent_path();
  command.push_back("--readable=" + (folder.empty() ? "." : folder.string()));
  for (const auto& path : limits.readable_paths) command.push_back("--readable=" + path);
  command.emplace_back("--");
  command.push_back(program);
  command.insert(command.end(), argv.begin(), argv.end());
  return command;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (auto& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

// Default signal actions, an empty signal mask and a process group of its own; 0 to 3 as given, nothing else.
Result<pid_t> spawn(std::vector<std::string> command, const std::array<int, 4>& descriptors) {
  static_assert(kStatusDescriptor == 3);
  std::vector<std::string> environment{"PATH=" + std::string(kSearchPath), "LC_ALL=C.UTF-8", "MALLOC_ARENA_MAX=2"};
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  for (std::size_t target = 0; target < descriptors.size(); ++target)
    posix_spawn_file_actions_adddup2(&actions, descriptors[target], static_cast<int>(target));
  sigset_t every_signal;
  sigset_t no_signal;
  sigfillset(&every_signal);
  sigemptyset(&no_signal);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigdefault(&attributes, &every_signal);
  posix_spawnattr_setsigmask(&attributes, &no_signal);
  pid_t pid = -1;
  errno = ::posix_spawn(&pid, command.front().c_str(), &actions, &attributes, pointers(command).data(),
                        pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (errno != 0) return os_failure(command.front());
  return pid;
}

}  // namespace

Result<Child> Child::start(const std::vector<std::string>& argv, ByteView input, const Limits& limits) {
  if (argv.empty()) return fail(ErrorKind::bad_input, "no program named");
  const auto program = find_program(argv.front());
  if (!program) return fail(ErrorKind::unavailable, argv.front() + ": no such program");
  const auto confine = find_confine();
  if (!confine) return fail(ErrorKind::unavailable, "tongluo-confine: not found beside this program");
  auto source = sealed_file(input);
  if (!source) return tl::unexpected(source.error());
  auto output = make_pipe();
  auto errors = make_pipe();
  auto status = make_pipe();
  if (!output || !errors || !status) return os_failure("pipe");
  const auto pid = spawn(confine_command(*confine, *program, argv, limits),
                         {source->number(), output->write.number(), errors->write.number(), status->write.number()});
  if (!pid) return tl::unexpected(pid.error());
  Child child;
  child.pid_ = *pid;
  child.output_ = std::move(output->read);
  child.errors_ = std::move(errors->read);
  child.status_ = std::move(status->read);
  child.process_ = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0)));
  if (!child.process_.is_open()) return os_failure("process descriptor");
  return child;
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      output_(std::move(other.output_)),
      errors_(std::move(other.errors_)),
      status_(std::move(other.status_)),
      process_(std::move(other.process_)) {}

Child::~Child() { finish(); }

int Child::finish() {
  if (pid_ < 0) return 0;
  ::kill(-pid_, SIGKILL);  // before reaping: until then the group's number cannot be anyone else's
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
  pid_ = -1;
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace tongluo::process
