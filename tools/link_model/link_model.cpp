#include "tools/link_model/link_model.hpp"

namespace tongluo::link_model {
namespace {

constexpr std::uint64_t kOutages = 0x6f75746167657300ULL;
constexpr std::uint64_t kUp = 0x7570000000000000ULL;
constexpr std::uint64_t kDown = 0x646f776e00000000ULL;

}  // namespace

std::uint64_t outage_seed(std::uint64_t seed) { return mix(mix(seed) ^ kOutages); }

std::uint64_t way_seed(std::uint64_t seed, Direction direction) {
  return mix(mix(seed) ^ (direction == Direction::up ? kUp : kDown));
}

LinkModel::LinkModel(const Profile& profile, std::uint64_t seed, SteadyTime start)
    : LinkModel(profile, seed, OutagePlan(profile.outages, outage_seed(seed), start)) {}

LinkModel::LinkModel(const Profile& profile, std::uint64_t seed, const OutagePlan& outages)
    : outages_(outages),
      up(profile, way_seed(seed, Direction::up), outages_),
      down(profile, way_seed(seed, Direction::down), outages_),
      nat(profile.nat_timeout) {}

}  // namespace tongluo::link_model
