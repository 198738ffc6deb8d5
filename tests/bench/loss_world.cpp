#include "tests/bench/loss_world.hpp"

#include "protocol/sign/digest_of.hpp"
#include "tests/bench/loss_controller.hpp"
#include "tests/bench/loss_terminal.hpp"
#include "tests/bench/virtual_time.hpp"
#include "tools/link_model/link_model.hpp"
#include "tools/link_model/stream_way.hpp"

namespace tongluo::bench {
namespace {

using link_model::Direction;

constexpr WallTime kBegin = wall_from_us(1'800'000'000'000'000);
constexpr auto kLead = seconds(3);  // from the order to the first word: the shortest tone
constexpr auto kAfterwards = seconds(10);
constexpr std::size_t kHeaderOctets = 28;

Now now_at(SteadyTime at) { return {at, kBegin + at.time_since_epoch()}; }

// One terminal with its link and its control channel.
struct Place {
  Place(const LossSettings& settings, std::size_t number, const live::StreamTerms& terms)
      : seed(settings.first_seed + number),
        terminal(now_at({}), terms, token_of(number), exported_of(number), settings.packets),
        outages(settings.profile.outages, link_model::outage_seed(seed), SteadyTime{}),
        link(settings.profile, seed, outages),
        control_up(settings.profile, link_model::mix(seed), outages),
        control_down(settings.profile, link_model::mix(seed + 1), outages) {}
  std::uint64_t seed;
  LossTerminal terminal;
  link_model::OutagePlan outages;
  link_model::LinkModel link;
  link_model::StreamWay control_up;
  link_model::StreamWay control_down;
  SteadyTime armed = SteadyTime::max();
};

class World {
 public:
  explicit World(const LossSettings& settings);
  LossResult run();

 private:
  void speak(std::size_t number);
  void carry();
  void carry_down(Departure departure);
  void after(std::size_t terminal);
  void arm(std::size_t terminal);
  void arm_controller();
  void measure(const Place& place);
  Now now() const { return now_at(time_.now()); }

  LossSettings settings_;
  LossStream stream_;
  VirtualTime time_;
  LossController controller_;
  std::vector<std::unique_ptr<Place>> places_;
  LossResult result_;
};

LossStream stream_of(const LossSettings& settings) {
  LossStream stream;
  stream.order = sign::digest_of(as_bytes("the order of the loss benchmark"));
  stream.playout_delay = settings.playout_delay;
  stream.train_packets = settings.train_packets;
  stream.sounds_from = kBegin + kLead + settings.playout_delay;
  stream.max_duration = limits::kMaxLiveDuration;
  return stream;
}

World::World(const LossSettings& settings)
    : settings_(settings), stream_(stream_of(settings)), controller_(now(), stream_, settings.terminals) {
  const live::StreamTerms terms{.stream_id = stream_.id,
                                .order = stream_.order,
                                .key = controller_.key(),
                                .playout_delay = stream_.playout_delay,
                                .live_start = stream_.sounds_from,
                                .max_duration = stream_.max_duration,
                                .end = stream_.sounds_from + stream_.max_duration};
  for (std::size_t i = 0; i < settings.terminals; ++i) places_.push_back(std::make_unique<Place>(settings, i, terms));
}

// A packet is complete when its last sample was captured.
void World::speak(std::size_t number) {
  if (number == settings_.packets) return controller_.finish(now()), carry(), arm_controller();
  controller_.push(now(), kBegin + kLead + static_cast<int>(number) * limits::kLivePacketDuration);
  carry();
  time_.at(time_.now() + limits::kLivePacketDuration, [this, number] { speak(number + 1); });
}

void World::arm_controller() {
  const SteadyTime due = controller_.next_deadline();
  if (due == SteadyTime::max()) return;
  time_.at(due, [this] {
    controller_.on_deadline(now());
    carry();
    arm_controller();
  });
}

void World::carry() {
  while (auto departure = controller_.next()) carry_down(std::move(*departure));
}

void World::carry_down(Departure departure) {
  using Kind = Departure::Kind;
  Place& place = *places_[departure.terminal];
  const std::size_t size = departure.bytes.size();
  if (departure.kind == Kind::over_control) {
    result_.control_octets += size;
    time_.at(place.control_down.send(time_.now(), size), [this, departure] {
      places_[departure.terminal]->terminal.on_framed(now(), departure.bytes);
      after(departure.terminal);
    });
    return;
  }
  (departure.kind == Kind::packet     ? result_.packet_octets
   : departure.kind == Kind::manifest ? result_.manifest_octets
                                      : result_.repair_octets) += size + kHeaderOctets;
  const link_model::Fate fate = place.link.down.send(time_.now(), size + kHeaderOctets);
  for (const auto& arrives : {fate.arrives, fate.copy_arrives})
    if (arrives)
      time_.at(*arrives, [this, departure] {
        places_[departure.terminal]->terminal.on_datagram(now(), departure.bytes);
        after(departure.terminal);
      });
}

// What the terminal decided leaves; then it waits for its next deadline.
void World::after(std::size_t terminal) {
  Place& place = *places_[terminal];
  LossTerminal::Sent sent = place.terminal.take(now());
  if (sent.over_control)
    time_.at(place.control_up.send(time_.now(), 1), [this, terminal, wanted = *sent.over_control] {
      controller_.on_wish(terminal, wanted);
      carry();
    });
  for (Bytes& datagram : sent.datagrams) {
    result_.up_octets += datagram.size() + kHeaderOctets;
    const link_model::Fate fate = place.link.up.send(time_.now(), datagram.size() + kHeaderOctets);
    for (const auto& arrives : {fate.arrives, fate.copy_arrives})
      if (arrives)
        time_.at(*arrives, [this, terminal, datagram] {
          controller_.on_datagram(now(), terminal, datagram);
          carry();
        });
  }
  arm(terminal);
}

void World::arm(std::size_t terminal) {
  Place& place = *places_[terminal];
  const SteadyTime due = std::max(place.terminal.next_deadline(), time_.now() + microseconds(1));
  if (place.terminal.next_deadline() == SteadyTime::max() || due >= place.armed) return;
  place.armed = due;
  time_.at(due, [this, terminal, due] {
    Place& woken = *places_[terminal];
    if (woken.armed != due) return;  // a sooner one took its place
    woken.armed = SteadyTime::max();
    woken.terminal.on_deadline(now());
    after(terminal);
  });
}

void World::measure(const Place& place) {
  const std::vector<bool>& there = place.terminal.there();
  std::uint64_t gap = 0;
  for (const bool here : there) {
    ++result_.packets;
    gap = here ? 0 : gap + 1;
    result_.missing += here ? 0 : 1;
    result_.gaps += gap == 1 ? 1 : 0;
    result_.longest_gap = std::max(result_.longest_gap, gap);
  }
  result_.fallbacks += place.terminal.receiver().fallbacks;
  result_.reconnects += place.terminal.lost_streams();
}

LossResult World::run() {
  for (std::size_t i = 0; i < places_.size(); ++i) after(i);
  const SteadyTime first{kLead};
  time_.at(first, [this] { controller_.open(now()), carry(); });
  time_.at(first + limits::kLivePacketDuration, [this] { speak(0); });
  time_.run_until(first + static_cast<int>(settings_.packets) * limits::kLivePacketDuration + kAfterwards);
  for (const auto& place : places_) measure(*place);
  return result_;
}

}  // namespace

LossResult run_loss(const LossSettings& settings) { return World(settings).run(); }

}  // namespace tongluo::bench
