#pragma once
// Who listens to one stream: proven addresses in one dense row for the sending loop, and sessions on their control
// channel. Places stay put while a train is under way: one that left is empty until another takes it. Pure.

#include <cstdint>
#include <span>
#include <vector>

#include "controller/live/address.hpp"
#include "controller/live/live_types.hpp"

namespace tongluo::live {

class StreamAudience {
 public:
  using Place = std::uint32_t;

  Place join(const Address& address);
  // Octets of the trains since it joined.
  std::uint64_t leave(Place place);
  std::uint64_t take_spent(Place place);  // the same, and counts anew
  void move(Place place, const Address& address) { addresses_[place] = address; }
  std::span<const Address> addresses() const { return addresses_; }  // some may be none()
  std::size_t listeners() const { return addresses_.size() - free_.size(); }

  void join_control(SessionId session);
  void leave_control(SessionId session);
  const std::vector<SessionId>& over_control() const { return over_control_; }

  void on_train(std::size_t octets) { octets_ += octets; }

 private:
  std::vector<Address> addresses_;
  std::vector<std::uint64_t> joined_at_;  // octets_ then
  std::vector<Place> free_;
  std::vector<SessionId> over_control_;
  std::uint64_t octets_ = 0;  // of all trains
};

}  // namespace tongluo::live
