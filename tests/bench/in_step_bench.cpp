// How well neighbours are in step, in simulated time and without sockets: terminals with clocks and sound cards of
// their own exchange times over a seeded link, start a play at one instant and are kept there by the product's own
// MediaClock and PlayoutLock. Skew is the difference of two neighbours' true instants of the same sample. Each run
// is: a day's heartbeats for an hour, an order with its exchanges, a play of ten minutes with an exchange each
// ten seconds; then the server is gone for ten minutes and a second play of a minute starts by hold-over.

#include <cmath>
#include <memory>
#include <optional>

#include "terminal-fw/instep/media_clock.hpp"
#include "terminal-fw/instep/playout_lock.hpp"
#include "terminal-fw/live/limits.hpp"
#include "tests/bench/figures.hpp"
#include "tools/link_model/link_model.hpp"

namespace tongluo::bench {
namespace {

using instep::ClockLine;
using link_model::Direction;

constexpr double kClockPpm = 50, kCardPpm = 50;
constexpr double kFrameS = 0.02;
constexpr double kWarmUpS = 3'600, kPlayS = 600, kSilenceS = 600;
constexpr std::size_t kTimePacketBytes = 60;
constexpr double kCardReportUs = 500;  // by which the card's word about its buffer is off, at most

double spread(link_model::SeededRandom& random, double most) {
  return most * (static_cast<double>(random.next() % 20'001) / 10'000 - 1);
}

class Terminal {
 public:
  Terminal(const link_model::Profile& profile, std::uint64_t seed)
      : random_(seed),
        link_(profile, seed),
        clock_ppm_(spread(random_, kClockPpm)),
        card_ppm_(spread(random_, kCardPpm)) {}

  void exchange(double at) {
    const auto up = carry(Direction::up, at);
    const auto down = up ? carry(Direction::down, *up + 0.0001) : std::nullopt;
    if (down) clock_.on_exchange({ours(at), theirs(*up), theirs(*up + 0.0001), ours(*down)});
  }
  bool knows_time() const { return clock_.valid(); }

  // The audio loop's part: the first sample at its instant, as far as the clock is known.
  void begin_play(double instant) {
    start_ = instant;
    lock_.begin();
    at_ = truth_of(clock_.line(), theirs(instant)) + spread(random_, kCardReportUs) * 1e-6;
    read_s_ = 0;
  }
  // One frame; the card's own seconds are not the true ones.
  void frame() {
    const auto wanted = theirs(start_ + read_s_);
    const auto late = clock_.line().wall_at(ours(at_)) - wanted;
    const double said = static_cast<double>(late.count()) + spread(random_, kCardReportUs);
    const auto correction = lock_.on_frame(microseconds(std::llround(said)), false);
    at_ += kFrameS / (1 + card_ppm_ * 1e-6);
    read_s_ += kFrameS * (1 + correction.ppm * 1e-6);
  }
  // When the sample of this place of the play sounds, in ms against its true instant.
  double off_ms() const { return (at_ - start_ - read_s_) * 1e3; }
  void end_play() { lock_.disengage(); }

 private:
  SteadyTime ours(double at) const {
    return SteadyTime(SteadyTime::duration(std::llround(at * (1e6 + clock_ppm_)) + 9'000'000));
  }
  static WallTime theirs(double at) { return wall_from_us(1'800'000'000'000'000 + std::llround(at * 1e6)); }
  double truth_of(const ClockLine& line, WallTime instant) const {
    return static_cast<double>((line.steady_at(instant).time_since_epoch()).count() - 9'000'000) / (1e6 + clock_ppm_);
  }
  std::optional<double> carry(Direction direction, double at) {
    const auto fate = link_.way(direction).send(SteadyTime(microseconds(std::llround(at * 1e6))), kTimePacketBytes);
    if (!fate.arrives) return std::nullopt;
    return static_cast<double>(fate.arrives->time_since_epoch().count()) * 1e-6;
  }

  link_model::SeededRandom random_;
  link_model::LinkModel link_;
  double clock_ppm_, card_ppm_;
  instep::MediaClock clock_;
  instep::PlayoutLock lock_;
  double start_ = 0, at_ = 0, read_s_ = 0;
};

struct Skews {
  std::vector<double> first_second, play, hold_over;
};

using Village = std::vector<std::unique_ptr<Terminal>>;

void note_skews(const Village& village, std::vector<double>& skews) {
  for (std::size_t i = 1; i < village.size(); ++i)
    skews.push_back(std::abs(village[i]->off_ms() - village[i - 1]->off_ms()));
}

// Frames of all terminals side by side; a skew of each pair of neighbours each second, those of the first apart.
void play(Village& village, double instant, double for_s, bool with_server, std::vector<double>* first,
          std::vector<double>& skews) {
  for (const auto& terminal : village) terminal->begin_play(instant);
  const auto frames = static_cast<int>(for_s / kFrameS);
  for (int frame = 0; frame < frames; ++frame) {
    if (frame % 50 == 25) note_skews(village, skews);
    if (frame == 25 && first != nullptr) note_skews(village, *first);
    for (const auto& terminal : village) {
      if (with_server && frame % 500 == 499) terminal->exchange(instant + frame * kFrameS);
      terminal->frame();
    }
  }
  for (const auto& terminal : village) terminal->end_play();
}

void run(const link_model::Profile& profile, std::uint64_t seed, std::size_t terminals, bool cold, Skews& skews) {
  Village village;
  for (std::size_t i = 0; i < terminals; ++i)
    village.push_back(std::make_unique<Terminal>(profile, link_model::mix(seed * 1'000 + i)));
  const double order_at = cold ? 10 : kWarmUpS;
  for (const auto& terminal : village) {
    for (double at = 0; !cold && at < order_at; at += 120) terminal->exchange(at);
    for (std::size_t i = 0; i < (cold ? live::kTimeBurst : 1); ++i)
      terminal->exchange(order_at + static_cast<double>(i) * 0.125);
    for (int more = 0; !terminal->knows_time(); ++more) terminal->exchange(order_at + 1 + more * 0.1);
  }
  play(village, order_at + 3, kPlayS, true, &skews.first_second, skews.play);
  play(village, order_at + 3 + kPlayS + kSilenceS, 60, false, nullptr, skews.hold_over);
}

double share(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

void print(const char* what, const std::vector<double>& values) {
  std::printf("  %-28s %7.3f %7.3f %7.3f %7.3f\n", what, share(values, 0.5), share(values, 0.95), share(values, 0.99),
              share(values, 1));
}

Skews measure(const char* name, bool cold, std::size_t terminals, std::size_t seeds) {
  Skews skews;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed)
    run(*link_model::find_profile(name), seed, terminals, cold, skews);
  std::printf("%s, %s\n", name, cold ? "just switched on: eight exchanges" : "after an hour of heartbeats");
  print("first second", skews.first_second);
  print("ten minutes of play", skews.play);
  print("ten minutes without server", skews.hold_over);
  return skews;
}

}  // namespace
}  // namespace tongluo::bench

int main(int argc, char** argv) {
  using namespace tongluo::bench;
  auto given = numbers(argc, argv, {{"terminals", 16}, {"seeds", 5}});
  std::printf("skew between neighbours, ms; clocks and sound cards within 50 ppm each; %zu terminals, seeds 1 to %zu\n",
              given["terminals"], given["seeds"]);
  std::printf("  %-28s %7s %7s %7s %7s\n", "", "p50", "p95", "p99", "most");
  std::map<std::string, Skews> warm, cold;
  for (const char* name : {"lan", "4g", "rural", "storm"}) {
    warm[name] = measure(name, false, given["terminals"], given["seeds"]);
    cold[name] = measure(name, true, given["terminals"], given["seeds"]);
  }
  // The figures are the worse case: terminals that were just switched on.
  figure("instep_lan_p99_ms", share(cold["lan"].play, 0.99), "ms");
  figure("instep_4g_p95_ms", share(cold["4g"].play, 0.95), "ms");
  figure("instep_4g_p99_ms", share(cold["4g"].play, 0.99), "ms");
  figure("instep_4g_holdover_p99_ms", share(warm["4g"].hold_over, 0.99), "ms");
  return 0;
}
