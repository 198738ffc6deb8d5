#include "protocol/session/status_channel.hpp"

#include <algorithm>

namespace tongluo::session {

// What unseen heartbeats carried goes again: the controller may hold their values, or those before.
wire::StatusDelta StatusSender::next(std::uint64_t sequence) {
  if (unseen_.size() == kMaxUnseenStatuses) {
    unseen_.clear();
    seen_sequence_ = 0;
  }
  std::uint32_t fields = status_.known();
  if (seen_sequence_ != 0) {
    fields = status_.difference(seen_);
    for (const Unseen& unseen : unseen_) fields |= unseen.fields;
  }
  unseen_.push_back({sequence, fields, status_});
  return wire::make_delta(status_, fields, seen_sequence_);
}

void StatusSender::on_seen(std::uint64_t sequence) {
  const auto at = std::find_if(unseen_.begin(), unseen_.end(),
                               [sequence](const Unseen& unseen) { return unseen.sequence == sequence; });
  if (at == unseen_.end()) return;
  seen_ = at->status;
  seen_sequence_ = sequence;
  unseen_.erase(unseen_.begin(), at + 1);
}

bool StatusReceiver::take(std::uint64_t sequence, const wire::StatusDelta& delta) {
  const bool known = delta.base == 0 || (whole_ && delta.base <= newest_);
  if (!known) return false;
  whole_ = true;
  newest_ = sequence;
  wire::apply(delta, status_);
  return true;
}

}  // namespace tongluo::session
