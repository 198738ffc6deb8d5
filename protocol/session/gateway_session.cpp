#include "protocol/base/limits.hpp"
#include "protocol/session/channel.hpp"

namespace tongluo::session {

struct GatewaySession::Impl {
  enum class State : std::uint8_t {
    expecting_hello,  // the first message must be Hello
    greeted,          // Hello was delivered; the core answers with welcome()
    open,
  };

  explicit Impl(TerminalId id) : certified(std::move(id)) {}

  TerminalId certified;
  Channel channel;
  State state = State::expecting_hello;
  SteadyTime greeted_until{};
  SteadyTime last_heard{};
  milliseconds interval = limits::kDefaultHeartbeatInterval;
  WallTime::duration wall_offset{};

  void on_message(SteadyTime now, wire::Message message);
  void on_hello(wire::Message message);
  void refuse(wire::GoAwayReason reason, CloseReason close_reason);
  void answer(SteadyTime now, const wire::Heartbeat& beat);
  SteadyTime deadline() const;
};

namespace {

// What a terminal may send once it is welcome.
template <class T>
constexpr bool kFromTerminal = std::is_same_v<T, wire::ClipRequest> || std::is_same_v<T, wire::ReceiptReport> ||
                               std::is_same_v<T, wire::Heartbeat> || std::is_same_v<T, wire::Event> ||
                               std::is_same_v<T, wire::CommandResult> || std::is_same_v<T, wire::UpdateProgress> ||
                               std::is_same_v<T, wire::LiveRequest> || std::is_same_v<T, wire::ImageRequest>;

bool from_terminal(const wire::Message& message) {
  return std::visit([](const auto& value) { return kFromTerminal<std::decay_t<decltype(value)>>; }, message);
}

}  // namespace

void GatewaySession::Impl::on_message(SteadyTime now, wire::Message message) {
  if (const auto* away = std::get_if<wire::GoAway>(&message))
    return channel.close(CloseReason::go_away, away->reconnect_min, away->reconnect_max);
  if (state == State::expecting_hello) return on_hello(std::move(message));
  if (state != State::open || !from_terminal(message)) return channel.close(CloseReason::unexpected);
  if (const auto* beat = std::get_if<wire::Heartbeat>(&message)) answer(now, *beat);
  channel.deliver(std::move(message));
}

void GatewaySession::Impl::on_hello(wire::Message message) {
  const auto* hello = std::get_if<wire::Hello>(&message);
  if (hello == nullptr) return channel.close(CloseReason::unexpected);
  if (hello->protocol_major != limits::kProtocolMajor)
    return refuse(wire::GoAwayReason::unsupported_version, CloseReason::unsupported_version);
  if (hello->terminal != certified)
    return refuse(wire::GoAwayReason::identity_mismatch, CloseReason::identity_mismatch);
  state = State::greeted;
  channel.deliver(std::move(message));
}

void GatewaySession::Impl::refuse(wire::GoAwayReason reason, CloseReason close_reason) {
  channel.send(wire::GoAway{reason, limits::kMaxReconnectDelay / 2, limits::kMaxReconnectDelay, limits::kProtocolMajor,
                            limits::kProtocolMajor});
  channel.close(close_reason);
}

void GatewaySession::Impl::answer(SteadyTime now, const wire::Heartbeat& beat) {
  const WallTime wall(now.time_since_epoch() + wall_offset);
  channel.send(wire::HeartbeatSeen{beat.sequence, beat.sent_at, wall, wall, interval});
}

SteadyTime GatewaySession::Impl::deadline() const {
  if (channel.closed()) return SteadyTime::max();
  return state == State::open ? last_heard + longest_silence(interval) : greeted_until;
}

GatewaySession::GatewaySession(SteadyTime now, TerminalId certified)
    : impl_(std::make_unique<Impl>(std::move(certified))) {
  impl_->greeted_until = now + limits::kHelloTimeout;
  impl_->last_heard = now;
}

GatewaySession::GatewaySession(GatewaySession&&) noexcept = default;
GatewaySession& GatewaySession::operator=(GatewaySession&&) noexcept = default;
GatewaySession::~GatewaySession() = default;

void GatewaySession::on_bytes(SteadyTime now, ByteView in) {
  const std::uint64_t heard = counters().frames_in;
  impl_->channel.receive(in, [this, now](wire::Message message) { impl_->on_message(now, std::move(message)); });
  if (counters().frames_in != heard) impl_->last_heard = now;  // an ignored message too is a sign of life
}

void GatewaySession::on_written(SteadyTime, std::size_t bytes) { impl_->channel.on_written(bytes); }

void GatewaySession::on_deadline(SteadyTime now) {
  if (now < impl_->deadline()) return;
  const bool open = impl_->state == Impl::State::open;
  impl_->channel.close(open ? CloseReason::silent_peer : CloseReason::hello_timeout);
}

void GatewaySession::on_peer_closed(SteadyTime) { impl_->channel.close(CloseReason::peer_closed); }

void GatewaySession::welcome(SteadyTime, wire::Welcome welcome, WallTime::duration wall_offset) {
  if (impl_->state != Impl::State::greeted) return;
  impl_->state = Impl::State::open;
  impl_->interval = clamped_interval(welcome.heartbeat_interval);
  impl_->wall_offset = wall_offset;
  welcome.heartbeat_interval = impl_->interval;
  impl_->channel.send(std::move(welcome));
}

void GatewaySession::send(SteadyTime, wire::Message message) {
  if (is_open()) impl_->channel.send(message);
}

void GatewaySession::send_framed(SteadyTime, std::shared_ptr<const Bytes> frame) {
  if (is_open()) impl_->channel.send_framed(*frame);
}

void GatewaySession::send_live(SteadyTime, std::shared_ptr<const Bytes> frame) {
  if (is_open()) impl_->channel.outgoing().push_live(std::move(frame));
}

std::uint64_t GatewaySession::live_dropped() const { return impl_->channel.outgoing().live_dropped(); }

bool GatewaySession::send_clip(SteadyTime, SharedClip clip, std::uint32_t first, std::uint32_t count, bool urgent) {
  return is_open() && impl_->channel.outgoing().push_clip(std::move(clip), first, count, urgent);
}

void GatewaySession::stop_clip(const Digest& clip) { impl_->channel.outgoing().stop_clip(clip); }

bool GatewaySession::clip_idle() const { return impl_->channel.outgoing().clip_idle(); }

void GatewaySession::go_away(SteadyTime, wire::GoAway message) {
  impl_->channel.send(std::move(message));
  impl_->channel.close(CloseReason::closed_locally);
}

std::optional<Action> GatewaySession::next_action() { return impl_->channel.next_action(); }
SteadyTime GatewaySession::next_deadline() const { return impl_->deadline(); }
bool GatewaySession::is_open() const { return impl_->state == Impl::State::open && !impl_->channel.closed(); }
const Counters& GatewaySession::counters() const { return impl_->channel.counters(); }

}  // namespace tongluo::session
