#include "tests/bench/fanout_listeners.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <cstring>
#include <memory>
#include <netinet/udp.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "protocol/os/clock.hpp"
#include "protocol/stream/media_seal.hpp"
#include "tests/bench/fanout_cost.hpp"

namespace tongluo::bench {
namespace {

constexpr int kReceiveBufferBytes = 64 * 1024 * 1024;
constexpr std::size_t kGroBytes = 65'536;
constexpr std::size_t kOpening = 64;  // listeners that open at once

sockaddr_in address_of(std::size_t index, std::uint16_t port) {
  const std::size_t host = index / kListenerSockets + 256;  // 127.0.1.0 and on
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + static_cast<std::uint32_t>(host));
  return address;
}

class Receiver {
 public:
  Receiver(std::size_t count, FanoutShared& shared) : count_(count), shared_(shared) {
    for (std::size_t i = 0; i < kListenerSockets; ++i) open_socket(i);
  }

  void run() {
    pin_to_core(1);
    while (shared_.media_port == 0 && !shared_.stop) std::this_thread::sleep_for(milliseconds(1));
    open_all();
    shared_.joined = !shared_.stop;
    while (!shared_.stop) {
      count_what_comes();
      keep_alive();
    }
  }

 private:
  void open_socket(std::size_t i) {
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBufferBytes, sizeof kReceiveBufferBytes);
    ::setsockopt(socket, SOL_UDP, UDP_GRO, &on, sizeof on);
    sockaddr_in any{};
    any.sin_family = AF_INET;
    socklen_t size = sizeof any;
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&any), size) != 0) std::_Exit(1);
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&any), &size);
    shared_.ports[i] = ntohs(any.sin_port);
    polls_.push_back({socket, POLLIN, 0});
  }

  // From its own address: the kernel is told which of the host's addresses to use.
  void send_as(std::size_t index, const Bytes& datagram) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(shared_.media_port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    iovec part{const_cast<std::byte*>(datagram.data()), datagram.size()};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(in_pktinfo))] = {};
    msghdr message{&to, sizeof to, &part, 1, control, sizeof control, 0};
    cmsghdr* option = CMSG_FIRSTHDR(&message);
    option->cmsg_level = IPPROTO_IP;
    option->cmsg_type = IP_PKTINFO;
    option->cmsg_len = CMSG_LEN(sizeof(in_pktinfo));
    in_pktinfo info{};
    info.ipi_spec_dst = address_of(index, 0).sin_addr;
    std::memcpy(CMSG_DATA(option), &info, sizeof info);
    ::sendmsg(polls_[index % kListenerSockets].fd, &message, 0);
  }

  void open_all() {
    for (std::size_t i = 0; i < count_; ++i) {
      const live::MediaSession session = session_of(i);
      seals_.emplace_back(stream::End::terminal, session.token, session.exported);
    }
    for (std::size_t first = 0; first < count_ && !shared_.stop; first += kOpening)
      open_some(first, std::min(count_, first + kOpening));
    kept_alive_ = os::steady_now();
  }

  void open_some(std::size_t first, std::size_t end) {
    std::vector<bool> open(end - first);
    for (std::size_t left = open.size(); left > 0 && !shared_.stop;) {
      for (std::size_t i = first; i < end; ++i)
        if (!open[i - first]) send_as(i, seals_[i].seal(rtp::Open{kStreamId}));
      while (left > 0) {
        if (::poll(polls_.data(), polls_.size(), 200) <= 0) break;  // lost: again
        for (const pollfd& each : polls_)
          if ((each.revents & POLLIN) != 0) left -= answer(each.fd, first, open);
      }
    }
  }

  std::size_t answer(int socket, std::size_t first, std::vector<bool>& open) {
    std::size_t opened = 0;
    for (ssize_t size = 0; (size = ::recv(socket, buffer_.data(), buffer_.size(), 0)) > 0;) {
      const ByteView datagram(buffer_.data(), static_cast<std::size_t>(size));
      const auto token = rtp::peek_token(datagram);
      if (!rtp::is_control(datagram) || !token) continue;
      std::uint64_t index = 0;
      std::memcpy(&index, token->octets.data(), sizeof index);
      if (index < first || index >= first + open.size()) continue;
      const auto body = seals_[index].open(datagram);
      if (!body) continue;
      if (const auto* challenge = std::get_if<rtp::Challenge>(&*body))
        send_as(index, seals_[index].seal(rtp::Echo{challenge->nonce}));
      if (!std::holds_alternative<rtp::Opened>(*body) || open[index - first]) continue;
      open[index - first] = true;
      ++opened;
    }
    return opened;
  }

  // Each listener once in kMediaKeepAlive, evenly spread, as terminals that joined at different times.
  void keep_alive() {
    const SteadyTime now = os::steady_now();
    if (!shared_.keep_alive) kept_alive_ = now;
    const auto each =
        std::chrono::duration_cast<SteadyTime::duration>(limits::kMediaKeepAlive) / static_cast<std::int64_t>(count_);
    for (std::size_t sent = 0; kept_alive_ + each <= now && sent < kOpening; ++sent, kept_alive_ += each) {
      send_as(next_alive_, seals_[next_alive_].seal(rtp::Open{kStreamId}));
      next_alive_ = (next_alive_ + 1) % count_;
    }
  }

  void count_what_comes() {
    if (::poll(polls_.data(), polls_.size(), 5) <= 0) return;
    for (const pollfd& each : polls_) {
      if ((each.revents & POLLIN) == 0) continue;
      for (int i = 0; i < 64; ++i) {
        const ssize_t size = ::recv(each.fd, buffer_.data(), buffer_.size(), 0);
        if (size <= 0) break;
        if (!rtp::is_control(ByteView(buffer_).first(static_cast<std::size_t>(size))))
          shared_.octets += static_cast<std::uint64_t>(size);
      }
    }
  }

  std::size_t count_;
  FanoutShared& shared_;
  std::vector<pollfd> polls_;
  std::vector<stream::MediaSeal> seals_;
  SteadyTime kept_alive_{};
  std::size_t next_alive_ = 0;
  Bytes buffer_ = Bytes(kGroBytes);
};

}  // namespace

live::MediaSession session_of(std::size_t index) {
  live::MediaSession session;
  session.id = index + 1;
  const std::uint64_t number = index;
  std::memcpy(session.token.octets.data(), &number, sizeof number);
  session.exported.assign(stream::kExporterBytes, static_cast<std::byte>(index * 31));
  return session;
}

FanoutListeners::FanoutListeners(std::size_t count) : count_(count) {
  void* memory = ::mmap(nullptr, sizeof(FanoutShared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  shared_ = new (memory) FanoutShared();
  process_ = ::fork();
  if (process_ != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  Receiver(count_, *shared_).run();
  std::_Exit(0);
}

FanoutListeners::~FanoutListeners() {
  shared_->stop = true;
  ::waitpid(process_, nullptr, 0);
  ::munmap(shared_, sizeof(FanoutShared));
}

bool FanoutListeners::join(std::uint16_t media_port, seconds patience) {
  shared_->media_port = media_port;
  for (int i = 0; i < patience / milliseconds(10) && !shared_->joined; ++i)
    std::this_thread::sleep_for(milliseconds(10));
  return shared_->joined;
}

std::vector<live::Address> FanoutListeners::addresses() const {
  std::vector<live::Address> addresses;
  for (std::size_t i = 0; i < count_; ++i) {
    const sockaddr_in each = address_of(i, shared_->ports[i % kListenerSockets]);
    addresses.push_back(live::Address::of(ByteView(reinterpret_cast<const std::byte*>(&each), sizeof each)));
  }
  return addresses;
}

}  // namespace tongluo::bench
