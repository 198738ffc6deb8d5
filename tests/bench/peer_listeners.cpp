#include "tests/bench/peer_listeners.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <cstring>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "protocol/os/clock.hpp"
#include "tests/bench/fanout_cost.hpp"

namespace tongluo::bench {
namespace {

constexpr std::size_t kConnecting = 256;  // that have heard nothing yet
constexpr std::size_t kReadBytes = 65'536;
constexpr std::size_t kHeaderBytes = 26;  // type, id, refers to: 2 each; sent, received: 8 each; size: 4
constexpr std::size_t kSizeAt = 22;
constexpr std::uint16_t kWireChunk = 2;

// Snapcast's messages in a byte stream cut anywhere.
class Messages {
 public:
  // How many chunks end in `octets`.
  std::uint64_t count(const char* octets, std::size_t size) {
    std::uint64_t chunks = 0;
    while (size > 0) {
      if (have_ < kHeaderBytes) {
        const std::size_t part = std::min(kHeaderBytes - have_, size);
        std::memcpy(header_ + have_, octets, part);
        have_ += part;
        octets += part;
        size -= part;
        if (have_ == kHeaderBytes) std::memcpy(&left_, header_ + kSizeAt, sizeof left_);
      } else {
        const std::size_t part = std::min<std::size_t>(left_, size);
        left_ -= static_cast<std::uint32_t>(part);
        octets += part;
        size -= part;
      }
      if (have_ < kHeaderBytes || left_ > 0) continue;
      std::uint16_t type = 0;
      std::memcpy(&type, header_, sizeof type);
      chunks += type == kWireChunk ? 1 : 0;
      have_ = 0;
    }
    return chunks;
  }

 private:
  char header_[kHeaderBytes] = {};
  std::size_t have_ = 0;
  std::uint32_t left_ = 0;
};

struct Listener {
  int socket = -1;
  bool heard = false;
  Messages messages;
};

class Crowd {
 public:
  Crowd(std::size_t count, std::uint16_t port, PeerFraming framing, PeerShared& shared)
      : listeners_(count), port_(port), framing_(framing), shared_(shared), poll_(::epoll_create1(0)) {}

  void run(const PeerListeners::Greeting& greeting) {
    pin_to_core(1);
    allow_descriptors();
    for (std::size_t i = 0; i < listeners_.size() && !shared_.stop; ++i) {
      connect(i, greeting(i));
      while (i + 1 - shared_.heard >= kConnecting && !shared_.stop) read_all();
    }
    while (!shared_.stop) read_all();
  }

 private:
  void connect(std::size_t i, const std::string& greeting) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port_);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    Listener& listener = listeners_[i];
    listener.socket = ::socket(AF_INET, SOCK_STREAM, 0);
    const bool connected = ::connect(listener.socket, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
    if (!connected || ::send(listener.socket, greeting.data(), greeting.size(), MSG_NOSIGNAL) < 0) {
      ++shared_.closed;
      return;
    }
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, listener.socket, &event);
  }

  void read_all() {
    epoll_event events[512];
    const int count = ::epoll_wait(poll_, events, 512, 20);
    for (int i = 0; i < count; ++i) read(listeners_[events[i].data.u64]);
  }

  void read(Listener& listener) {
    const ssize_t size = ::recv(listener.socket, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (size <= 0) {
      if (size == 0 || errno != EAGAIN) {
        ::epoll_ctl(poll_, EPOLL_CTL_DEL, listener.socket, nullptr);
        ++shared_.closed;
      }
      return;
    }
    if (!listener.heard && ++shared_.heard == listeners_.size()) shared_.joined = true;
    listener.heard = true;
    shared_.octets += static_cast<std::uint64_t>(size);
    if (framing_ == PeerFraming::snapcast)
      shared_.chunks += listener.messages.count(buffer_.data(), static_cast<std::size_t>(size));
  }

  std::vector<Listener> listeners_;
  std::uint16_t port_;
  PeerFraming framing_;
  PeerShared& shared_;
  int poll_;
  std::vector<char> buffer_ = std::vector<char>(kReadBytes);
};

}  // namespace

PeerListeners::PeerListeners(std::size_t count, std::uint16_t port, const Greeting& greeting, PeerFraming framing) {
  void* memory = ::mmap(nullptr, sizeof(PeerShared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  shared_ = new (memory) PeerShared();
  process_ = ::fork();
  if (process_ != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  Crowd(count, port, framing, *shared_).run(greeting);
  std::_Exit(0);
}

PeerListeners::~PeerListeners() {
  shared_->stop = true;
  ::waitpid(process_, nullptr, 0);
  ::munmap(shared_, sizeof(PeerShared));
}

bool PeerListeners::join(seconds patience) const {
  for (int i = 0; i < patience / milliseconds(10) && !shared_->joined; ++i)
    std::this_thread::sleep_for(milliseconds(10));
  return shared_->joined;
}

}  // namespace tongluo::bench
