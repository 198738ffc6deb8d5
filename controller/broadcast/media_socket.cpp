#include "controller/broadcast/media_socket.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <netinet/udp.h>
#include <poll.h>
#include <unistd.h>

#include "controller/broadcast/limits.hpp"
#include "protocol/base/assert.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/rtp/control_packet.hpp"

namespace tongluo::broadcast {
namespace {

constexpr std::size_t kMaxMessages = (limits::kMaxTrainPackets + 1) * 64;

struct Named {
  sockaddr_storage address{};
  socklen_t size = 0;
};

bool name_of(const std::string& text, std::uint16_t port, Named& named) {
  auto* four = reinterpret_cast<sockaddr_in*>(&named.address);
  if (inet_pton(AF_INET, text.c_str(), &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(port);
    named.size = sizeof *four;
    return true;
  }
  auto* six = reinterpret_cast<sockaddr_in6*>(&named.address);
  if (inet_pton(AF_INET6, text.c_str(), &six->sin6_addr) != 1) return false;
  six->sin6_family = AF_INET6;
  six->sin6_port = htons(port);
  named.size = sizeof *six;
  return true;
}

void set(int descriptor, int level, int option, int value) {
  // Each of these is a wish: the socket works without it.
  static_cast<void>(setsockopt(descriptor, level, option, &value, sizeof value));
}

void set_options(int descriptor, int family) {
  set(descriptor, SOL_SOCKET, SO_SNDBUF, kSendBufferBytes);
  set(descriptor, SOL_SOCKET, SO_RCVBUF, kReceiveBufferBytes);
  set(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, 1);
  set(descriptor, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO);
  if (family == AF_INET6) set(descriptor, IPPROTO_IPV6, IPV6_MTU_DISCOVER, IPV6_PMTUDISC_DO);
}

std::uint16_t bound_port(int descriptor) {
  sockaddr_storage own{};
  socklen_t size = sizeof own;
  TL_ASSERT(getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &size) == 0);
  return ntohs(own.ss_family == AF_INET ? reinterpret_cast<const sockaddr_in&>(own).sin_port
                                        : reinterpret_cast<const sockaddr_in6&>(own).sin6_port);
}

WallTime stamped(msghdr& message) {
  for (cmsghdr* each = CMSG_FIRSTHDR(&message); each != nullptr; each = CMSG_NXTHDR(&message, each)) {
    if (each->cmsg_level != SOL_SOCKET || each->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec when{};
    std::memcpy(&when, CMSG_DATA(each), sizeof when);
    return WallTime(
        std::chrono::duration_cast<WallTime::duration>(seconds(when.tv_sec) + std::chrono::nanoseconds(when.tv_nsec)));
  }
  return os::wall_now();
}

}  // namespace

struct MediaSocket::ReadSlot {
  sockaddr_in6 from{};
  std::array<std::byte, rtp::kMaxControlPacketBytes + 1> octets{};
  alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof(timespec))> control{};
  iovec part{};
};

MediaSocket::MediaSocket(int descriptor, std::uint16_t port)
    : descriptor_(descriptor), port_(port), slots_(kDatagramsPerRead), reads_(kDatagramsPerRead) {
  messages_.reserve(kMaxMessages);
}

MediaSocket::MediaSocket(MediaSocket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      port_(other.port_),
      segments_(other.segments_),
      slots_(std::move(other.slots_)),
      reads_(std::move(other.reads_)),
      parts_(std::move(other.parts_)),
      messages_(std::move(other.messages_)) {}

MediaSocket::~MediaSocket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<MediaSocket> MediaSocket::open(const std::string& address, std::uint16_t port) {
  Named named;
  if (!name_of(address, port, named)) return fail(ErrorKind::bad_input, address + ": not an address");
  const int family = named.address.ss_family;
  const int descriptor = ::socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return fail(ErrorKind::io, std::string("media socket: ") + std::strerror(errno));
  set_options(descriptor, family);
  if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&named.address), named.size) != 0) {
    const int error = errno;
    ::close(descriptor);
    return fail(error == EADDRINUSE ? ErrorKind::conflict : ErrorKind::io,
                "media socket " + address + ":" + std::to_string(port) + ": " + std::strerror(error));
  }
  return MediaSocket(descriptor, bound_port(descriptor));
}

std::vector<Received> MediaSocket::receive() {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    ReadSlot& slot = slots_[i];
    slot.part = {slot.octets.data(), slot.octets.size()};
    reads_[i] = {};
    reads_[i].msg_hdr = {&slot.from, sizeof slot.from, &slot.part, 1, slot.control.data(), slot.control.size(), 0};
  }
  const int count = ::recvmmsg(descriptor_, reads_.data(), static_cast<unsigned>(reads_.size()), MSG_DONTWAIT, nullptr);
  std::vector<Received> received;
  for (int i = 0; i < count; ++i) {
    msghdr& message = reads_[static_cast<std::size_t>(i)].msg_hdr;
    const ReadSlot& slot = slots_[static_cast<std::size_t>(i)];
    const ByteView from(reinterpret_cast<const std::byte*>(&slot.from), message.msg_namelen);
    const ByteView octets(slot.octets.data(), reads_[static_cast<std::size_t>(i)].msg_len);
    received.push_back({live::Address::of(from), stamped(message), octets});
  }
  return received;
}

bool MediaSocket::send(const live::Address& to, ByteView datagram) {
  sockaddr_in6 name{};
  std::memcpy(&name, to.octets.data(), to.size);
  return ::sendto(descriptor_, datagram.data(), datagram.size(), MSG_DONTWAIT, reinterpret_cast<const sockaddr*>(&name),
                  to.size) >= 0;
}

bool MediaSocket::wait_for_room() const {
  pollfd room{descriptor_, POLLOUT, 0};
  return ::poll(&room, 1, static_cast<int>(kSendWait.count())) > 0;
}

void MediaSocket::add(const live::Address& to, std::size_t part, std::size_t segment_bytes) {
  mmsghdr& message = messages_.emplace_back();
  message.msg_hdr.msg_name = const_cast<std::byte*>(to.octets.data());  // the kernel copies it
  message.msg_hdr.msg_namelen = to.size;
  message.msg_hdr.msg_iov = &parts_[part];
  message.msg_hdr.msg_iovlen = 1;
  if (segment_bytes == 0) return;
  message.msg_hdr.msg_control = segment_option_.data();
  message.msg_hdr.msg_controllen = segment_option_.size();
}

// One message for each address, with the kernel's help; else one for each address and segment.
void MediaSocket::prepare(const live::Train& train, std::span<const live::Address> to) {
  const bool by_kernel = segments_ && train.segments() > 1;
  messages_.clear();
  parts_.clear();
  const auto part_of = [](ByteView octets) { return iovec{const_cast<std::byte*>(octets.data()), octets.size()}; };
  if (by_kernel) {
    parts_.push_back(part_of(train.octets));
    auto* option = reinterpret_cast<cmsghdr*>(segment_option_.data());
    option->cmsg_level = SOL_UDP;
    option->cmsg_type = UDP_SEGMENT;
    option->cmsg_len = CMSG_LEN(sizeof(std::uint16_t));
    const auto size = static_cast<std::uint16_t>(train.segment_bytes);
    std::memcpy(CMSG_DATA(option), &size, sizeof size);
  } else {
    for (std::size_t i = 0; i < train.segments(); ++i) parts_.push_back(part_of(train.segment(i)));
  }
  for (const live::Address& each : to)
    for (std::size_t part = 0; !each.none() && part < parts_.size(); ++part)
      add(each, part, by_kernel ? train.segment_bytes : 0);
}

Sent MediaSocket::send_train(const live::Train& train, std::span<const live::Address> to) {
  TL_ASSERT(to.size() * (limits::kMaxTrainPackets + 1) <= kMaxMessages);
  prepare(train, to);
  Sent sent;
  std::size_t next = 0;
  bool waited = false;
  while (next < messages_.size()) {
    const int taken = ::sendmmsg(descriptor_, &messages_[next], static_cast<unsigned>(messages_.size() - next), 0);
    if (taken > 0) {
      for (int i = 0; i < taken; ++i) sent.octets += messages_[next + static_cast<std::size_t>(i)].msg_len;
      next += static_cast<std::size_t>(taken);
      continue;
    }
    const bool by_kernel = messages_[next].msg_hdr.msg_control != nullptr;
    if (by_kernel && (errno == EIO || errno == EINVAL)) {
      segments_ = false;  // this kernel or device cannot: from now on datagram by datagram
      return send_train(train, to);
    }
    if ((errno == EAGAIN || errno == EWOULDBLOCK) && !std::exchange(waited, true) && wait_for_room()) continue;
    ++sent.dropped;
    ++next;
  }
  sent.listeners = messages_.size() / std::max<std::size_t>(parts_.size(), 1);
  return sent;
}

}  // namespace tongluo::broadcast
