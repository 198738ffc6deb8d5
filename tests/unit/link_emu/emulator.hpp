#pragma once
// The real tongluo-link-emu as a child process, and plain sockets on loopback for both of its sides. Every wait ends.

#include <boost/json/object.hpp>
#include <filesystem>
#include <netinet/in.h>
#include <optional>
#include <string>
#include <vector>

#include "protocol/base/bytes.hpp"

namespace tongluo::link_emu {

constexpr int kPatienceMs = 20'000;

// A socket that is closed with its owner.
class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket();
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

sockaddr_in loopback(std::uint16_t port);
Socket bound(int type);  // SOCK_DGRAM, or SOCK_STREAM that listens; any port
std::uint16_t port_of(const Socket& socket);
Socket connected(int type, std::uint16_t port);
bool readable(const Socket& socket, int timeout_ms);

struct Datagram {
  std::string text;
  std::uint16_t from = 0;
};
std::optional<Datagram> receive(const Socket& socket, int timeout_ms = kPatienceMs);
void send_to(const Socket& socket, std::uint16_t port, const std::string& text);

class Emulator {
 public:
  // Relays one new port to `port`, of "udp" or "tcp".
  Emulator(const std::string& kind, std::uint16_t to_port, std::vector<std::string> more);
  ~Emulator();
  std::uint16_t port() const { return port_; }
  void signal(int number) const;
  boost::json::object stop();  // SIGTERM; its report

 private:
  void await_ready(int output);
  int wait();

  std::filesystem::path folder_;
  pid_t process_ = 0;
  std::uint16_t port_ = 0;
};

// The exit status of a run with these arguments that must end by itself.
int exit_status(const std::string& arguments);

}  // namespace tongluo::link_emu
