// A sound card that vanishes and comes back while nothing plays; the looks are the test's.

#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

const wire::Event* newest_fault(const CoreRig& rig) {
  const wire::Event* newest = nullptr;
  for (const wire::Message& message : rig.sent)
    if (const auto* event = std::get_if<wire::Event>(&message);
        event != nullptr && event->kind == wire::EventKind::sound_fault)
      newest = event;
  return newest;
}

TEST(SoundCard, OneThatVanishesWhileNothingPlaysIsToldAndIsOverWhenItIsBack) {
  CoreRig rig;
  rig.open_link();
  rig.look_at_sound("");
  EXPECT_EQ(newest_fault(rig), nullptr);
  rig.look_at_sound("the sound card 1 is gone");
  ASSERT_NE(newest_fault(rig), nullptr);
  EXPECT_EQ(newest_fault(rig)->detail, "the sound card 1 is gone");
  EXPECT_FALSE(newest_fault(rig)->ended);
  EXPECT_TRUE(rig.core->sound_fault());
  EXPECT_EQ(rig.core->telemetry().state, wire::TerminalState::degraded);
  rig.look_at_sound("");
  rig.advance(seconds(20));
  rig.look_at_sound("");
  EXPECT_TRUE(newest_fault(rig)->ended);
  EXPECT_FALSE(rig.core->sound_fault());
}

TEST(SoundCard, AFailedPlayIsForgottenWhenTheCardIsBack) {
  CoreRig rig;
  rig.cache[rig.clip.digest] = rig.clip;
  rig.open_link();
  rig.sink_broken = true;
  rig.look_at_sound("the sound card 1 is gone");
  rig.deliver(rig.trust.seal(sample_order(kNow, rig.clip.digest), rig.trust.dispatch), kNow + seconds(1));
  rig.advance(seconds(1'800));
  EXPECT_TRUE(rig.core->sound_fault());
  rig.look_at_sound("");
  rig.advance(seconds(20));
  EXPECT_TRUE(rig.core->sound_fault()) << "not after one look";
  rig.look_at_sound("");
  EXPECT_FALSE(rig.core->sound_fault());
}

TEST(SoundCard, OneThatComesAndGoesAllDayIsToldNoFasterThanItsLimit) {
  CoreRig rig;
  rig.open_link();
  rig.sent.clear();
  std::size_t begun = 0;
  for (int i = 0; i < 180; ++i) {  // an hour
    rig.look_at_sound(i % 3 == 0 ? "the sound card 1 is gone" : "");
    rig.advance(seconds(20));
  }
  for (const wire::Message& message : rig.sent)
    if (const auto* event = std::get_if<wire::Event>(&message);
        event != nullptr && event->kind == wire::EventKind::sound_fault && !event->ended)
      ++begun;
  EXPECT_GE(begun, 3u);
  EXPECT_LE(begun, 9u);
}

}  // namespace
}  // namespace tongluo::test
