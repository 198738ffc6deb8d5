#include "tests/sim/office.hpp"

#include <array>

namespace tongluo::sim {
namespace {

constexpr auto kTryAgain = seconds(3);
constexpr double kStopShare = 0.2;
constexpr double kCancelShare = 0.7;

std::vector<wire::Target> targets_for(Dice& dice, std::size_t terminals, bool township_only) {
  const std::array<std::string_view, 4> areas = {"500116000000", "500116101000", "500116101001", "500116102000"};
  if (township_only) return {test::area(areas[1 + dice.index(2)])};
  if (dice.chance(0.2)) return {deployment().device(dice.index(terminals)).id};
  return {test::area(areas[dice.chance(0.6) ? 0 : dice.index(areas.size())])};
}

void choose_class(Dice& dice, wire::Order& order) {
  const double which = dice.unit();
  order.order_class = which < 0.6 ? OrderClass::actual : which < 0.8 ? OrderClass::exercise : OrderClass::routine;
  order.level = order.order_class == OrderClass::routine ? Level::routine : static_cast<Level>(1 + dice.index(4));
}

void choose_times(Dice& dice, wire::Order& order, WallTime now) {
  const bool scheduled = order.order_class == OrderClass::routine && dice.chance(0.6);
  const std::size_t count = scheduled ? 1 + dice.index(3) : 1;
  WallTime start = scheduled ? now + dice.between(seconds(20), seconds(200)) : now;
  const milliseconds sound = wire::longest_sound(order);
  for (std::size_t i = 0; i < count; ++i) {
    const WallTime latest = start + dice.between(seconds(5), seconds(240));
    const WallTime end = latest + sound + dice.between(seconds(5), seconds(120));
    order.occurrences.push_back({static_cast<std::uint32_t>(i + 1), start, latest, end});
    start = end + dice.between(seconds(1), seconds(60));
  }
  order.valid_until = order.occurrences.back().end + dice.between(seconds(1), seconds(600));
}

}  // namespace

wire::Order Office::random_order(Dice& dice, WallTime now) const {
  wire::Order order = test::sample_order(now);
  order.occurrences.clear();
  choose_class(dice, order);
  order.targets = targets_for(dice, county_.size(), order.order_class == OrderClass::routine);
  order.tone = tone_of(order.level);
  order.tone_duration = milliseconds(3'000 + static_cast<std::int64_t>(dice.below(3'000)));
  wire::ClipProgramme programme;
  for (std::size_t i = 0; i <= dice.index(2); ++i) {
    const Clip& clip = dice.pick(deployment().clips);
    programme.items.push_back({clip.digest(), clip.duration});
  }
  programme.repetitions = static_cast<std::uint32_t>(1 + dice.index(3));
  programme.gap = seconds(dice.index(4));
  order.programme = programme;
  order.volume_percent = static_cast<std::uint32_t>(30 + dice.index(71));
  order.interrupt_rule = static_cast<InterruptRule>(1 + dice.index(3));
  dice.fill(order.nonce.octets);
  order.headline = "sim " + std::to_string(dice.next());
  choose_times(dice, order, now);
  return order;
}

Envelope Office::sealed(const wire::Order& order) const {
  Deployment& with = deployment();
  std::vector<const sign::Signer*> signers = {&with.trust.dispatch};
  if (order.order_class == OrderClass::exercise) signers = {&with.trust.exercise};
  if (order.order_class == OrderClass::routine) signers = {&with.trust.announce};
  if (order.order_class == OrderClass::actual && order.level == Level::i) signers.push_back(&with.deputy);
  return with.trust.seal(PayloadType::order, wire::serialize(order), signers);
}

void Office::start(SteadyTime until) {
  until_ = until;
  county_.environment.after(dice_.exponential(county_.plan.orders), [this] { act(); });
}

void Office::act() {
  if (county_.environment.now() >= until_) return;
  dice_.chance(kStopShare) ? stop_something() : issue();
  county_.environment.after(dice_.exponential(county_.plan.orders), [this] { act(); });
}

void Office::issue() {
  wire::Order order = random_order(dice_, county_.environment.true_wall());
  if (county_.addressed(order) == 0) return;
  Envelope envelope = sealed(order);
  const Digest digest = sign::identity(envelope);
  const std::string what = std::string(to_string(order.order_class)) + " " + std::string(to_string(order.level));
  county_.make(KnownOrder{digest, std::move(envelope), std::move(order), true, what, {}});
  hand_in(county_.orders.back());
}

void Office::hand_in(const KnownOrder& known) {
  const auto again = [this, digest = known.digest] { hand_in(*county_.find(digest)); };
  if (county_.environment.true_wall() >= known.order.valid_until) return;
  if (!county_.controller.on()) return county_.environment.after(kTryAgain, again);
  const std::size_t addressed = county_.addressed(known.order);
  const std::uint64_t boot = county_.controller.boots();
  auto answered = std::make_shared<bool>(false);
  county_.controller.ask(
      [&](auto& core, Now now, auto request) {
        core.submit(now, request, {known.envelope, "office", "api", addressed});
      },
      [this, again, answered, digest = known.digest](const controller::Action& action) {
        *answered = true;
        const auto* rejected = std::get_if<controller::OrderRejected>(&action);
        if (rejected == nullptr) return county_.environment.note("C took " + short_name(digest));
        county_.environment.note("C refused " + short_name(digest) + ": " + std::string(to_string(rejected->refusal)) +
                                 " " + rejected->detail);
        if (rejected->refusal == Refusal::storage_failed) county_.environment.after(kTryAgain, again);
      });
  // A person whose request got no answer asks again.
  county_.environment.after(kTryAgain, [this, again, answered, boot] {
    if (!*answered && county_.controller.boots() != boot) again();
  });
}

void Office::stop_something() {
  Deployment& with = deployment();
  const WallTime now = county_.environment.true_wall();
  Nonce nonce;
  dice_.fill(nonce.octets);
  std::vector<const KnownOrder*> live;
  for (const KnownOrder& order : county_.orders)
    if (order.genuine && order.order.valid_until > now) live.push_back(&order);
  if (!live.empty() && dice_.chance(kCancelShare)) {
    const wire::Cancel cancel{1, dice_.pick(live)->digest, now, nonce};
    const Envelope envelope = with.trust.seal(cancel, with.trust.dispatch);
    county_.make(KnownStop{sign::identity(envelope), envelope, cancel, std::nullopt, true});
  } else {
    const wire::StopAll all{1,
                            targets_for(dice_, county_.size(), dice_.chance(0.5)),
                            {OrderClass::actual, OrderClass::exercise, OrderClass::routine},
                            Level::i,
                            now,
                            nonce};
    const Envelope envelope = with.trust.seal(all, with.trust.dispatch);
    county_.make(KnownStop{sign::identity(envelope), envelope, std::nullopt, all, true});
  }
  hand_in(county_.stops.back());
}

void Office::hand_in(const KnownStop& stop) {
  if (!county_.controller.on()) return;
  county_.controller.ask(
      [&](auto& core, Now at, auto request) {
        stop.cancel ? core.cancel(at, request, stop.envelope, "office")
                    : core.stop_all(at, request, stop.envelope, "office");
      },
      [this, digest = stop.digest](const controller::Action& action) {
        const auto* rejected = std::get_if<controller::ObjectRejected>(&action);
        county_.environment.note((rejected == nullptr ? "C took " : "C refused ") + short_name(digest));
      });
}

}  // namespace tongluo::sim
