#include "tests/sim/county.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"

namespace tongluo::sim {
namespace {

constexpr std::size_t kStrangerPlaces = 1;
constexpr auto kSetUpTime = seconds(30);

}  // namespace

County::County(const Plan& chosen, std::ostream* trace)
    : plan(chosen),
      environment(chosen.seed, trace),
      network(environment, chosen.terminals + kStrangerPlaces, environment.dice.child(10)),
      controller(environment, network, watchers, chosen.heartbeat, environment.dice.child(11)) {
  for (std::size_t i = 0; i < plan.terminals; ++i) {
    terminals.push_back(
        std::make_unique<TerminalNode>(environment, network, controller, watchers, i, environment.dice.child(100 + i)));
    places_.push_back(deployment().place_of(i));
    by_id_.emplace(places_.back().terminal, i);
  }
  environment.after_event = [this] { watchers.tell(&Watcher::after_event); };
}

void County::set_up() {
  Deployment& with = deployment();
  const auto ignore = [](const controller::Action&) {};
  controller.power_on();
  controller.ask(
      [&](auto& core, Now now, auto request) { core.accept_trust_list(now, request, with.trust.trust_list()); },
      ignore);
  environment.run_until(SteadyTime(seconds(1)));
  for (std::size_t i = 0; i < size(); ++i)
    controller.ask([&](auto& core, Now now, auto request) { core.accept_place(now, request, with.device(i).place); },
                   ignore);
  for (const Clip& clip : with.clips)
    controller.ask([&](auto& core, Now now, auto request) { core.accept_clip(now, request, clip.at_controller, {}); },
                   ignore);
  const Envelope freshness = with.trust.freshness(with.trust.list().list().version);
  controller.ask([&](auto& core, Now now, auto request) { core.accept_freshness(now, request, freshness); }, ignore);
  environment.run_until(SteadyTime(seconds(2)));
  for (const auto& terminal : terminals) terminal->power_on();
  environment.run_until(SteadyTime(kSetUpTime));
  for (const auto& terminal : terminals) TL_ASSERT(environment.breach || terminal->connected());
}

void County::make(KnownOrder order) {
  order.made_at = environment.now();
  environment.note("made " + short_name(order.digest) + " " + order.what + (order.genuine ? "" : " FORGED"));
  by_digest_.emplace(order.digest, orders.size());
  orders.push_back(std::move(order));
  watchers.tell(&Watcher::on_order_made, orders.back());
}

void County::make(KnownStop stop) {
  environment.note("made " + short_name(stop.digest) + (stop.cancel ? " cancel" : " stop-all") +
                   (stop.genuine ? "" : " FORGED"));
  stops.push_back(std::move(stop));
  watchers.tell(&Watcher::on_stop_made, stops.back());
}

const KnownOrder* County::find(const Digest& order) const {
  const auto found = by_digest_.find(order);
  return found == by_digest_.end() ? nullptr : &orders[found->second];
}

std::optional<std::size_t> County::index_of(const TerminalId& terminal) const {
  const auto found = by_id_.find(terminal);
  return found == by_id_.end() ? std::nullopt : std::optional(found->second);
}

bool County::addresses(const KnownOrder& order, std::size_t terminal) const {
  return trust::addresses(order.order.targets, places_[terminal]);
}

std::size_t County::addressed(const wire::Order& order) const {
  return static_cast<std::size_t>(std::count_if(
      places_.begin(), places_.end(), [&](const auto& place) { return trust::addresses(order.targets, place); }));
}

bool County::covers(const KnownStop& stop, const KnownOrder& order, std::size_t terminal) const {
  if (!stop.genuine) return false;
  if (stop.cancel) return stop.cancel->order == order.digest;
  const wire::StopAll& all = *stop.stop_all;
  return order.order.issued_at <= all.issued_at && order.order.level >= all.highest_level &&
         std::find(all.order_classes.begin(), all.order_classes.end(), order.order.order_class) !=
             all.order_classes.end() &&
         trust::addresses(all.targets, places_[terminal]);
}

}  // namespace tongluo::sim
