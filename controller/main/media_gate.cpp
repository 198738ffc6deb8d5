#include "controller/main/media_gate.hpp"

#include <boost/asio/post.hpp>

#include "protocol/os/random.hpp"
#include "protocol/stream/media_seal.hpp"

namespace tongluo::daemon {

Result<std::unique_ptr<MediaGate>> MediaGate::start(boost::asio::io_context& context,
                                                    const std::optional<broadcast::Listening>& listening,
                                                    std::string endpoint, Taps taps) {
  std::unique_ptr<MediaGate> gate(new MediaGate(context, listening.has_value()));
  broadcast::Sinks sinks;
  sinks.over_control = [self = gate.get()](std::vector<live::SessionId> sessions, std::shared_ptr<const Bytes> frame) {
    self->post_frames(std::move(sessions), std::move(frame));
  };
  sinks.spent = [self = gate.get()](std::vector<live::Spent> spent) { self->post_spent(std::move(spent)); };
  sinks.tap = std::move(taps.train);
  sinks.ended = std::move(taps.ended);
  auto started = broadcast::Broadcaster::start(listening.value_or(broadcast::Listening()), std::move(sinks));
  if (!started) return fail(started.error());
  gate->broadcaster_ = std::move(*started);
  if (!listening) return gate;
  gate->endpoint_ = endpoint.empty() ? ":" + std::to_string(gate->port()) : std::move(endpoint);
  return gate;
}

MediaGate::~MediaGate() = default;

// On the live thread. What was posted and not run when the program ends is dropped with the context.
void MediaGate::post_frames(std::vector<live::SessionId> sessions, std::shared_ptr<const Bytes> frame) {
  if (frames_posted_.fetch_add(1) >= kMaxLiveFramesPosted) {
    --frames_posted_;
    ++frames_dropped_;
    return;
  }
  boost::asio::post(context_, [this, sessions = std::move(sessions), frame = std::move(frame)] {
    --frames_posted_;
    if (link_ == nullptr) return;
    for (const live::SessionId session : sessions) link_->send_live(session, frame);
  });
}

// On the live thread, once a turn at most, and only for sessions that spent something.
void MediaGate::post_spent(std::vector<live::Spent> spent) {
  boost::asio::post(context_, [this, spent = std::move(spent)] {
    if (!account_) return;
    for (const live::Spent& each : spent) account_(each);
  });
}

void MediaGate::welcome(link::SessionId session, wire::Welcome& message) {
  if (link_ == nullptr) return;
  Bytes exported = link_->export_key(session, stream::kExporterLabel, stream::kExporterBytes);
  if (exported.size() != stream::kExporterBytes) return;  // without keys no token: the control channel remains
  const Nonce token = os::random_nonce();
  if (!broadcaster_->add_session({session, token, std::move(exported)})) return;
  if (offered_) message.media_token.assign(token.octets.begin(), token.octets.end());
}

void MediaGate::on_live_request(link::SessionId session, const wire::LiveRequest& request) {
  broadcaster_->request_over_control(session, request.stream_id, request.wanted);
}

}  // namespace tongluo::daemon
