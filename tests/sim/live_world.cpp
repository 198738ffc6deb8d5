#include "tests/sim/live_world.hpp"

#include <algorithm>

#include "protocol/rtp/rtp_packet.hpp"
#include "protocol/rtp/train_manifest.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/sign/verification_memo.hpp"
#include "terminal-fw/live/limits.hpp"
#include "tests/sim/live_parts.hpp"
#include "tests/sim/seeded_keys.hpp"

namespace tongluo::sim {
namespace {

constexpr std::uint64_t kStreamKey = 3;
constexpr auto kQuiet = seconds(20);      // more, in which it must be
constexpr auto kComesBack = seconds(50);  // at the latest: who lost his session near the end
constexpr auto kNearTheEnd = seconds(4);
constexpr std::size_t kUdpHeader = 28;
constexpr std::size_t kSignatures = 1'000;
constexpr std::size_t kRecorded = 500;
constexpr std::byte kChallengeKind{2}, kEchoKind{3}, kOpenedKind{4};

}  // namespace

LiveWorld::LiveWorld(std::uint64_t seed, const LiveOptions& options)
    : environment_(seed, options.trace),
      mutants_(options.mutants),
      dice_(environment_.dice.child(1)),
      delay_(milliseconds(500) * (1 << dice_.index(3))),
      troubled_(static_cast<std::int64_t>(20 + dice_.index(70))),
      packets_(static_cast<std::size_t>((troubled_ + kRecovery + kQuiet) / limits::kLivePacketDuration)),
      desk_(random_octets(dice_, 32)),
      listeners_(1 + dice_.index(3)),
      ends_late_(dice_.chance(0.3)) {
  for (std::size_t i = 0; i < packets_; ++i) spoken_.push_back(random_octets(dice_, limits::kLivePayloadBytes));
  live::StreamSettings settings;
  settings.id = kStream;
  settings.order = sign::digest_of(as_bytes("a live order"));
  settings.key = std::make_shared<const sign::PrivateKey>(seeded_key(kStreamKey));
  settings.playout_delay = delay_;
  settings.order_class = OrderClass::actual;
  settings.level = static_cast<Level>(1 + dice_.index(4));
  settings.sounds_from = now().wall + kLead + delay_;
  settings.max_duration = limits::kMaxLiveDuration;
  settings.first_sequence = kFirstSequence;
  settings.first_timestamp = static_cast<std::uint32_t>(dice_.next());
  terms_ = live::StreamTerms{.stream_id = settings.id,
                             .order = settings.order,
                             .key = *sign::PublicKey::parse(Algorithm::ed25519, settings.key->spki()),
                             .playout_delay = delay_,
                             .live_start = settings.sounds_from,
                             .max_duration = settings.max_duration,
                             .end = settings.sounds_from + settings.max_duration};
  use(*link_model::find_profile("4g"));
  for (std::size_t i = 0; i < listeners_.size(); ++i) begin(i);
  environment_.at(begin_ + kLead, [this, settings] { open(settings); });
  environment_.at(spoken_at(1), [this] { speak(0); });
}

void LiveWorld::open(live::StreamSettings settings) {
  desk_.open(now(), std::move(settings));
  after_desk();
}

// A packet is complete when its last sample was captured.
void LiveWorld::speak(std::size_t number) {
  if (number == packets_) {
    desk_.end(now(), kStream);
    return after_desk();
  }
  desk_.push(now(), {kStream, now().wall - limits::kLivePacketDuration, spoken_[number]});
  after_desk();
  environment_.at(spoken_at(number + 2), [this, number] { speak(number + 1); });
}

// ---- the controller's end ----

void LiveWorld::after_desk() {
  while (auto action = desk_.next_action()) {
    if (const auto* send = std::get_if<live::SendTo>(&*action)) down(send->address, send->datagram);
    if (const auto* framed = std::get_if<live::OverControl>(&*action))
      for (const live::SessionId session : framed->sessions) over_control(session, framed->packets);
  }
  send_portions();
  arm_desk();
}

void LiveWorld::arm_desk() {
  const SteadyTime due = std::max(desk_.next_deadline(), environment_.now() + microseconds(1));
  if (desk_.next_deadline() == SteadyTime::max() || due >= desk_armed_) return;
  desk_armed_ = due;
  environment_.at(due, [this, due] {
    if (desk_armed_ != due) return;
    desk_armed_ = SteadyTime::max();
    desk_.on_deadline(now());
    after_desk();
  });
}

void LiveWorld::send_portions() {
  while (const auto portion = desk_.next_portion(environment_.now()))
    for (const live::Address& to : desk_.addresses(*portion))
      for (std::size_t i = 0; !to.none() && i < portion->train->segments(); ++i) down(to, portion->train->segment(i));
}

void LiveWorld::down(const live::Address& to, ByteView datagram) {
  const Door door = door_of(to);
  if (mutants_.hides_the_end && datagram.front() == kOpenedKind) return;
  if (datagram.front() != kChallengeKind && !proven_.contains({door.terminal, door.port}))
    environment_.broken(promise::kProvenAddress,
                        "a datagram goes to T" + std::to_string(door.terminal) + ":" + std::to_string(door.port));
  const Bytes octets(datagram.begin(), datagram.end());
  recorded_down_.push_back(octets);
  if (recorded_down_.size() > kRecorded) recorded_down_.pop_front();
  if (door.terminal >= listeners_.size()) return;
  const link_model::Fate fate =
      listeners_[door.terminal].place->link.down.send(environment_.now(), octets.size() + kUdpHeader);
  for (const auto& arrives : {fate.arrives, fate.copy_arrives})
    if (arrives) environment_.at(*arrives, [this, door, octets] { arrive_down(door, octets); });
}

void LiveWorld::arrive_down(const Door& door, const Bytes& datagram) {
  Listener& listener = listeners_[door.terminal];
  if (environment_.now() < listener.cut_off_until) return;
  if (!listener.nat.lets_in(door.port, environment_.now())) {
    ++result_.dead;
    return;
  }
  hear(door.terminal, datagram);
}

void LiveWorld::over_control(live::SessionId session, const Bytes& packets) {
  const std::size_t index = held_.at(session);
  Listener& listener = listeners_[index];
  if (session == listener.broken) return;
  const SteadyTime due = listener.place->control_down.send(environment_.now(), packets.size());
  listener.control_down_until = std::max({due, listener.cut_off_until, listener.control_down_until});
  environment_.at(listener.control_down_until, [this, index, session, packets] {
    const Listener& there = listeners_[index];
    if (there.session != session || there.broken == session) return;
    there.terminal->on_framed(now(), packets);
    after(index);
  });
}

// ---- a terminal's end ----

void LiveWorld::hear(std::size_t index, const Bytes& datagram) {
  Listener& listener = listeners_[index];
  if (!listener.terminal) return;
  if (mutants_.hoards)
    hoard(listener, datagram);
  else
    listener.terminal->on_datagram(now(), datagram);
  after(index);
}

// LiveMutants::hoards: a packet waits for its manifest, and for one that never comes without end.
void LiveWorld::hoard(Listener& listener, const Bytes& datagram) {
  if (datagram.front() == kRtpVersion) return listener.hoard.push_back(datagram);
  listener.terminal->on_datagram(now(), datagram);
  const auto claimed = rtp::parse_manifest(datagram);
  if (!claimed) return;
  std::erase_if(listener.hoard, [&](const Bytes& kept) {
    const auto packet = rtp::parse_rtp(kept);
    const std::uint32_t from = packet ? packet->sequence - (claimed->manifest.first_sequence & 0xffffU) : 0xffffU;
    if ((from & 0xffffU) >= claimed->manifest.packets.size()) return false;
    listener.terminal->on_datagram(now(), kept);
    return true;
  });
}

void LiveWorld::after(std::size_t index) {
  Listener& listener = listeners_[index];
  if (!listener.terminal) return;
  const bench::LossTerminal::Sent sent = listener.terminal->take(now());
  listener.told_ended = listener.told_ended || listener.terminal->told_ended();
  for (const rtp::LivePacket& packet : sent.handed_out) look(index, packet);
  if (sent.over_control && !listener.mute) ask_over_control(index, *sent.over_control);
  for (const Bytes& datagram : sent.datagrams)
    if (!listener.mute) up(index, datagram);
  const auto most = static_cast<std::size_t>(delay_ / limits::kLivePacketDuration) + live::kSpareCandidates;
  if (listener.terminal->unverified_packets() + listener.hoard.size() > most)
    environment_.broken(promise::kUnverifiedBounded, "above " + std::to_string(most));
  arm(index);
}

void LiveWorld::arm(std::size_t index) {
  Listener& listener = listeners_[index];
  const SteadyTime next = listener.terminal->next_deadline();
  const SteadyTime due = std::max(next, environment_.now() + microseconds(1));
  if (next == SteadyTime::max() || due >= listener.armed) return;
  listener.armed = due;
  environment_.at(due, [this, index, due] {
    Listener& woken = listeners_[index];
    if (woken.armed != due) return;  // a sooner one took its place, or there is no terminal now
    woken.armed = SteadyTime::max();
    woken.terminal->on_deadline(now());
    after(index);
  });
}

void LiveWorld::up(std::size_t index, const Bytes& datagram) {
  Listener& listener = listeners_[index];
  const Door door{static_cast<std::uint32_t>(index), listener.nat.leave(environment_.now())};
  recorded_up_.push_back(datagram);
  if (recorded_up_.size() > kRecorded) recorded_up_.pop_front();
  const link_model::Fate fate = listener.place->link.up.send(environment_.now(), datagram.size() + kUdpHeader);
  for (const auto& arrives : {fate.arrives, fate.copy_arrives})
    if (arrives)
      environment_.at(*arrives, [this, door, datagram] {
        if (environment_.now() < listeners_[door.terminal].cut_off_until) return;
        if (datagram.front() == kEchoKind) proven_.insert({door.terminal, door.port});
        arrive_up(door, datagram);
      });
}

void LiveWorld::arrive_up(const Door& door, const Bytes& datagram) {
  desk_.on_datagram(now(), now().wall, address_of(door), datagram);
  if (mutants_.answers_strangers && !recorded_down_.empty()) down(address_of(door), Bytes(recorded_down_.back()));
  after_desk();
}

void LiveWorld::ask_over_control(std::size_t index, bool wanted) {
  environment_.note("T" + std::to_string(index) + (wanted ? " asks for" : " leaves") + " the control channel");
  Listener& listener = listeners_[index];
  const live::SessionId session = listener.session;
  if (session == 0) return;
  const SteadyTime due = listener.place->control_up.send(environment_.now(), 1);
  listener.control_up_until = std::max({due, listener.cut_off_until, listener.control_up_until});
  environment_.at(listener.control_up_until, [this, index, session, wanted] {
    if (listeners_[index].broken == session) return;
    desk_.request_over_control(session, kStream, wanted);
    after_desk();
  });
}

LiveResult LiveWorld::run() {
  environment_.at(begin_ + kLead, [this] { trouble(); });
  environment_.at(begin_ + kLead + troubled_, [this] { heal(); });
  if (ends_late_)
    environment_.at(spoken_at(packets_) - dice_.between(milliseconds(0), kNearTheEnd), [this] { end_late(0); });
  environment_.run_until(spoken_at(packets_) + delay_ + kAfterwards + (ends_late_ ? kComesBack : seconds(0)));
  if (!environment_.breach) look_at_end();
  result_.breach = environment_.breach;
  result_.last_lines.assign(environment_.trace.last().begin(), environment_.trace.last().end());
  result_.trace_hash = environment_.trace.hash();
  result_.events = environment_.events;
  result_.moves = desk_.counters().moves;
  return result_;
}

LiveResult run_live(std::uint64_t seed, const LiveOptions& options) {
  sign::VerificationMemo memo(kSignatures);
  const sign::LentMemo lent(memo);
  return LiveWorld(seed, options).run();
}

}  // namespace tongluo::sim
