// What the core tells the clip cache to keep, and what follows when a stored clip turns out damaged. The test plays the
// cache.

#include <algorithm>

#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

terminal::OpenOrder order_at(WallTime start, const Digest& clip, int number) {
  terminal::OpenOrder open;
  open.admitted.order = sample_order(start, clip);
  open.admitted.digest.octets.fill(static_cast<std::byte>(number));
  for (const wire::Occurrence& spec : open.order().occurrences)
    open.occurrences.push_back({.spec = spec, .resume = {}, .played = {}});
  return open;
}

std::vector<Digest> named_by(const std::vector<wire::Message>& sent, std::uint32_t& count) {
  std::vector<Digest> clips;
  for (const wire::Message& message : sent) {
    const auto* event = std::get_if<wire::Event>(&message);
    if (event == nullptr || event->kind != wire::EventKind::clip_corrupt) continue;
    count += event->count;
    if (event->subject) clips.push_back(*event->subject);
  }
  return clips;
}

TEST(CachedClips, TheSoonestNeededComeFirstAndNoneBeyondTheHorizon) {
  terminal::OrderBook book;
  const Digest today = make_clip(1, 1).digest, tomorrow = make_clip(1, 2).digest, in_a_month = make_clip(1, 3).digest;
  const auto day = std::chrono::hours(24);
  book.insert(order_at(kNow + 30 * day, in_a_month, 1));
  book.insert(order_at(kNow + day, tomorrow, 2));
  book.insert(order_at(kNow + 2 * day, today, 3));
  book.insert(order_at(kNow, today, 4));
  const WallTime horizon = kNow + terminal::kClipsKeptAhead;
  EXPECT_EQ(book.clips_needed(horizon, 10), (std::vector{today, tomorrow}));
  EXPECT_EQ(book.clips_needed(horizon, 1), std::vector{today});
  EXPECT_EQ(book.clips_needed(kNow + 31 * day, 10), (std::vector{today, tomorrow, in_a_month}));
}

TEST(CachedClips, WhatHasFinishedNeedsNothingAndAnAllClearIsNeededWhenItsOrderEnds) {
  terminal::OrderBook book;
  const Digest first = make_clip(1, 1).digest, second = make_clip(1, 2).digest, all_clear = make_clip(1, 3).digest;
  terminal::OpenOrder finished = order_at(kNow, make_clip(1, 4).digest, 1);
  finished.occurrences[0].phase = terminal::Phase::finished;
  book.insert(std::move(finished));
  terminal::OpenOrder alert = order_at(kNow, first, 2);
  alert.admitted.order.all_clear_clip = all_clear;
  const WallTime end = alert.occurrences[0].spec.end;
  book.insert(std::move(alert));
  book.insert(order_at(end - seconds(1), second, 3));
  EXPECT_EQ(book.clips_needed(kNow + terminal::kClipsKeptAhead, 10), (std::vector{first, second, all_clear}));
}

TEST(CachedClips, AnOrderKeepsItsClipUntilItHasEnded) {
  CoreRig rig;
  rig.open_link();
  rig.deliver(rig.trust.seal(sample_order(kNow, rig.clip.digest), rig.trust.dispatch), kNow + seconds(1));
  EXPECT_EQ(rig.kept_clips, std::vector{rig.clip.digest});
  rig.receive_clip(rig.clip);
  rig.advance(std::chrono::hours(2));
  EXPECT_TRUE(rig.kept_clips.empty());
}

TEST(CachedClips, ADamagedOneThatIsWholeInMemoryIsStoredAgainAndTheControllerHears) {
  CoreRig rig;
  rig.cache[rig.clip.digest] = rig.clip;
  rig.open_link();
  rig.deliver(rig.trust.seal(sample_order(kNow, rig.clip.digest), rig.trust.dispatch), kNow + seconds(20));
  ASSERT_TRUE(rig.stored_clips.empty());  // it came from the cache
  rig.core->on_clip_damaged(rig.now, rig.clip.digest);
  rig.advance(milliseconds(1));
  ASSERT_TRUE(rig.stored_clips.contains(rig.clip.digest));
  EXPECT_EQ(rig.stored_clips[rig.clip.digest]->audio, rig.clip.content()->audio);
  std::uint32_t count = 0;
  EXPECT_EQ(named_by(rig.sent, count), std::vector{rig.clip.digest});
  EXPECT_EQ(rig.core->clip_counters().damaged, 1U);
}

TEST(CachedClips, ADamagedOneThatIsNeededIsFetchedAgainAndStillPlays) {
  CoreRig rig;
  rig.cache[rig.clip.digest] = rig.clip;
  rig.open_link();  // the controller believes that we have it, and pushes nothing
  rig.cache.clear();
  rig.core->on_clip_damaged(rig.now, rig.clip.digest);
  rig.deliver(rig.trust.seal(sample_order(kNow, rig.clip.digest), rig.trust.dispatch), kNow + seconds(20));
  EXPECT_EQ(std::ranges::count_if(
                rig.sent, [](const auto& message) { return std::holds_alternative<wire::ClipRequest>(message); }),
            1);
  rig.receive_clip(rig.clip);
  EXPECT_TRUE(rig.stored_clips.contains(rig.clip.digest));
  rig.advance(seconds(30));
  EXPECT_EQ(rig.plays.size(), 1U);
}

TEST(CachedClips, WhatIsFoundBeforeTheLinkOpensIsToldThenAndBounded) {
  CoreRig rig;
  constexpr std::size_t kFound = terminal::kMaxDamagedNamed + 4;
  for (std::size_t i = 0; i < kFound; ++i) rig.core->on_clip_damaged(rig.now, make_clip(1, static_cast<int>(i)).digest);
  rig.open_link();
  std::uint32_t count = 0;
  EXPECT_EQ(named_by(rig.sent, count).size(), terminal::kMaxDamagedNamed);
  EXPECT_EQ(count, kFound);
  rig.close_link();
  rig.open_link();
  count = 0;
  named_by(rig.sent, count);
  EXPECT_EQ(count, kFound) << "again, until a later heartbeat was answered";
  rig.advance(seconds(1));
  const WallTime sent = rig.core->wall(rig.now);
  rig.receive(wire::HeartbeatSeen{1, sent, sent, sent, seconds(120)});
  rig.close_link();
  rig.open_link();
  count = 0;
  named_by(rig.sent, count);
  EXPECT_EQ(count, 0U);
}

}  // namespace
}  // namespace tongluo::test
