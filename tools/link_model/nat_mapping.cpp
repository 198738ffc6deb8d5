#include "tools/link_model/nat_mapping.hpp"

namespace tongluo::link_model {

NatMapping::Port NatMapping::leave(SteadyTime now) {
  const bool idle = timeout_ > microseconds(0) && now - last_left_ >= timeout_;
  if (!alive_ || idle) port_ = port_ ? *port_ + 1 : 0;
  alive_ = true;
  last_left_ = now;
  return *port_;
}

bool NatMapping::lets_in(Port port, SteadyTime now) const {
  const bool idle = timeout_ > microseconds(0) && now - last_left_ >= timeout_;
  return alive_ && !idle && port_ == port;
}

}  // namespace tongluo::link_model
