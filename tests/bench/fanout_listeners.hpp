#pragma once
// Thousands of listeners in a process of their own, on the second core: few sockets, each listener its own address
// (127.a.b.c and a port). They open the stream as terminals do, with real seals, keep it alive, and count octets.
// UDP_GRO is on, so that receiving is cheap for every sender alike.

#include <atomic>
#include <sys/types.h>
#include <vector>

#include "controller/live/address.hpp"
#include "controller/live/live_types.hpp"

namespace tongluo::bench {

constexpr std::uint32_t kStreamId = 77;
constexpr std::size_t kListenerSockets = 16;

// Of listener number `index`, both ends alike.
live::MediaSession session_of(std::size_t index);

// Between the two processes.
struct FanoutShared {
  std::atomic<std::uint32_t> media_port{0};  // set by the server; then listeners open their stream
  std::atomic<bool> joined{false};
  std::atomic<bool> keep_alive{true};
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> octets{0};  // of packets and manifests
  std::atomic<std::uint16_t> ports[kListenerSockets];
};

class FanoutListeners {
 public:
  explicit FanoutListeners(std::size_t count);  // starts the process
  ~FanoutListeners();
  FanoutListeners(const FanoutListeners&) = delete;
  FanoutListeners& operator=(const FanoutListeners&) = delete;

  bool join(std::uint16_t media_port, seconds patience);
  void keep_alive(bool on) { shared_->keep_alive = on; }  // off: for less than kMediaAddressKept
  std::uint64_t octets() const { return shared_->octets; }
  std::vector<live::Address> addresses() const;  // once they have joined

 private:
  std::size_t count_;
  FanoutShared* shared_;
  pid_t process_ = 0;
};

}  // namespace tongluo::bench
