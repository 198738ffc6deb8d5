#include "tools/link_model/profile.hpp"

#include <array>

#include "tools/link_model/seeded_random.hpp"

namespace tongluo::link_model {
namespace {

using std::chrono::minutes;

constexpr std::array<Profile, 6> kProfiles = {{
    {.name = "lan", .delay = microseconds(200), .mean_jitter = microseconds(50)},
    {.name = "4g",
     .delay = milliseconds(40),
     .mean_jitter = milliseconds(15),
     .reorder_share = 0.005,
     .loss = {0.01, 0},
     .bytes_per_second = 1'000'000,
     .queue_bytes = 512 * 1024,
     .nat_timeout = minutes(5)},
    {.name = "4g-bad",
     .delay = milliseconds(80),
     .mean_jitter = milliseconds(40),
     .reorder_share = 0.02,
     .duplicate_share = 0.001,
     .loss = {0.05, 2},
     .bytes_per_second = 125'000,
     .queue_bytes = 256 * 1024,
     .nat_timeout = minutes(2)},
    {.name = "rural",
     .delay = milliseconds(50),
     .mean_jitter = milliseconds(20),
     .reorder_share = 0.01,
     .loss = {0.05, 4},
     .bytes_per_second = 250'000,
     .queue_bytes = 256 * 1024,
     .nat_timeout = minutes(5)},
    {.name = "storm",
     .delay = milliseconds(60),
     .mean_jitter = milliseconds(30),
     .reorder_share = 0.02,
     .duplicate_share = 0.001,
     .loss = {0.20, 4},
     .outages = {minutes(1), seconds(1)},
     .bytes_per_second = 125'000,
     .queue_bytes = 128 * 1024,
     .nat_timeout = minutes(2)},
    {.name = "flood",
     .delay = milliseconds(120),
     .mean_jitter = milliseconds(60),
     .reorder_share = 0.05,
     .duplicate_share = 0.01,
     .loss = {0.30, 8},
     .outages = {minutes(1), seconds(5)},
     .bytes_per_second = 16'000,
     .queue_bytes = 32 * 1024,
     .nat_timeout = minutes(1)},
}};

bool is_share(double value) { return value >= 0 && value <= 1; }

// The good state must be left with a probability of at most one.
bool is_reachable(const Loss& loss) {
  if (loss.mean_burst == 0) return is_share(loss.share);
  return loss.mean_burst >= 1 && loss.share >= 0 && loss.share <= loss.mean_burst / (1 + loss.mean_burst);
}

}  // namespace

std::span<const Profile> profiles() { return kProfiles; }

const Profile* find_profile(std::string_view name) {
  for (const Profile& profile : kProfiles)
    if (profile.name == name) return &profile;
  return nullptr;
}

Profile without_outages(Profile profile) {
  profile.outages = {};
  return profile;
}

Profile random_loss(double share, microseconds delay, microseconds mean_jitter) {
  return {.name = "random-loss", .delay = delay, .mean_jitter = mean_jitter, .loss = {share, 0}};
}

bool is_sound(const Profile& profile) {
  const Outages& outages = profile.outages;
  return profile.delay >= microseconds(0) && profile.mean_jitter >= microseconds(0) &&
         profile.mean_jitter <= SeededRandom::kMaxMean && is_share(profile.reorder_share) &&
         is_share(profile.duplicate_share) && is_reachable(profile.loss) && outages.length >= microseconds(0) &&
         (outages.period == microseconds(0) || outages.length < outages.period);
}

}  // namespace tongluo::link_model
