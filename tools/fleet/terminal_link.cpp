#include "tools/fleet/terminal_link.hpp"

#include <algorithm>
#include <array>

namespace tongluo::fleet {
namespace {

using link_model::Direction;

constexpr std::size_t kSmallMessageOctets = 96;
constexpr std::size_t kSignatureOctets = 112;
constexpr std::size_t kHeaderOctets = 28;  // of IP and UDP
constexpr std::uint64_t kDatagrams = 0x6461746167726100ULL;

std::size_t octets_of(const Envelope& envelope) {
  return envelope.payload.size() + kSignatureOctets * envelope.signatures.size();
}

}  // namespace

std::size_t octets_of(const wire::Message& message) {
  std::size_t octets = kSmallMessageOctets;
  if (const auto* order = std::get_if<wire::OrderDelivery>(&message)) octets += octets_of(order->envelope);
  if (const auto* object = std::get_if<wire::SignedObject>(&message)) octets += octets_of(object->envelope);
  if (const auto* receipt = std::get_if<wire::ReceiptReport>(&message)) octets += octets_of(receipt->envelope);
  if (const auto* chunk = std::get_if<wire::ClipChunk>(&message)) octets += chunk->data.size();
  if (const auto* manifest = std::get_if<wire::ClipManifestPush>(&message)) octets += manifest->manifest.size();
  if (const auto* packets = std::get_if<wire::LivePackets>(&message)) octets += packets->packets.size();
  if (const auto* image = std::get_if<wire::ImageChunk>(&message)) octets += image->data.size();
  return octets;
}

TerminalLink::TerminalLink(const link_model::Profile& profile, std::uint64_t seed, SteadyTime start)
    : outages_(profile.outages, link_model::outage_seed(seed), start),
      up_(profile, link_model::way_seed(seed, Direction::up), outages_),
      down_(profile, link_model::way_seed(seed, Direction::down), outages_),
      datagrams_up_(profile, link_model::way_seed(seed ^ kDatagrams, Direction::up), outages_),
      datagrams_down_(profile, link_model::way_seed(seed ^ kDatagrams, Direction::down), outages_),
      nat_(profile.nat_timeout) {}

void TerminalLink::send_up(SteadyTime now, wire::Message message) {
  const SteadyTime due = up_.send(now, octets_of(message));
  queue_stream(stream_up_, due, ToController{std::move(message)});
}

void TerminalLink::send_down(SteadyTime now, wire::Message message) {
  const bool answers =
      std::holds_alternative<wire::HeartbeatSeen>(message) || std::holds_alternative<wire::Welcome>(message);
  const SteadyTime left = answers ? up_.send(now, kSmallMessageOctets) : now;
  if (auto* seen = std::get_if<wire::HeartbeatSeen>(&message)) {
    seen->received_at += left - now;
    seen->replied_at += left - now;
  }
  const SteadyTime due = down_.send(left, octets_of(message));
  queue_stream(stream_down_, due, ToTerminal{std::move(message)});
}

void TerminalLink::queue_stream(Queue& queue, SteadyTime due, Arrival arrival) {
  if (queue.size() >= kMaxWaiting) {
    overflowed_ = true;
    ++counters_.streams_refused;
    return;
  }
  queue.push_back({due, std::move(arrival)});
}

void TerminalLink::datagram_up(SteadyTime now, ByteView datagram) {
  const auto port = nat_.leave(now);
  const auto fate = datagrams_up_.send(now, datagram.size() + kHeaderOctets);
  if (is_down() || !fate.arrives) {
    ++counters_.datagrams_lost;
    return;
  }
  const bool new_port = port != port_;
  if (new_port) ++counters_.ports;
  port_ = port;
  queue_datagram(*fate.arrives, DatagramUp{Bytes(datagram.begin(), datagram.end()), new_port});
  if (fate.copy_arrives) queue_datagram(*fate.copy_arrives, DatagramUp{Bytes(datagram.begin(), datagram.end())});
}

void TerminalLink::datagram_down(SteadyTime now, ByteView datagram) {
  const auto fate = datagrams_down_.send(now, datagram.size() + kHeaderOctets);
  if (is_down() || !fate.arrives || !nat_.lets_in(port_, now)) {
    ++counters_.datagrams_lost;
    return;
  }
  queue_datagram(*fate.arrives, DatagramDown{Bytes(datagram.begin(), datagram.end())});
  if (fate.copy_arrives) queue_datagram(*fate.copy_arrives, DatagramDown{Bytes(datagram.begin(), datagram.end())});
}

// In the order of their instants; equal ones as they came.
void TerminalLink::queue_datagram(SteadyTime due, Arrival arrival) {
  if (datagrams_.size() >= kMaxWaiting) {
    ++counters_.datagrams_refused;
    return;
  }
  const auto place = std::upper_bound(datagrams_.begin(), datagrams_.end(), due,
                                      [](SteadyTime at, const Arrived& waiting) { return at < waiting.at; });
  datagrams_.insert(place, {due, std::move(arrival)});
}

const TerminalLink::Queue* TerminalLink::earliest() const {
  const Queue* first = nullptr;
  for (const Queue* queue : {&stream_up_, &stream_down_, &datagrams_})
    if (!queue->empty() && (first == nullptr || queue->front().at < first->front().at)) first = queue;
  return first;
}

std::optional<Arrived> TerminalLink::next(SteadyTime now) {
  if (is_down()) return std::nullopt;
  for (Queue* queue : {&stream_up_, &stream_down_, &datagrams_}) {
    if (queue != earliest() || queue->front().at > now) continue;
    Arrived arrived = std::move(queue->front());
    queue->pop_front();
    return arrived;
  }
  return std::nullopt;
}

SteadyTime TerminalLink::next_due() const {
  const Queue* first = is_down() ? nullptr : earliest();
  return first == nullptr ? SteadyTime::max() : first->front().at;
}

void TerminalLink::go_down(SteadyTime now) {
  if (is_down()) return;
  down_since_ = now;
  counters_.datagrams_lost += datagrams_.size();
  datagrams_.clear();
}

void TerminalLink::come_back(SteadyTime now) {
  if (!is_down()) return;
  down_since_.reset();
  // What TCP held back goes out at the next repetition, and still in order.
  for (Queue* queue : {&stream_up_, &stream_down_})
    for (Arrived& waiting : *queue) waiting.at = std::max<SteadyTime>(waiting.at, now + link_model::StreamWay::kMinRto);
}

bool TerminalLink::lost(SteadyTime now) const { return overflowed_ || now >= lost_at(); }

SteadyTime TerminalLink::lost_at() const { return down_since_ ? *down_since_ + kGivesUpAfter : SteadyTime::max(); }

void TerminalLink::on_session_ended() {
  stream_up_.clear();
  stream_down_.clear();
  datagrams_.clear();
  overflowed_ = false;
}

}  // namespace tongluo::fleet
