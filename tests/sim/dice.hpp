#pragma once
// The seed's numbers in the forms that a simulation asks for. Each part of a world has dice of its own (child), so that
// a part which asks once more does not shift the others. Pure; one thread.

#include <iterator>

#include "tools/link_model/seeded_random.hpp"

namespace tongluo::sim {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : seed_(seed), random_(seed) {}
  Dice child(std::uint64_t number) const { return Dice(link_model::mix(seed_ ^ link_model::mix(number + 1))); }

  std::uint64_t next() { return random_.next(); }
  std::uint64_t below(std::uint64_t limit) { return limit == 0 ? 0 : random_.next() % limit; }
  std::size_t index(std::size_t size) { return static_cast<std::size_t>(below(size)); }
  bool chance(double probability) { return random_.chance(probability); }
  double unit() { return static_cast<double>(random_.next() >> 11U) * 0x1p-53; }
  microseconds between(microseconds least, microseconds most) {
    return least +
           microseconds(static_cast<std::int64_t>(below(static_cast<std::uint64_t>((most - least).count() + 1))));
  }
  // The mean is an hour at most.
  microseconds exponential(microseconds mean) { return random_.exponential(mean / kScale) * kScale; }
  template <class Range>
  auto& pick(Range& range) {
    return *std::next(std::begin(range), static_cast<std::ptrdiff_t>(index(std::size(range))));
  }
  template <class Octets>
  void fill(Octets& octets) {
    for (auto& octet : octets) octet = static_cast<std::byte>(next() & 0xffU);
  }

 private:
  static constexpr int kScale = 60;  // the model's own means are a minute at most
  std::uint64_t seed_;
  link_model::SeededRandom random_;
};

}  // namespace tongluo::sim
