#include <algorithm>

#include "protocol/base/limits.hpp"
#include "protocol/session/channel.hpp"
#include "protocol/session/status_channel.hpp"

namespace tongluo::session {

struct TerminalSession::Impl {
  enum class State : std::uint8_t {
    greeting,  // Hello is sent, Welcome must come
    open,
  };

  Channel channel;
  State state = State::greeting;
  SteadyTime greeted_until{};
  SteadyTime last_heard{};
  SteadyTime next_heartbeat = SteadyTime::max();
  milliseconds interval = limits::kDefaultHeartbeatInterval;
  wire::Heartbeat telemetry;
  std::optional<wire::ModemIdentity> modem_told;  // in this session
  StatusSender status;
  std::uint32_t fields_known = 0, fields_sent = 0;  // of the status
  SteadyTime last_heartbeat{};
  bool brought_forward = false;
  WallTime::duration wall_offset{};
  std::uint64_t sequence = 0;

  void on_message(SteadyTime now, wire::Message message);
  void on_welcome(SteadyTime now, const wire::Welcome& welcome);
  void on_seen(SteadyTime now, const wire::HeartbeatSeen& seen);
  void heartbeat(SteadyTime now);
  void bring_forward();
  SteadyTime deadline() const;
};

namespace {

// What a controller may send to an open terminal.
template <class T>
constexpr bool kFromController = std::is_same_v<T, wire::SignedObject> || std::is_same_v<T, wire::OrderDelivery> ||
                                 std::is_same_v<T, wire::ClipManifestPush> || std::is_same_v<T, wire::ClipChunk> ||
                                 std::is_same_v<T, wire::ClipUnavailable> || std::is_same_v<T, wire::ReceiptTaken> ||
                                 std::is_same_v<T, wire::HeartbeatSeen> || std::is_same_v<T, wire::LivePackets> ||
                                 std::is_same_v<T, wire::ImageChunk> || std::is_same_v<T, wire::ImageUnavailable>;

CloseReason reason_of(const wire::GoAway& away) {
  switch (away.reason) {
    case wire::GoAwayReason::unsupported_version:
      return CloseReason::unsupported_version;
    case wire::GoAwayReason::revoked:
      return CloseReason::revoked;
    case wire::GoAwayReason::not_enrolled:
      return CloseReason::not_enrolled;
    default:
      return CloseReason::go_away;
  }
}

bool from_controller(const wire::Message& message) {
  return std::visit([](const auto& value) { return kFromController<std::decay_t<decltype(value)>>; }, message);
}

}  // namespace

void TerminalSession::Impl::on_message(SteadyTime now, wire::Message message) {
  if (const auto* away = std::get_if<wire::GoAway>(&message)) {
    return channel.close(reason_of(*away), away->reconnect_min, away->reconnect_max);
  }
  if (state == State::greeting) {
    const auto* welcome = std::get_if<wire::Welcome>(&message);
    if (welcome == nullptr) return channel.close(CloseReason::unexpected);
    on_welcome(now, *welcome);
  } else if (!from_controller(message)) {
    return channel.close(CloseReason::unexpected);
  }
  if (const auto* seen = std::get_if<wire::HeartbeatSeen>(&message)) on_seen(now, *seen);
  channel.deliver(std::move(message));
}

void TerminalSession::Impl::on_seen(SteadyTime now, const wire::HeartbeatSeen& seen) {
  status.on_seen(seen.sequence);
  if (seen.heartbeat_interval.count() <= 0) return;
  interval = clamped_interval(seen.heartbeat_interval);
  next_heartbeat = std::min(next_heartbeat, now + interval);
}

void TerminalSession::Impl::on_welcome(SteadyTime now, const wire::Welcome& welcome) {
  state = State::open;
  interval = clamped_interval(welcome.heartbeat_interval);
  next_heartbeat = now;  // the first exchange of times comes at once
}

void TerminalSession::Impl::heartbeat(SteadyTime now) {
  wire::Heartbeat beat = telemetry;
  beat.sequence = ++sequence;
  beat.status = status.next(sequence);
  if (beat.status.base != 0 && beat.modem == modem_told)
    beat.modem.reset();
  else
    modem_told = beat.modem;
  beat.sent_at = WallTime(now.time_since_epoch() + wall_offset);
  if (beat.state == wire::TerminalState::unspecified) beat.state = wire::TerminalState::idle;
  channel.send(beat);
  fields_sent = fields_known;
  last_heartbeat = now;
  next_heartbeat = now + interval;
}

// Sensors are read only after the session's first heartbeat: once in a session they need not wait for the interval.
void TerminalSession::Impl::bring_forward() {
  if (sequence == 0 || brought_forward || (fields_known & ~fields_sent) == 0) return;
  brought_forward = true;
  next_heartbeat = std::min(next_heartbeat, last_heartbeat + SteadyTime::duration(kFirstReadings));
}

SteadyTime TerminalSession::Impl::deadline() const {
  if (channel.closed()) return SteadyTime::max();
  if (state == State::greeting) return greeted_until;
  return std::min(next_heartbeat, last_heard + longest_silence(interval));
}

TerminalSession::TerminalSession(SteadyTime now, wire::Hello hello) : impl_(std::make_unique<Impl>()) {
  impl_->greeted_until = now + limits::kHelloTimeout;
  impl_->last_heard = now;
  impl_->channel.send(std::move(hello));
}

TerminalSession::TerminalSession(TerminalSession&&) noexcept = default;
TerminalSession& TerminalSession::operator=(TerminalSession&&) noexcept = default;
TerminalSession::~TerminalSession() = default;

void TerminalSession::on_bytes(SteadyTime now, ByteView in) {
  const std::uint64_t heard = counters().frames_in;
  impl_->channel.receive(in, [this, now](wire::Message message) { impl_->on_message(now, std::move(message)); });
  if (counters().frames_in != heard) impl_->last_heard = now;  // an ignored message too is a sign of life
}

void TerminalSession::on_written(SteadyTime, std::size_t bytes) { impl_->channel.on_written(bytes); }

void TerminalSession::on_deadline(SteadyTime now) {
  if (now < impl_->deadline()) return;
  if (impl_->state == Impl::State::greeting) return impl_->channel.close(CloseReason::hello_timeout);
  if (now >= impl_->last_heard + longest_silence(impl_->interval))
    return impl_->channel.close(CloseReason::silent_peer);
  impl_->heartbeat(now);
}

void TerminalSession::on_peer_closed(SteadyTime) { impl_->channel.close(CloseReason::peer_closed); }

void TerminalSession::send(SteadyTime, wire::Message message) {
  if (is_open()) impl_->channel.send(message);
}

void TerminalSession::set_heartbeat(wire::Heartbeat telemetry, const wire::TerminalStatus& status,
                                    WallTime::duration wall_offset) {
  impl_->telemetry = std::move(telemetry);
  impl_->status.set(status);
  impl_->fields_known = status.known();
  impl_->bring_forward();
  impl_->wall_offset = wall_offset;
}

std::optional<Action> TerminalSession::next_action() { return impl_->channel.next_action(); }
SteadyTime TerminalSession::next_deadline() const { return impl_->deadline(); }
bool TerminalSession::is_open() const { return impl_->state == Impl::State::open && !impl_->channel.closed(); }
const Counters& TerminalSession::counters() const { return impl_->channel.counters(); }

}  // namespace tongluo::session
