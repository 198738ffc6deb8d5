// What goes wrong in a live world, and who looks.

#include <algorithm>

#include "protocol/rtp/rtp_packet.hpp"
#include "tests/sim/live_parts.hpp"

namespace tongluo::sim {

Bytes random_octets(Dice& dice, std::size_t size) {
  Bytes octets(size);
  dice.fill(octets);
  return octets;
}

void LiveWorld::every(microseconds mean, std::function<void()> strike) {
  environment_.after(dice_.exponential(mean), [this, mean, strike = std::move(strike)] {
    if (healed_) return;
    strike();
    every(mean, strike);
  });
}

void LiveWorld::trouble() {
  every(dice_.between(seconds(5), seconds(40)), [this] { rebind(dice_.index(listeners_.size())); });
  if (dice_.chance(0.5))
    every(dice_.between(seconds(10), seconds(60)), [this] {
      environment_.note("cut off");
      dice_.pick(listeners_).cut_off_until = environment_.now() + dice_.between(milliseconds(100), seconds(20));
    });
  if (dice_.chance(0.7))
    every(dice_.between(seconds(10), seconds(60)),
          [this] { use(link_model::profiles()[dice_.index(link_model::profiles().size())]); });
  if (dice_.chance(0.5))
    every(dice_.between(seconds(10), seconds(60)), [this] { end_session(dice_.index(listeners_.size())); });
  if (dice_.chance(0.7)) every(dice_.between(milliseconds(100), seconds(5)), [this] { attack(); });
}

void LiveWorld::rebind(std::size_t index) {
  environment_.note("T" + std::to_string(index) + " has a new address");
  ++result_.rebindings;
  listeners_[index].nat.rebind();
  listeners_[index].mute = listeners_[index].mute || mutants_.keeps_its_address;
}

void LiveWorld::use(const link_model::Profile& profile) {
  environment_.note("links are " + std::string(profile.name));
  for (Listener& listener : listeners_) listener.place.emplace(profile, dice_.next(), environment_.now());
}

// By somebody who sees all datagrams, and may send in anybody's name.
void LiveWorld::attack() {
  ++result_.forged;
  const Door stranger{static_cast<std::uint32_t>(listeners_.size()), static_cast<std::uint32_t>(dice_.index(5))};
  const std::size_t victim = dice_.index(listeners_.size());
  const std::size_t which = dice_.index(5);
  if (which == 0 && !recorded_up_.empty()) return arrive_up(stranger, dice_.pick(recorded_up_));
  if (which == 1) return arrive_up(stranger, random_octets(dice_, 1 + dice_.index(300)));
  if (which == 2) return flood(victim);
  const Bytes octets = which == 3 && !recorded_down_.empty() ? dice_.pick(recorded_down_) : forged_segment();
  if (mutants_.believes_all) believe(octets);
  hear(victim, octets);
}

// Packets with any number, for which no manifest will ever come.
void LiveWorld::flood(std::size_t victim) {
  constexpr std::size_t kPackets = 64, kNumber = 2;
  for (std::size_t i = 0; i < kPackets && !recorded_down_.empty(); ++i) {
    Bytes octets = dice_.pick(recorded_down_);
    if (octets.front() != kRtpVersion) continue;
    octets[kNumber] = static_cast<std::byte>(dice_.index(256));
    octets[kNumber + 1] = static_cast<std::byte>(dice_.index(256));
    hear(victim, octets);
  }
}

// A packet or manifest with a few other octets, or nonsense.
Bytes LiveWorld::forged_segment() {
  if (recorded_down_.empty() || dice_.chance(0.2)) return random_octets(dice_, 1 + dice_.index(300));
  Bytes octets = dice_.pick(recorded_down_);
  for (std::size_t i = 0; i <= dice_.index(3); ++i) dice_.pick(octets) ^= std::byte{1};
  octets.back() ^= std::byte{0x10};
  return octets;
}

void LiveWorld::heal() {
  healed_ = true;
  environment_.note("all heals");
  use(*link_model::find_profile("lan"));
  for (std::size_t i = 0; i < listeners_.size(); ++i) {
    listeners_[i].cut_off_until = std::min(listeners_[i].cut_off_until, environment_.now());
    rebind(i);
    reconnect(i);
  }
}

// ---- the watchers ----

void LiveWorld::look(std::size_t index, const rtp::LivePacket& packet) {
  Listener& listener = listeners_[index];
  if (packet.last) {
    listener.ended = true;
    return;
  }
  const std::int64_t number = packet.position / limits::kLivePacketSamples;
  const std::string name = "T" + std::to_string(index) + " packet " + std::to_string(number);
  if (number < 0 || number >= static_cast<std::int64_t>(packets_))
    return environment_.broken(promise::kOnlySpoken, name + " was never spoken");
  const auto at = static_cast<std::size_t>(number);
  if (!std::ranges::equal(packet.payload(), spoken_[at]))
    environment_.broken(promise::kOnlySpoken, name + " has other sound");
  if (environment_.now() >= spoken_at(at) + delay_) environment_.broken(promise::kOnlySpoken, name + " is late");
  listener.heard[at] = true;
}

void LiveWorld::believe(ByteView datagram) {
  const auto packet = rtp::parse_rtp(datagram);
  if (datagram.empty() || datagram.front() != kRtpVersion || !packet || packet->ssrc != kStream) return;
  rtp::LivePacket played;
  played.sequence = packet->sequence;
  played.position = std::int64_t{packet->sequence} - kFirstSequence;
  played.position *= limits::kLivePacketSamples;
  played.size = static_cast<std::uint16_t>(std::min(packet->payload.size(), played.octets.size()));
  std::copy_n(packet->payload.begin(), played.size, played.octets.begin());
  look(0, played);
}

void LiveWorld::look_at_end() {
  const auto heard_from = static_cast<std::size_t>((troubled_ + kRecovery) / limits::kLivePacketDuration);
  for (std::size_t i = 0; i < listeners_.size(); ++i) {
    const Listener& listener = listeners_[i];
    result_.packets += listener.heard.size();
    result_.missing += static_cast<std::uint64_t>(std::ranges::count(listener.heard, false));
    for (std::size_t number = heard_from; number < listener.owed; ++number)
      if (!listener.heard[number])
        environment_.broken(promise::kHeardAgain, "T" + std::to_string(i) + " misses packet " + std::to_string(number));
    if (!listener.ended && listener.owed == packets_)
      environment_.broken(promise::kHeardAgain, "T" + std::to_string(i) + " missed the end");
    if (!listener.ended && !listener.told_ended)
      environment_.broken(promise::kEndTold, "T" + std::to_string(i) + " waits for more");
  }
}

}  // namespace tongluo::sim
