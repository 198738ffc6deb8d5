#include "controller/live/stream_audience.hpp"

#include "protocol/base/assert.hpp"

namespace tongluo::live {

StreamAudience::Place StreamAudience::join(const Address& address) {
  if (free_.empty()) {
    addresses_.push_back(address);
    joined_at_.push_back(octets_);
    return static_cast<Place>(addresses_.size() - 1);
  }
  const Place place = free_.back();
  free_.pop_back();
  addresses_[place] = address;
  joined_at_[place] = octets_;
  return place;
}

std::uint64_t StreamAudience::take_spent(Place place) { return octets_ - std::exchange(joined_at_[place], octets_); }

std::uint64_t StreamAudience::leave(Place place) {
  TL_ASSERT(!addresses_[place].none());
  addresses_[place] = Address();
  free_.push_back(place);
  return take_spent(place);
}

void StreamAudience::join_control(SessionId session) {
  if (std::find(over_control_.begin(), over_control_.end(), session) == over_control_.end())
    over_control_.push_back(session);
}

void StreamAudience::leave_control(SessionId session) { std::erase(over_control_, session); }

}  // namespace tongluo::live
