#include "controller/ingest/channels.hpp"

#include <cmath>

namespace tongluo::ingest {
namespace {

const char* name_of_channel(unsigned channel) { return channel == 0 ? "left" : "right"; }

}  // namespace

std::optional<ChannelChoice> better_than_mixing(std::span<const double> levels_db, double mixed_db) {
  if (levels_db.size() != 2 || std::isnan(levels_db[0]) || std::isnan(levels_db[1])) return std::nullopt;
  const unsigned louder = levels_db[1] > levels_db[0] ? 1 : 0;
  const double loud = levels_db[louder], quiet = levels_db[1 - louder];
  if (!std::isfinite(loud)) return std::nullopt;
  const std::string taken = std::string("; the ") + name_of_channel(louder) + " one was taken alone";
  if (loud - quiet >= kDeadBelowOtherDb)
    return ChannelChoice{louder,
                         std::string("one_channel: the ") + name_of_channel(1 - louder) + " channel is silent" + taken};
  if (loud - mixed_db >= kLostByMixingDb)
    return ChannelChoice{louder, "opposite_channels: the two channels cancel each other" + taken};
  return std::nullopt;
}

double level_db(std::span<const float> samples) {
  double power = 0.0;
  for (const float sample : samples) power += static_cast<double>(sample) * static_cast<double>(sample);
  return 10.0 * std::log10(power / static_cast<double>(samples.empty() ? 1 : samples.size()));
}

}  // namespace tongluo::ingest
