// The power goes at every write and every event of an update, once, and then once more while it recovers. The terminal
// always starts, never an unsigned image, never loses the old slot, and the update ends as it would have ended: a good
// image is confirmed, a bad one is returned from.

#include <gtest/gtest.h>

#include "tests/unit/terminal_update/device.hpp"

namespace tongluo::test {
namespace {

constexpr std::uint64_t kNewVersion = 12;

const Release& cut_release() {
  static const Release made = ReleaseDesk::get().make(kNewVersion);
  return made;
}

constexpr Cut kCuts[] = {Cut::before, Cut::torn, Cut::after};

void expect_good_end(const Device& device, Behaviour behaviour, const std::string& where) {
  ASSERT_TRUE(device.ended()) << where;
  for (const std::string& violation : device.violations()) ADD_FAILURE() << violation << ", " << where;
  const bool well = behaviour == Behaviour::well;
  ASSERT_TRUE(device.last().has_value()) << where;
  EXPECT_EQ(device.last()->state, well ? wire::UpdateState::confirmed : wire::UpdateState::returned)
      << device.last()->detail << ", " << where;
  EXPECT_EQ(device.running(), well ? kNewVersion : Device::kOldVersion) << where;
  EXPECT_EQ(device.version_floor(), kNewVersion - 1) << where;
}

std::string described(Behaviour behaviour, Cut cut, std::size_t first, std::size_t second) {
  return "image " + std::to_string(static_cast<int>(behaviour)) + ", cut " + std::to_string(static_cast<int>(cut)) +
         " at " + std::to_string(first) + " and " + std::to_string(second) + " later";
}

class PowerCuts : public testing::TestWithParam<Behaviour> {};

TEST_P(PowerCuts, WithoutOneTheUpdateEndsAsTheImageDeserves) {
  Device device(cut_release(), GetParam());
  device.run();
  expect_good_end(device, GetParam(), "no cut");
  EXPECT_EQ(device.fetched_bytes(), cut_release().image.size());
}

TEST_P(PowerCuts, OneAtEachPoint) {
  Device whole(cut_release(), GetParam());
  whole.run();
  std::size_t cuts = 0;
  for (const Cut cut : kCuts)
    for (std::size_t at = 1; at <= whole.points(); ++at) {
      Device device(cut_release(), GetParam());
      device.cut_at(at, cut);
      device.run();
      EXPECT_TRUE(device.cut_happened());
      expect_good_end(device, GetParam(), described(GetParam(), cut, at, 0));
      ++cuts;
    }
  RecordProperty("cuts", static_cast<int>(cuts));
  EXPECT_GE(cuts, 120U);  // × 5 images
}

// The second at every seventh point after the first, at every third point: all residues meet over the images.
TEST_P(PowerCuts, AnotherOneWhileTheFirstIsRecoveredFrom) {
  Device whole(cut_release(), GetParam());
  whole.run();
  const std::size_t phase = static_cast<std::size_t>(GetParam());
  for (std::size_t at = 1 + phase % 3; at <= whole.points(); at += 3)
    for (std::size_t later = 1 + (at + phase) % 7; later <= whole.points(); later += 7) {
      Device device(cut_release(), GetParam());
      const Cut cut = kCuts[(at + later) % 3];
      device.cut_twice(at, later, cut);
      device.run();
      expect_good_end(device, GetParam(), described(GetParam(), cut, at, later));
    }
}

INSTANTIATE_TEST_SUITE_P(Images, PowerCuts,
                         testing::Values(Behaviour::well, Behaviour::never_starts, Behaviour::no_sound,
                                         Behaviour::no_session, Behaviour::wrong_version));

TEST(PowerCut, InTheMiddleOfTheDownloadCostsOneBlockAtMost) {
  const Release large = ReleaseDesk::get().make(kNewVersion, 4 * limits::kImageBlockBytes + 9);
  Device whole(large, Behaviour::well);
  whole.run();
  for (std::size_t at = 1; at <= whole.points(); at += 5) {
    Device device(large, Behaviour::well);
    device.cut_at(at, Cut::before);
    device.run();
    ASSERT_TRUE(device.ended());
    EXPECT_LE(device.fetched_bytes(), large.image.size() + limits::kImageBlockBytes) << at;
  }
}

}  // namespace
}  // namespace tongluo::test
