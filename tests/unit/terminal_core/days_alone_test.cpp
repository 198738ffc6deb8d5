// A week without a network: the schedule plays from what is stored, over a power cut in its middle, and when the
// network is back the controller hears of all of it. The test plays controller, disk and loudspeaker (CoreRig).

#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using std::chrono::hours;

constexpr int kDays = 7;
constexpr int kHoursOfDay[] = {7, 12, 18};

class DaysAlone : public testing::Test {
 protected:
  // Three announcements a day, of two clips.
  Digest schedule() {
    wire::Order order = sample_order(rig.now.wall, rig.clip.digest);
    order.order_class = OrderClass::routine;
    order.level = Level::routine;
    order.tone = Tone::none;
    order.tone_duration = {};
    order.programme = wire::ClipProgramme{{{rig.clip.digest, seconds(10)}, {second.digest, seconds(10)}}, 1, {}};
    order.occurrences.clear();
    for (int day = 0; day < kDays; ++day)
      for (const int hour : kHoursOfDay) {
        const WallTime start = rig.now.wall + hours(24 * day + hour);
        order.occurrences.push_back(
            {static_cast<std::uint32_t>(starts.size() + 1), start, start + seconds(600), start + seconds(700)});
        starts.push_back(start);
      }
    order.valid_until = starts.back() + hours(1);
    const Envelope envelope = rig.trust.seal(order, rig.trust.announce);
    rig.deliver(envelope);
    return sign::identity(envelope);
  }
  // What the core asked to be stored is on the disk when it asks for it again.
  void store() {
    for (const TestClip& clip : {rig.clip, second})
      if (rig.stored_clips.contains(clip.digest)) rig.cache[clip.digest] = clip;
  }

  CoreRig rig;
  TestClip second = make_clip(5, 2);
  std::vector<WallTime> starts;
};

TEST_F(DaysAlone, AWeekOfTheSchedulePlaysFromTheCacheAndNothingIsLostWhenTheNetworkIsBack) {
  rig.open_link();
  const Digest order = schedule();
  rig.receive_clip(rig.clip);
  rig.receive_clip(second);
  rig.advance(seconds(5));
  rig.take_receipts();
  store();
  ASSERT_EQ(rig.cache.size(), 2U);
  rig.close_link();

  const WallTime cut = kNow + hours(24 * 3 + 9);
  rig.advance_to(cut);
  rig.now.steady += seconds(600);
  rig.now.wall += seconds(600);
  rig.restart();
  rig.advance_to(kNow + hours(24 * kDays));
  ASSERT_EQ(rig.plays.size(), starts.size());
  for (std::size_t i = 0; i < starts.size(); ++i) {
    EXPECT_EQ(rig.plays[i].start_at, starts[i]) << i;
    EXPECT_EQ(rig.plays[i].items.size(), 2U);
  }
  EXPECT_EQ(rig.core->plays().size(), starts.size()) << "the play log has each";
  EXPECT_EQ(rig.final_of(order, 1), nullptr) << "nobody to tell";

  const std::size_t heard = rig.reported.size();
  rig.open_link();
  for (int i = 0; i < 10 && rig.core->untaken_receipts() > 0; ++i) {  // so many at once, then the next
    rig.advance(seconds(5));
    rig.take_receipts();
  }
  EXPECT_EQ(rig.core->untaken_receipts(), 0U);
  std::map<std::pair<std::uint32_t, Stage>, std::set<std::uint64_t>> numbers;
  for (std::size_t i = heard; i < rig.reported.size(); ++i) {
    const wire::Receipt& receipt = rig.reported[i];
    numbers[{receipt.occurrence, receipt.stage}].insert(receipt.sequence);
    if (receipt.stage != Stage::final) continue;
    EXPECT_EQ(receipt.outcome, Outcome::unproved) << receipt.occurrence;
    EXPECT_EQ(receipt.samples_played, 20U * 48'000U) << "whole, of both clips";
  }
  for (std::uint32_t number = 1; number <= starts.size(); ++number)
    for (const Stage stage : {Stage::started, Stage::final})
      EXPECT_EQ((numbers[{number, stage}].size()), 1U) << number << " " << to_string(stage);
}

}  // namespace
}  // namespace tongluo::test
