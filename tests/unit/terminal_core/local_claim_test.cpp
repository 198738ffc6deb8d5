// Somebody at the terminal speaks: only where signed configuration allows it, below alerts and above routine. The test
// plays everything round the core (CoreRig).

#include <algorithm>
#include <random>

#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using terminal::LocalRefusal;
using wire::LocalSource;

class LocalSources : public testing::Test {
 protected:
  LocalSources() {
    rig.cache[rig.clip.digest] = rig.clip;
    rig.open_link();
  }
  // Of the whole day, unless told otherwise.
  void allow(std::uint64_t version, std::chrono::minutes until = std::chrono::hours(24),
             std::vector<LocalSource> sources = {LocalSource::microphone}, bool below_routine = false) {
    wire::Configuration configuration;
    configuration.version = version;
    configuration.targets = {rig.id};
    configuration.issued_at = rig.now.wall;
    configuration.local_sources =
        wire::LocalSources{std::move(sources), {}, until, {}, 40, seconds(300), below_routine};
    send(configuration);
  }
  void withdraw(std::uint64_t version) {
    wire::Configuration configuration;
    configuration.version = version;
    configuration.targets = {rig.id};
    configuration.issued_at = rig.now.wall;
    configuration.controllers = {{"10.1.0.5", 7'100}};
    send(configuration);
  }
  Result<void, LocalRefusal> speak(seconds longest = seconds(120), std::uint32_t volume_percent = 100) {
    return rig.claim({LocalSource::microphone, longest, volume_percent});
  }
  Digest order(Level level, seconds ahead, InterruptRule rule = InterruptRule::resume) {
    wire::Order made = sample_order(rig.now.wall, rig.clip.digest);
    made.level = level;
    made.order_class = level == Level::routine ? OrderClass::routine : OrderClass::actual;
    made.interrupt_rule = rule;
    made.nonce.octets[0] = static_cast<std::byte>(++nonce_);
    const Envelope envelope = rig.trust.seal(made, level == Level::routine ? rig.trust.announce : rig.trust.dispatch);
    rig.deliver(envelope, rig.now.wall + ahead);
    return sign::identity(envelope);
  }
  bool speaks() const { return rig.sounding() == Digest{}; }

  CoreRig rig;

 private:
  void send(const wire::Configuration& configuration) {
    rig.receive(wire::SignedObject{
        rig.trust.seal(PayloadType::configuration, wire::serialize(configuration), {&rig.trust.maintain})});
  }
  std::uint8_t nonce_ = 0;
};

TEST_F(LocalSources, WithoutASignedConfigurationNothingSounds) {
  EXPECT_EQ(speak().error(), LocalRefusal::not_enabled);
  withdraw(1);
  EXPECT_EQ(speak().error(), LocalRefusal::not_enabled);
  allow(2, std::chrono::hours(24), {LocalSource::line_in});
  EXPECT_EQ(speak().error(), LocalRefusal::not_enabled) << "another source";
  EXPECT_TRUE(rig.plays.empty());
}

TEST_F(LocalSources, TheAllowanceOutlivesARestartAndIsCheckedAgain) {
  allow(1);
  rig.restart();
  rig.open_link();
  EXPECT_TRUE(speak());
}

TEST_F(LocalSources, AreCappedInVolumeAndDuration) {
  allow(1);
  ASSERT_TRUE(speak(seconds(4'000), 100));
  ASSERT_EQ(rig.plays.size(), 1U);
  EXPECT_EQ(rig.plays[0].local, LocalSource::microphone);
  EXPECT_EQ(rig.plays[0].volume_percent, 40U);
  EXPECT_LE(rig.plays[0].live_samples, 300U * 48'000U);
  rig.advance(seconds(299));
  EXPECT_TRUE(speaks());
  rig.advance(seconds(2));
  EXPECT_TRUE(rig.silent());
  EXPECT_FALSE(rig.core->claimed());
  ASSERT_EQ(rig.core->plays().size(), 1U);
  EXPECT_EQ(rig.core->plays()[0].headline, "microphone");
  EXPECT_EQ(rig.core->plays()[0].detail, "its longest time is over");
  EXPECT_NEAR(static_cast<double>(rig.core->plays()[0].samples), 300.0 * 48'000, 48'000);
  EXPECT_TRUE(rig.reported.empty()) << "no order, no receipt";
}

TEST_F(LocalSources, AreInThePlayLogAlsoAfterARestart) {
  allow(1);
  ASSERT_TRUE(speak());
  rig.advance(seconds(5));
  rig.end_claim();
  rig.advance(seconds(1));
  rig.restart();
  ASSERT_EQ(rig.core->plays().size(), 1U);
  const terminal::StoredPlay& play = rig.core->plays()[0];
  EXPECT_EQ(play.headline, "microphone");
  EXPECT_EQ(play.detail, "given back");
  EXPECT_EQ(play.order_class, OrderClass::unspecified);
  EXPECT_NEAR(static_cast<double>(play.samples), 5.0 * 48'000, 24'000);
}

TEST_F(LocalSources, EndWithTheHoursThatAreAllowed) {
  const auto of_day = std::chrono::floor<std::chrono::minutes>(rig.now.wall.time_since_epoch() % std::chrono::days(1));
  allow(1, of_day + std::chrono::minutes(2));
  ASSERT_TRUE(speak(seconds(300)));
  rig.advance(seconds(60));
  EXPECT_TRUE(speaks());
  rig.advance(seconds(75));
  EXPECT_TRUE(rig.silent());
  EXPECT_EQ(speak().error(), LocalRefusal::not_enabled);
}

TEST_F(LocalSources, EndWhenTheConfigurationTakesThemBack) {
  allow(1);
  ASSERT_TRUE(speak());
  rig.advance(seconds(5));
  withdraw(2);
  rig.advance(milliseconds(100));
  EXPECT_TRUE(rig.silent());
}

TEST_F(LocalSources, EndWhenTheyAreGivenBack) {
  allow(1);
  ASSERT_TRUE(speak());
  rig.advance(seconds(5));
  EXPECT_EQ(speak().error(), LocalRefusal::busy) << "one at a time";
  rig.end_claim();
  rig.advance(milliseconds(100));
  EXPECT_TRUE(rig.silent());
  EXPECT_TRUE(speak());
}

TEST_F(LocalSources, AnAlertOfAnyLevelInterruptsThemAndTheyGoOn) {
  allow(1);
  for (const Level level : {Level::i, Level::ii, Level::iii, Level::iv}) {
    ASSERT_TRUE(speak(seconds(300)));
    rig.advance(seconds(2));
    ASSERT_TRUE(speaks());
    const Digest alert = order(level, seconds(1));
    rig.advance(milliseconds(1'020));
    EXPECT_EQ(rig.sounding(), alert) << static_cast<int>(level);
    for (int second = 0; second < 100 && rig.final_of(alert) == nullptr; ++second) {
      rig.advance(seconds(1));
      ASSERT_TRUE(rig.final_of(alert) != nullptr || rig.sounding() == alert) << "nothing beside an alert";
    }
    rig.advance(seconds(1));
    EXPECT_TRUE(speaks()) << "it goes on";
    rig.end_claim();
    rig.advance(seconds(1));
  }
}

TEST_F(LocalSources, InterruptRoutineWhichGoesOnByItsRule) {
  allow(1);
  const Digest routine = order(Level::routine, seconds(1));
  rig.advance(seconds(3));
  ASSERT_EQ(rig.sounding(), routine);
  ASSERT_TRUE(speak(seconds(20)));
  rig.advance(milliseconds(100));
  EXPECT_TRUE(speaks());
  EXPECT_EQ(rig.final_of(routine), nullptr);
  rig.advance(seconds(21));
  EXPECT_EQ(rig.sounding(), routine);
  rig.advance(seconds(120));
  ASSERT_NE(rig.final_of(routine), nullptr);
  EXPECT_EQ(rig.final_of(routine)->outcome, Outcome::unproved);
}

TEST_F(LocalSources, YieldToRoutineWhereTheConfigurationSaysSo) {
  allow(1, std::chrono::hours(24), {LocalSource::microphone}, true);
  ASSERT_TRUE(speak(seconds(300)));
  rig.advance(seconds(2));
  ASSERT_TRUE(speaks());
  const Digest routine = order(Level::routine, seconds(1));
  rig.advance(milliseconds(1'020));
  EXPECT_EQ(rig.sounding(), routine) << "within a frame";
  for (int second = 0; second < 100 && rig.final_of(routine) == nullptr; ++second) rig.advance(seconds(1));
  rig.advance(seconds(1));
  EXPECT_TRUE(speaks()) << "it goes on";
}

TEST_F(LocalSources, ARoutineItemWaitsForThem) {
  allow(1);
  ASSERT_TRUE(speak(seconds(20)));
  const Digest routine = order(Level::routine, seconds(1));
  rig.advance(seconds(10));
  EXPECT_TRUE(speaks());
  rig.advance(seconds(12));
  EXPECT_EQ(rig.sounding(), routine);
}

TEST_F(LocalSources, ASelfTestYieldsToThemAndIsNotBegunBesideThem) {
  allow(1);
  ASSERT_TRUE(rig.start_local({{1'000, -30}, seconds(5), 100, true}));
  rig.advance(seconds(1));
  ASSERT_TRUE(speak());
  rig.advance(milliseconds(200));
  EXPECT_EQ(rig.plays.back().local, LocalSource::microphone);
  EXPECT_TRUE(speaks());
  EXPECT_FALSE(rig.start_local({{1'000, -30}, seconds(5), 100, true}));
}

TEST_F(LocalSources, WithoutAKnownHourNothingSounds) {
  allow(1);
  rig.restart();
  rig.open_link(false);
  EXPECT_EQ(speak().error(), LocalRefusal::no_clock);
}

TEST_F(LocalSources, AFailingDeviceIsTriedAgainWhileTheClaimLasts) {
  allow(1);
  rig.sink_broken = true;
  ASSERT_TRUE(speak(seconds(60)));
  rig.advance(seconds(10));
  EXPECT_LE(rig.plays.size(), 7U) << "each two seconds, not without end";
  rig.sink_broken = false;
  rig.advance(seconds(3));
  EXPECT_TRUE(speaks());
}

// An hour of somebody who claims and gives back among alerts and routine items, watched each half second.
TEST_F(LocalSources, NeverSoundWhileAnAlertIsDueWhateverHappens) {
  std::mt19937 random(20'260'103);
  const auto pick = [&random](int first, int last) { return std::uniform_int_distribution(first, last)(random); };
  allow(1);
  std::vector<std::pair<Digest, WallTime>> alerts;
  for (int step = 0; step < 1'200 && !HasFatalFailure(); ++step) {
    if (pick(0, 20) == 0) (void)speak(seconds(pick(5, 120)));
    if (pick(0, 30) == 0) rig.end_claim();
    if (pick(0, 60) == 0 && alerts.size() < 12) {
      const seconds ahead(pick(1, 10));
      alerts.emplace_back(order(static_cast<Level>(pick(1, 4)), ahead), rig.now.wall + ahead);
    }
    if (pick(0, 150) == 0) order(Level::routine, seconds(pick(1, 10)));
    rig.advance(milliseconds(500));
    rig.take_receipts();  // only so many are sent unanswered
    // What is due makes way for a higher one that is about to start: until then nothing changes.
    const bool makes_way = std::any_of(alerts.begin(), alerts.end(), [&](const auto& each) {
      return each.second > rig.now.wall && each.second <= rig.now.wall + terminal::kStartLead;
    });
    if (makes_way) continue;
    for (const auto& [alert, start] : alerts) {
      const bool due = start + milliseconds(100) <= rig.now.wall && rig.final_of(alert) == nullptr;
      ASSERT_FALSE(due && speaks()) << "seed 20260103, step " << step;
    }
  }
}

}  // namespace
}  // namespace tongluo::test
