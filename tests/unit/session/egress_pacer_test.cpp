// Who sends clip bytes next: the ceiling, shares, classes and speeds, with time made by hand.

#include "protocol/session/egress_pacer.hpp"

#include <gtest/gtest.h>
#include <map>

#include "protocol/base/limits.hpp"

namespace tongluo::session {
namespace {

constexpr SteadyTime kStart{seconds(1'000)};
constexpr std::uint64_t kUnlimited = 1'000'000'000'000;
constexpr std::size_t kFullFrame = limits::kClipChunkBytes + 48;

SharedClip paced_clip(int name, std::size_t chunks) {
  auto clip = std::make_shared<ClipData>();
  clip->digest.octets.fill(static_cast<std::byte>(name));
  clip->chunks.assign(chunks, Bytes(limits::kClipChunkBytes));
  return clip;
}

ClipTransfer alert(const SharedClip& clip, milliseconds duration = {}) {
  return {clip, 0, static_cast<std::uint32_t>(clip->chunks.size()), true, duration, kStart};
}

ClipTransfer scheduled(const SharedClip& clip, SteadyTime needed_at) {
  return {clip, 0, static_cast<std::uint32_t>(clip->chunks.size()), false, {}, needed_at};
}

// Takes every grant until `until`, jumping from deadline to deadline.
template <class Take>
void run(EgressPacer& pacer, SteadyTime from, SteadyTime until, Take take) {
  SteadyTime now = from;
  for (int turn = 0; turn < 1'000'000 && now <= until; ++turn) {
    while (const auto grant = pacer.next(now)) take(now, *grant);
    const SteadyTime due = pacer.next_deadline(now);
    if (due == SteadyTime::max()) return;
    ASSERT_GT(due, now) << "nothing was granted, so there must be something to wait for";
    now = due;
  }
}

TEST(EgressPacer, HoldsTheCeilingWithinOnePercentOverTenSeconds) {
  for (const std::uint64_t rate : {50'000u, 1'000'000u, 100'000'000u}) {
    EgressPacer pacer(rate);
    for (SessionKey session = 1; session <= 400; ++session)
      ASSERT_TRUE(pacer.add(kStart, session, alert(paced_clip(1, 1'000))));
    run(pacer, kStart, kStart + seconds(10), [](SteadyTime, const ClipGrant&) {});
    const auto sent = static_cast<double>(pacer.counters().of[0].bytes);
    EXPECT_NEAR(sent, 10.0 * static_cast<double>(rate), 0.01 * 10.0 * static_cast<double>(rate) + 3.0 * kFullFrame);
  }
}

TEST(EgressPacer, SharesAreEqualHoweverManyTransfersASessionHas) {
  EgressPacer pacer(1'000'000);
  for (SessionKey session = 1; session <= 10; ++session)
    for (SessionKey transfer = 0; transfer < session; ++transfer)
      ASSERT_TRUE(pacer.add(kStart, session, alert(paced_clip(static_cast<int>(transfer), 1'000))));
  std::map<SessionKey, std::size_t> chunks;
  run(pacer, kStart, kStart + seconds(10),
      [&](SteadyTime, const ClipGrant& grant) { chunks[grant.session] += grant.count; });
  ASSERT_EQ(chunks.size(), 10u);
  for (const auto& [session, count] : chunks) {
    EXPECT_LE(count, chunks[1] + kGrantChunks) << session;
    EXPECT_GE(count + kGrantChunks, chunks[1]) << session;
  }
}

TEST(EgressPacer, WhoComesLateHasNoClaimForTheTimeBefore) {
  EgressPacer pacer(1'000'000);
  ASSERT_TRUE(pacer.add(kStart, 1, alert(paced_clip(1, 100'000))));
  run(pacer, kStart, kStart + seconds(10), [](SteadyTime, const ClipGrant&) {});
  const SteadyTime later = kStart + seconds(11);
  ASSERT_TRUE(pacer.add(later, 2, alert(paced_clip(2, 100'000))));
  std::map<SessionKey, std::size_t> chunks;
  run(pacer, later, later + seconds(2),
      [&](SteadyTime, const ClipGrant& grant) { chunks[grant.session] += grant.count; });
  EXPECT_NEAR(static_cast<double>(chunks[1]), static_cast<double>(chunks[2]), 2.0 * kGrantChunks);
}

TEST(EgressPacer, AnAlertGoesBeforeEverythingThatWaits) {
  EgressPacer pacer(1'000'000);
  for (SessionKey session = 1; session <= 100; ++session)
    ASSERT_TRUE(pacer.add(kStart, session, scheduled(paced_clip(1, 1'000), kStart)));
  run(pacer, kStart, kStart + seconds(1), [](SteadyTime, const ClipGrant&) {});
  const SteadyTime now = kStart + seconds(2);
  ASSERT_TRUE(pacer.add(now, 100, alert(paced_clip(2, 200))));  // behind its own scheduled clip, too
  ASSERT_TRUE(pacer.add(now, 101, alert(paced_clip(2, 200))));
  std::size_t alert_chunks = 0;
  bool lower_first = false;
  run(pacer, now, now + seconds(3), [&](SteadyTime, const ClipGrant& grant) {
    if (grant.alert) alert_chunks += grant.count;
    lower_first |= !grant.alert && alert_chunks < 400;
  });
  EXPECT_EQ(alert_chunks, 400u);
  EXPECT_FALSE(lower_first);
  EXPECT_GT(pacer.counters().of[static_cast<std::size_t>(ClipClass::soon)].bytes, 2'000'000u) << "and these go on then";
}

TEST(EgressPacer, AnAlertBurstsFiveSecondsThenRunsAtTwiceRealTime) {
  constexpr double kSpeed = 4'096.0;  // bytes of a second: a chunk
  EgressPacer pacer(kUnlimited);
  ASSERT_TRUE(pacer.add(kStart, 1, alert(paced_clip(1, 60), seconds(60))));
  double sent = 0;
  SteadyTime last = kStart;
  run(pacer, kStart, kStart + seconds(100), [&](SteadyTime now, const ClipGrant& grant) {
    const double since = std::chrono::duration<double>(now - kStart).count();
    sent += grant.count * kSpeed;
    EXPECT_LE(sent, kSpeed * (5 + 2 * since + 1) + 1) << since;
    EXPECT_GE(sent, std::min(60.0, 5 + 2 * since) * kSpeed - 3 * kSpeed) << since;
    last = now;
  });
  EXPECT_EQ(sent, 60 * kSpeed);
  EXPECT_NEAR(std::chrono::duration<double>(last - kStart).count(), 27.0, 1.0);  // (60 − 5 − a grant) / 2
}

TEST(EgressPacer, TheFirstFiveSecondsOfAllTerminalsGoBeforeAnySixth) {
  EgressPacer pacer(10'000'000);
  const auto clip = paced_clip(1, 60);
  for (SessionKey session = 1; session <= 1'000; ++session)
    ASSERT_TRUE(pacer.add(kStart, session, alert(clip, seconds(60))));
  std::map<SessionKey, std::size_t> chunks;
  std::size_t burst_done = 0;
  run(pacer, kStart, kStart + seconds(3), [&](SteadyTime, const ClipGrant& grant) {
    std::size_t& count = chunks[grant.session];
    const bool before = count < 5;
    count += grant.count;
    burst_done += before && count >= 5;
    if (burst_done < 1'000) {
      EXPECT_LE(count, 5u + 1) << "shares are fair: nobody runs ahead";
    }
  });
  EXPECT_EQ(burst_done, 1'000u) << "5 s × 1,000 × 4 kB at 10 MB/s: two grants for each take 2.5 s";
}

TEST(EgressPacer, TheNearestStartGoesFirst) {
  EgressPacer pacer(1'000'000);
  ASSERT_TRUE(pacer.add(kStart, 1, scheduled(paced_clip(1, 30), kStart + std::chrono::hours(3))));
  ASSERT_TRUE(pacer.add(kStart, 2, scheduled(paced_clip(2, 30), kStart + std::chrono::hours(1))));
  ASSERT_TRUE(pacer.add(kStart, 2, scheduled(paced_clip(3, 30), kStart + std::chrono::hours(2))));
  std::vector<int> order;
  run(pacer, kStart, kStart + seconds(60), [&](SteadyTime, const ClipGrant& grant) {
    const int name = std::to_integer<int>(grant.clip->digest.octets[0]);
    if (order.empty() || order.back() != name) order.push_back(name);
  });
  EXPECT_EQ(order, (std::vector{2, 3, 1}));
}

TEST(EgressPacer, WhatIsPushedAheadHasHalfTheCeilingUntilItsStartIsNear) {
  EgressPacer pacer(1'000'000);
  const SteadyTime start = kStart + kAheadFrom + seconds(10);
  for (SessionKey session = 1; session <= 10; ++session)
    ASSERT_TRUE(pacer.add(kStart, session, scheduled(paced_clip(1, 100'000), start)));
  run(pacer, kStart, kStart + seconds(30), [](SteadyTime, const ClipGrant&) {});
  const auto& of = pacer.counters().of;
  EXPECT_NEAR(static_cast<double>(of[static_cast<std::size_t>(ClipClass::ahead)].bytes), 5'000'000, 100'000);
  EXPECT_NEAR(static_cast<double>(of[static_cast<std::size_t>(ClipClass::soon)].bytes), 20'000'000, 200'000);
}

TEST(EgressPacer, ASlowReaderStopsNobodyElse) {
  EgressPacer pacer(1'000'000);
  ASSERT_TRUE(pacer.add(kStart, 1, alert(paced_clip(1, 30))));
  ASSERT_TRUE(pacer.add(kStart, 2, alert(paced_clip(1, 30))));
  pacer.set_room(kStart, 1, false);
  std::size_t chunks = 0;
  run(pacer, kStart, kStart + seconds(10), [&](SteadyTime, const ClipGrant& grant) {
    EXPECT_EQ(grant.session, 2u);
    chunks += grant.count;
  });
  EXPECT_EQ(chunks, 30u);
  EXPECT_EQ(pacer.next_deadline(kStart + seconds(10)), SteadyTime::max()) << "no timer runs for a full window";
  pacer.set_room(kStart + seconds(10), 1, true);
  const auto grant = pacer.next(kStart + seconds(10));
  ASSERT_TRUE(grant.has_value());
  EXPECT_EQ(grant->session, 1u);
}

TEST(EgressPacer, TheSameClipAgainReplacesItsRangeAndKeepsItsTurn) {
  EgressPacer pacer(kUnlimited);
  const auto first = paced_clip(1, 30), second = paced_clip(2, 30);
  ASSERT_TRUE(pacer.add(kStart, 1, alert(first)));
  ASSERT_TRUE(pacer.add(kStart, 1, alert(second)));
  auto rest = alert(first);
  rest.first = 20;
  rest.count = 2;
  ASSERT_TRUE(pacer.add(kStart + seconds(1), 1, rest));
  const auto grant = pacer.next(kStart + seconds(1));
  ASSERT_TRUE(grant.has_value());
  EXPECT_EQ(grant->clip, first);
  EXPECT_EQ(grant->first, 20u);
  EXPECT_EQ(grant->count, 2u);
  EXPECT_EQ(pacer.transfers_waiting(), 1u);
  EXPECT_EQ(pacer.counters().of[0].waited_us, 1'000'000u) << "it has waited since it was first asked for";
}

TEST(EgressPacer, RangesBeyondTheClipAreCutAndEmptyOnesForgotten) {
  EgressPacer pacer(kUnlimited);
  const auto clip = paced_clip(1, 5);
  for (const auto& [first, count] : {std::pair{5u, 1u}, std::pair{0u, 0u}, std::pair{~0u, ~0u}}) {
    EXPECT_TRUE(pacer.add(kStart, 1, {clip, first, count}));
    EXPECT_EQ(pacer.transfers_waiting(), 0u);
  }
  EXPECT_TRUE(pacer.add(kStart, 1, {clip, 4, ~0u}));
  EXPECT_EQ(pacer.next(kStart)->count, 1u);
  EXPECT_EQ(pacer.bytes_waiting(), 0u);
}

TEST(EgressPacer, WhatASessionMayHaveWaitingIsBoundedAndCounted) {
  EgressPacer pacer(kUnlimited);
  for (std::size_t i = 0; i < kMaxSessionTransfers; ++i)
    ASSERT_TRUE(pacer.add(kStart, 1, alert(paced_clip(static_cast<int>(i), 1))));
  EXPECT_FALSE(pacer.add(kStart, 1, alert(paced_clip(200, 1))));
  EXPECT_EQ(pacer.counters().refused, 1u);
  EXPECT_TRUE(pacer.add(kStart, 2, alert(paced_clip(200, 1))));
}

TEST(EgressPacer, AForgottenOrStoppedTransferIsNeverGranted) {
  EgressPacer pacer(kUnlimited);
  const auto clip = paced_clip(1, 30);
  ASSERT_TRUE(pacer.add(kStart, 1, alert(clip)));
  ASSERT_TRUE(pacer.add(kStart, 2, alert(clip)));
  pacer.set_room(kStart, 2, false);
  pacer.stop(kStart, 1, clip->digest);
  pacer.forget(2);
  pacer.forget(3);
  EXPECT_FALSE(pacer.next(kStart).has_value());
  EXPECT_EQ(pacer.transfers_waiting(), 0u);
  EXPECT_EQ(pacer.bytes_waiting(), 0u);
  EXPECT_EQ(pacer.next_deadline(kStart), SteadyTime::max());
}

TEST(EgressPacer, AnImageWaitsForEveryClipAndThenHasHalfOfTheCeiling) {
  EgressPacer pacer(1'000'000);
  const auto image = paced_clip(1, 64'000);
  ASSERT_TRUE(pacer.add(kStart, 1, scheduled(image, kNeededNever)));
  ASSERT_TRUE(pacer.add(kStart, 2, scheduled(paced_clip(2, 100), kStart + std::chrono::hours(48))));
  ASSERT_TRUE(pacer.add(kStart, 1, scheduled(paced_clip(3, 100), kStart + std::chrono::hours(72))));
  std::size_t clip_chunks = 0;
  bool overtaken = false;
  run(pacer, kStart, kStart + seconds(10), [&](SteadyTime, const ClipGrant& grant) {
    if (grant.clip == image)
      overtaken = overtaken || clip_chunks < 200;
    else
      clip_chunks += grant.count;
  });
  EXPECT_EQ(clip_chunks, 200u);
  EXPECT_FALSE(overtaken) << "no clip waits for an image, however far ahead it is pushed";
  const auto& of = pacer.counters().of;
  EXPECT_NEAR(static_cast<double>(of[static_cast<std::size_t>(ClipClass::image)].bytes), 5'000'000 - 200 * kFullFrame,
              100'000);
}

}  // namespace
}  // namespace tongluo::session
