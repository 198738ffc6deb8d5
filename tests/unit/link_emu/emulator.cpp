#include "tests/unit/link_emu/emulator.hpp"

#include <array>
#include <boost/json/parse.hpp>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/base/assert.hpp"
#include "protocol/os/files.hpp"

namespace tongluo::link_emu {
namespace {

constexpr const char* kProgram = TONGLUO_BIN_DIR "/tongluo-link-emu";
constexpr std::size_t kMaxReportBytes = 64 * 1024;

const sockaddr* generic(const sockaddr_in& address) { return reinterpret_cast<const sockaddr*>(&address); }

}  // namespace

Socket::~Socket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

Socket bound(int type) {
  Socket socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
  const sockaddr_in any = loopback(0);
  TL_ASSERT(::bind(socket.get(), generic(any), sizeof any) == 0);
  constexpr int kBacklog = 16;
  if (type == SOCK_STREAM) TL_ASSERT(::listen(socket.get(), kBacklog) == 0);
  return socket;
}

std::uint16_t port_of(const Socket& socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  TL_ASSERT(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
  return ntohs(address.sin_port);
}

Socket connected(int type, std::uint16_t port) {
  Socket socket(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
  const sockaddr_in to = loopback(port);
  TL_ASSERT(::connect(socket.get(), generic(to), sizeof to) == 0);
  return socket;
}

bool readable(const Socket& socket, int timeout_ms) {
  pollfd waiting{socket.get(), POLLIN, 0};
  return ::poll(&waiting, 1, timeout_ms) == 1;
}

std::optional<Datagram> receive(const Socket& socket, int timeout_ms) {
  if (!readable(socket, timeout_ms)) return std::nullopt;
  std::array<char, 2'048> buffer{};
  sockaddr_in from{};
  socklen_t size = sizeof from;
  const ssize_t got =
      ::recvfrom(socket.get(), buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
  if (got < 0) return std::nullopt;
  return Datagram{std::string(buffer.data(), static_cast<std::size_t>(got)), ntohs(from.sin_port)};
}

void send_to(const Socket& socket, std::uint16_t port, const std::string& text) {
  const sockaddr_in to = loopback(port);
  ::sendto(socket.get(), text.data(), text.size(), 0, generic(to), sizeof to);
}

Emulator::Emulator(const std::string& kind, std::uint16_t to_port, std::vector<std::string> more) {
  std::string pattern = (std::filesystem::temp_directory_path() / "link-emu-XXXXXX").string();
  folder_ = ::mkdtemp(pattern.data());
  std::vector<std::string> arguments{kProgram,   "--listen-" + kind,     "0", "--to-" + kind, std::to_string(to_port),
                                     "--report", folder_ / "report.json"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  std::vector<char*> words;
  for (std::string& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  std::array<int, 2> pipe{};
  TL_ASSERT(::pipe2(pipe.data(), O_CLOEXEC) == 0);
  process_ = ::fork();
  if (process_ == 0) {
    ::dup2(pipe[1], STDOUT_FILENO);
    ::execv(kProgram, words.data());
    ::_exit(127);
  }
  ::close(pipe[1]);
  await_ready(pipe[0]);
  ::close(pipe[0]);
}

void Emulator::await_ready(int output) {
  std::string line;
  while (line.empty() || line.back() != '\n') {
    pollfd waiting{output, POLLIN, 0};
    char byte = 0;
    if (::poll(&waiting, 1, kPatienceMs) != 1 || ::read(output, &byte, 1) != 1) break;
    line.push_back(byte);
  }
  if (line.starts_with("tongluo-link-emu: ready "))
    port_ = static_cast<std::uint16_t>(std::strtoul(line.substr(line.rfind(' ')).c_str(), nullptr, 10));
}

Emulator::~Emulator() {
  if (process_ != 0) {
    signal(SIGKILL);
    wait();
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Emulator::signal(int number) const { ::kill(process_, number); }

int Emulator::wait() {
  int status = 0;
  ::waitpid(std::exchange(process_, 0), &status, 0);
  return status;
}

boost::json::object Emulator::stop() {
  signal(SIGTERM);
  if (wait() != 0) return {};
  const auto report = os::read_file(folder_ / "report.json", kMaxReportBytes);
  if (!report) return {};
  boost::json::error_code error;
  const auto value = boost::json::parse(as_text(*report), error);
  return value.is_object() ? value.get_object() : boost::json::object{};
}

int exit_status(const std::string& arguments) {
  const int status = std::system((std::string(kProgram) + " " + arguments + " >/dev/null 2>&1").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace tongluo::link_emu
