#include "protocol/session/channel.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"

namespace tongluo::session {

void Channel::receive(ByteView in, const std::function<void(wire::Message)>& handle) {
  if (closed_) return;
  counters_.bytes_in += in.size();
  std::vector<Bytes> bodies;
  const auto framed = decoder_.feed(in, bodies);
  for (const Bytes& body : bodies) {
    if (closed_) return;
    receive_one(body, handle);
  }
  if (!framed) close(CloseReason::bad_frame);
}

void Channel::receive_one(const Bytes& body, const std::function<void(wire::Message)>& handle) {
  ++counters_.frames_in;
  auto message = wire::parse_message(body);
  if (message) {
    handle(std::move(*message));
  } else if (message.error().fault == wire::WireFault::unknown_type) {
    ++counters_.unknown_messages;
  } else {
    close(CloseReason::bad_message);
  }
}

void Channel::send_framed(const Bytes& frame) {
  if (closed_) return;
  if (!outgoing_.push_control(frame)) return close(CloseReason::queue_full);
  counters_.frames_out = outgoing_.frames();
}

void Channel::close(CloseReason reason, milliseconds reconnect_min, milliseconds reconnect_max) {
  if (closed_) return;
  closed_ = true;
  outgoing_.stop_clips();  // a farewell waits for no clip
  close_ = Close{reason, reconnect_min, reconnect_max};
}

std::optional<Action> Channel::next_action() {
  if (!actions_.empty()) {
    Action action = std::move(actions_.front());
    actions_.pop_front();
    return action;
  }
  if (!closed_ || close_) {
    if (auto bytes = outgoing_.next_write()) {
      counters_.bytes_out += bytes->size();
      counters_.frames_out = outgoing_.frames();
      return Write{std::move(*bytes)};
    }
  }
  if (!close_) return std::nullopt;
  return *std::exchange(close_, std::nullopt);
}

milliseconds clamped_interval(milliseconds interval) {
  return std::clamp<milliseconds>(interval, limits::kMinHeartbeatInterval, limits::kMaxHeartbeatInterval);
}

}  // namespace tongluo::session
