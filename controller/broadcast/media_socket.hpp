#pragma once
// The UDP socket of live media: DF set, trains by UDP_SEGMENT where the kernel does it, else datagram by datagram.
// Owner thread: the live thread. Time source: the kernel's stamps (the wall clock of protocol/os). Limits:
// controller/broadcast/limits.hpp. Errors of opening: bad_input (no address), conflict (the port is in use), io.

#include <netinet/in.h>
#include <sys/socket.h>
#include <vector>

#include "controller/live/address.hpp"
#include "controller/live/live_types.hpp"
#include "protocol/base/limits.hpp"

namespace tongluo::broadcast {

struct Received {
  live::Address from;
  WallTime when{};
  ByteView octets;  // until the next receive()
};

struct Sent {
  std::uint64_t octets = 0;
  std::uint64_t listeners = 0;
  std::uint64_t dropped = 0;  // datagrams or trains that the kernel did not take
};

class MediaSocket {
 public:
  static Result<MediaSocket> open(const std::string& address, std::uint16_t port);
  MediaSocket(MediaSocket&& other) noexcept;
  MediaSocket& operator=(MediaSocket&&) = delete;
  ~MediaSocket();

  int descriptor() const { return descriptor_; }
  std::uint16_t port() const { return port_; }
  // At most kDatagramsPerRead that wait; longer ones than any control packet are cut and so refused by their seal.
  std::vector<Received> receive();
  bool send(const live::Address& to, ByteView datagram);
  // To each address that is not none().
  Sent send_train(const live::Train& train, std::span<const live::Address> to);

  bool segments() const { return segments_; }     // UDP_SEGMENT is in use
  void without_segments() { segments_ = false; }  // as on a kernel that refuses it

 private:
  struct ReadSlot;
  explicit MediaSocket(int descriptor, std::uint16_t port);
  void prepare(const live::Train& train, std::span<const live::Address> to);
  void add(const live::Address& to, std::size_t part, std::size_t segment_bytes);
  bool wait_for_room() const;

  int descriptor_ = -1;
  std::uint16_t port_ = 0;
  bool segments_ = true;
  std::vector<ReadSlot> slots_;
  std::vector<mmsghdr> reads_;
  std::vector<iovec> parts_;  // of the train: itself, or its segments
  std::vector<mmsghdr> messages_;
  alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof(std::uint16_t))> segment_option_{};
};

}  // namespace tongluo::broadcast
