#include "controller/live/live_desk.hpp"

#include "controller/live/limits.hpp"
#include "protocol/rtp/stream_framing.hpp"

namespace tongluo::live {

LiveDesk::Broadcast* LiveDesk::find(StreamId stream) {
  const auto found = streams_.find(stream);
  return found == streams_.end() ? nullptr : found->second.get();
}

void LiveDesk::open(Now now, StreamSettings settings) {
  const StreamId id = settings.id;
  if (!is_valid(settings) || streams_.contains(id) || streams_.size() >= kMaxStreams) {
    ++counters_.streams_refused;
    actions_.push_back(StreamOver{id, StreamEnd::unusable});
    return;
  }
  ++counters_.streams_opened;
  auto broadcast = std::make_unique<Broadcast>(std::move(settings));
  listeners_.open_stream(now, id, broadcast->stream.ring());
  streams_.emplace(id, std::move(broadcast));
}

void LiveDesk::push(Now now, const LivePacket& packet) {
  Broadcast* broadcast = find(packet.stream);
  if (broadcast == nullptr || !broadcast->stream.push(now, packet.capture, packet.opus)) {
    ++counters_.packets_refused;
  } else {
    ++counters_.packets;
  }
  if (broadcast != nullptr) after(now, *broadcast);
}

void LiveDesk::end(Now now, StreamId stream) { finish(now, stream, StreamEnd::ended); }

void LiveDesk::stop(Now now, StreamId stream) { finish(now, stream, StreamEnd::stopped); }

void LiveDesk::finish(Now now, StreamId stream, StreamEnd end) {
  Broadcast* broadcast = find(stream);
  if (broadcast == nullptr) return;
  if (end == StreamEnd::stopped) plan_.drop(stream);
  broadcast->stream.finish(now);
  tell_over(now, *broadcast, broadcast->stream.unusable() ? StreamEnd::unusable : end);
  after(now, *broadcast);
}

void LiveDesk::tell_over(Now now, Broadcast& broadcast, StreamEnd end) {
  if (broadcast.over) return;
  broadcast.over = end;
  const StreamSettings& settings = broadcast.stream.settings();
  broadcast.closes = now.steady + std::max<microseconds>(settings.playout_delay, kMinRepairKept);
  actions_.push_back(StreamOver{settings.id, end});
}

// What a stream made leaves; what it has become is told.
void LiveDesk::after(Now now, Broadcast& broadcast) {
  LiveStream& stream = broadcast.stream;
  while (const auto train = stream.next_train()) send_train(now, broadcast, *train);
  if (stream.unusable()) tell_over(now, broadcast, StreamEnd::unusable);
  if (stream.exhausted()) tell_over(now, broadcast, StreamEnd::exhausted);
}

void LiveDesk::send_train(Now now, Broadcast& broadcast, const SharedTrain& train) {
  const StreamSettings& settings = broadcast.stream.settings();
  const StreamAudience* audience = listeners_.audience(settings.id);
  ++counters_.trains;
  listeners_.on_train(settings.id, train->octets.size());
  actions_.push_back(TrainMade{settings.id, train});
  plan_.add(now.steady, settings, train, audience->addresses().size());
  counters_.trains_late = plan_.given_up();
  if (audience->over_control().empty()) return;
  std::vector<ByteView> segments;
  for (std::size_t i = 0; i < train->segments(); ++i) segments.push_back(train->segment(i));
  counters_.over_control += audience->over_control().size();
  actions_.push_back(OverControl{audience->over_control(), settings.id, rtp::frame_packets(segments)});
}

void LiveDesk::on_deadline(Now now) {
  for (auto it = streams_.begin(); it != streams_.end();) {
    Broadcast& broadcast = *it->second;
    broadcast.stream.on_deadline(now);
    after(now, broadcast);
    if (now.steady < broadcast.closes) {
      ++it;
      continue;
    }
    plan_.drop(it->first);
    listeners_.close_stream(it->first);
    it = streams_.erase(it);
  }
  if (now.steady >= next_sweep_) {
    listeners_.sweep(now);
    next_sweep_ = now.steady + kSweepInterval;
  }
  if (now.steady >= next_spent_) {
    listeners_.report_spent();
    next_spent_ = now.steady + kSpentInterval;
  }
}

std::span<const Address> LiveDesk::addresses(const Portion& portion) const {
  const StreamAudience* audience = listeners_.audience(portion.stream);
  if (audience == nullptr) return {};
  return audience->addresses().subspan(portion.first, portion.count);
}

SteadyTime LiveDesk::next_deadline() const {
  SteadyTime first = std::min({next_sweep_, next_spent_, plan_.next_deadline()});
  for (const auto& [id, broadcast] : streams_)
    first = std::min({first, broadcast->closes, broadcast->stream.next_deadline()});
  return first;
}

std::optional<DeskAction> LiveDesk::next_action() {
  if (auto action = listeners_.next_action())
    return std::visit([](auto& what) { return DeskAction(std::move(what)); }, *action);
  if (actions_.empty()) return std::nullopt;
  DeskAction action = std::move(actions_.front());
  actions_.pop_front();
  return action;
}

}  // namespace tongluo::live
