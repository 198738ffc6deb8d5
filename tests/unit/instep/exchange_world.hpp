#pragma once
// Two clocks and a link between them, in exact simulated time. The controller's clock is the truth; the terminal's
// steady clock runs `ppm` too fast and is the unit under test's only clock.

#include <cmath>
#include <optional>

#include "terminal-fw/instep/media_clock.hpp"
#include "tools/link_model/link_model.hpp"

namespace tongluo::instep {

constexpr std::size_t kTimePacketBytes = 60;

class ExchangeWorld {
 public:
  ExchangeWorld(const link_model::Profile& profile, std::uint64_t seed, double ppm) : link_(profile, seed), ppm_(ppm) {}

  // Instants are true ones, in seconds since the start.
  SteadyTime ours(double true_s) const {
    const double wandered = wander_ppm_per_hour * true_s * true_s / 7'200;
    return SteadyTime(SteadyTime::duration(std::llround(true_s * 1e6 + ppm_ * true_s + wandered) + 77'000'000));
  }
  WallTime theirs(double true_s) const {
    return wall_from_us(1'800'000'000'000'000 + std::llround((true_s + set_by_s) * 1e6));
  }

  // False: lost.
  bool exchange(double at) {
    const auto arrival = carry(link_model::Direction::up, at);
    if (!arrival) return false;
    const double received = *arrival + up_extra_s;
    const double replied = received + 0.0001;
    const auto back = carry(link_model::Direction::down, replied);
    if (!back) return false;
    clock.on_exchange({ours(at), theirs(received), theirs(replied), ours(*back + down_extra_s)});
    return true;
  }
  void run(double from, double until, double every) {
    for (double at = from; at < until; at += every) exchange(at);
  }
  // What the clock under test is wrong by, in ms.
  double error_ms(double at) const {
    return static_cast<double>((clock.line().wall_at(ours(at)) - theirs(at)).count()) / 1e3;
  }
  double bound_ms(double at) const { return static_cast<double>(clock.error_bound(ours(at)).count()) / 1e3; }

  MediaClock clock;
  double up_extra_s = 0, down_extra_s = 0;  // a longer way
  double set_by_s = 0;                      // the controller's clock was set
  double wander_ppm_per_hour = 0;

 private:
  std::optional<double> carry(link_model::Direction direction, double at) {
    const auto fate = link_.way(direction).send(SteadyTime(microseconds(std::llround(at * 1e6))), kTimePacketBytes);
    if (!fate.arrives) return std::nullopt;
    return static_cast<double>(fate.arrives->time_since_epoch().count()) * 1e-6;
  }

  link_model::LinkModel link_;
  double ppm_;
};

}  // namespace tongluo::instep
