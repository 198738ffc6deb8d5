#pragma once
// The mapping that a network address translator keeps for one flow: which outside port is the flow's now. Pure. A
// datagram from outside passes only by the present one, and an idle or rebound mapping is never seen again.

#include <cstdint>
#include <optional>

#include "protocol/base/time.hpp"

namespace tongluo::link_model {

class NatMapping {
 public:
  using Port = std::uint32_t;  // counts the outside ports that this flow had; 0 is its first

  explicit NatMapping(microseconds timeout) : timeout_(timeout) {}  // 0: idle mappings live for ever
  // The port by which a datagram leaves; a new one when the old was idle for too long. Only leaving datagrams keep it
  // alive.
  Port leave(SteadyTime now);
  // May a datagram that was sent to this port come in?
  bool lets_in(Port port, SteadyTime now) const;
  // From the next leaving datagram on there is a new port; the old one is dead at once.
  void rebind() { alive_ = false; }

 private:
  microseconds timeout_;
  bool alive_ = false;
  std::optional<Port> port_;
  SteadyTime last_left_{};
};

}  // namespace tongluo::link_model
