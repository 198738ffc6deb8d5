#pragma once
// The other end of a live stream, real to the octet: a sender that signs trains, and a world in which sender, link
// model and receiver run by events. The test owns time; the wall clock is the steady one plus kWallOffset.

#include <functional>
#include <map>
#include <set>
#include <vector>

#include "protocol/rtp/rtp_packet.hpp"
#include "protocol/rtp/stream_framing.hpp"
#include "terminal-fw/live/live_receiver.hpp"
#include "tools/link_model/link_model.hpp"

namespace tongluo::live {

constexpr auto kWallOffset = WallTime::duration(1'800'000'000'000'000);
constexpr std::uint32_t kStream = 77;

inline Now at(SteadyTime steady) { return {steady, WallTime(kWallOffset + steady.time_since_epoch())}; }
inline SteadyTime ms(std::int64_t value) { return SteadyTime(milliseconds(value)); }

inline const sign::PrivateKey& stream_key() {
  static const sign::PrivateKey key = *sign::PrivateKey::generate(Algorithm::ed25519);
  return key;
}

inline StreamTerms stream_of(microseconds delay, SteadyTime live_start) {
  return {kStream,
          Digest{},
          *sign::PublicKey::parse(Algorithm::ed25519, stream_key().spki()),
          delay,
          at(live_start).wall,
          std::chrono::minutes(10),
          at(live_start).wall + std::chrono::hours(1)};
}

// The payload says its own sequence number, so that a test knows which packet it holds.
inline Bytes payload_of(std::uint32_t sequence) {
  Bytes payload(limits::kLivePayloadBytes);
  for (std::size_t i = 0; i < payload.size(); ++i) payload[i] = static_cast<std::byte>(sequence >> (8 * (i % 4)));
  return payload;
}

inline Bytes rtp_of(std::uint32_t sequence, std::uint32_t stream = kStream) {
  const Bytes payload = payload_of(sequence);
  return rtp::serialize({false, limits::kLivePayloadType, static_cast<std::uint16_t>(sequence),
                         sequence * limits::kLivePacketSamples, stream, payload});
}

struct Train {
  std::vector<Bytes> packets;
  Bytes manifest;
};

// `capture`: of the first packet's first sample.
inline Train train_of(std::uint32_t first, std::size_t count, WallTime capture, bool end = false,
                      const Digest& order = {}, const sign::Signer& signer = stream_key()) {
  Train train;
  rtp::TrainManifest manifest;
  manifest.stream_id = kStream;
  manifest.end = end;
  manifest.first_sequence = first;
  manifest.first_timestamp = first * limits::kLivePacketSamples;
  manifest.capture = capture;
  for (std::uint32_t i = 0; i < count; ++i) {
    train.packets.push_back(rtp_of(first + i));
    manifest.packets.push_back(stream::short_hash(train.packets.back()));
  }
  train.manifest = *stream::TrainSigner(signer, order).sign(manifest);
  return train;
}

struct Outputs {
  std::vector<rtp::LivePacket> played;
  std::vector<rtp::Nack> nacks;
  std::vector<bool> asked_control;
  std::vector<Ended> ended;
  int lost = 0;
  int back = 0;
};

inline void drain(LiveReceiver& receiver, Outputs& outputs) {
  while (auto action = receiver.next_action()) {
    if (const auto* play = std::get_if<Play>(&*action)) outputs.played.push_back(play->packet);
    if (const auto* nack = std::get_if<SendNack>(&*action)) outputs.nacks.push_back(nack->nack);
    if (const auto* ask = std::get_if<AskControlChannel>(&*action)) outputs.asked_control.push_back(ask->wanted);
    if (const auto* ended = std::get_if<Ended>(&*action)) outputs.ended.push_back(*ended);
    if (std::holds_alternative<Lost>(*action)) ++outputs.lost;
    if (std::holds_alternative<Back>(*action)) ++outputs.back;
  }
}

// Sender, link and receiver by events. Each packet is checked when it is handed out: known octets, once, in time, at
// its position.
class World {
 public:
  struct Settings {
    link_model::Profile profile;
    std::uint64_t seed = 1;
    microseconds delay = seconds(1);
    std::uint32_t train = 1;
    std::uint32_t first = 1'000;
    std::uint32_t packets = 1'000;
  };
  explicit World(const Settings& settings)
      : settings_(settings),
        link_(settings.profile, settings.seed),
        receiver_(at(kBegin), stream_of(settings.delay, kBegin + settings.delay)) {}

  static constexpr SteadyTime kBegin{seconds(5)};
  std::function<void(World&, SteadyTime)> on_tick;  // every 60 ms, after the train left
  std::vector<std::string> complaints;

  void schedule(SteadyTime when, std::function<void(SteadyTime)> run) { events_.emplace(when, std::move(run)); }
  void deliver_down(SteadyTime now, Bytes datagram) {
    const link_model::Fate fate = link_.down.send(now, datagram.size() + 28);
    for (const auto arrival : {fate.arrives, fate.copy_arrives})
      if (arrival) schedule(*arrival, [this, datagram](SteadyTime t) { into_receiver(t, datagram); });
  }
  void into_receiver(SteadyTime now, const Bytes& datagram) {
    receiver_.on_datagram(at(now), datagram);
    take(now);
  }

  void run() {
    for (std::uint32_t sent = 0; sent < settings_.packets; sent += settings_.train) plan_train(sent);
    const SteadyTime end = kBegin + limits::kLivePacketDuration * int(settings_.packets) + settings_.delay + seconds(1);
    while (true) {
      const SteadyTime event = events_.empty() ? SteadyTime::max() : events_.begin()->first;
      const SteadyTime next = std::min(event, receiver_.next_deadline());
      if (next > end) return receiver_.on_deadline(at(end));
      now_ = std::max(now_, next);
      if (event <= next) {
        const auto run_it = std::move(events_.begin()->second);
        events_.erase(events_.begin());
        run_it(now_);
      } else {
        if (++deadlines_ > 1'000'000) return complaints.push_back("deadlines spin");
        receiver_.on_deadline(at(now_));
        take(now_);
      }
    }
  }
  double missing_percent() const {
    return 100.0 * static_cast<double>(settings_.packets - played_.size()) / settings_.packets;
  }
  LiveReceiver& receiver() { return receiver_; }
  const Outputs& outputs() const { return outputs_; }

 private:
  void plan_train(std::uint32_t sent) {
    const SteadyTime capture = kBegin + limits::kLivePacketDuration * int(sent);
    schedule(capture + limits::kLivePacketDuration * int(settings_.train), [this, sent, capture](SteadyTime now) {
      const std::uint32_t first = settings_.first + sent;
      const bool end = sent + settings_.train >= settings_.packets;
      const Train train = train_of(first, settings_.train, at(capture).wall, end);
      for (std::size_t i = 0; i < train.packets.size(); ++i) {
        ring_[static_cast<std::uint16_t>(first + i)] = {train.packets[i], train.manifest};
        deliver_down(now, train.packets[i]);
      }
      deliver_down(now, train.manifest);
      if (on_tick) on_tick(*this, now);
    });
  }
  void take(SteadyTime now) {
    const std::size_t before = outputs_.played.size(), nacks = outputs_.nacks.size();
    drain(receiver_, outputs_);
    for (std::size_t i = before; i < outputs_.played.size(); ++i) check(now, outputs_.played[i]);
    for (std::size_t i = nacks; i < outputs_.nacks.size(); ++i) send_nack(now, outputs_.nacks[i]);
    const auto most = static_cast<std::size_t>(settings_.delay / limits::kLivePacketDuration) + kSpareCandidates;
    if (receiver_.unverified_packets() > most) complaints.push_back("too many unverified packets");
  }
  void check(SteadyTime now, const rtp::LivePacket& packet) {
    const std::int64_t expected =
        (std::int64_t{packet.sequence} - settings_.first) * std::int64_t{limits::kLivePacketSamples};
    if (packet.position != expected) complaints.push_back("position of " + std::to_string(packet.sequence));
    if (packet.last) return;
    if (Bytes(packet.payload().begin(), packet.payload().end()) != payload_of(packet.sequence))
      complaints.push_back("forged " + std::to_string(packet.sequence));
    if (!played_.insert(packet.sequence).second) complaints.push_back("twice " + std::to_string(packet.sequence));
    const SteadyTime instant = kBegin + settings_.delay + microseconds(packet.position * 1'000 / 48);
    if (now >= instant) complaints.push_back("late " + std::to_string(packet.sequence));
  }
  void send_nack(SteadyTime now, const rtp::Nack& nack) {
    const link_model::Fate fate = link_.up.send(now, 80 + 6 * nack.entries.size());
    if (fate.arrives) schedule(*fate.arrives, [this, nack](SteadyTime t) { answer(t, nack); });
  }
  void answer(SteadyTime now, const rtp::Nack& nack) {
    std::set<Bytes> manifests;
    for (const rtp::NackEntry& entry : nack.entries)
      for (unsigned bit = 0; bit <= 16; ++bit) {
        if (bit > 0 && (entry.following >> (bit - 1) & 1U) == 0) continue;
        const auto found = ring_.find(static_cast<std::uint16_t>(entry.first + bit));
        if (found == ring_.end()) continue;
        if (!entry.manifests) deliver_down(now, found->second.first);
        if (entry.manifests && manifests.insert(found->second.second).second) deliver_down(now, found->second.second);
      }
  }

  Settings settings_;
  link_model::LinkModel link_;
  LiveReceiver receiver_;
  Outputs outputs_;
  std::multimap<SteadyTime, std::function<void(SteadyTime)>> events_;
  std::map<std::uint16_t, std::pair<Bytes, Bytes>> ring_;
  std::set<std::uint32_t> played_;
  SteadyTime now_{};
  int deadlines_ = 0;
};

}  // namespace tongluo::live
