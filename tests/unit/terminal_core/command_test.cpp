// Maintenance commands at the terminal: obeyed once, recorded before they change anything, never beside an alert.

#include "terminal-fw/core/command_desk.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using terminal::Maintained;
using wire::CommandKind;
using wire::CommandStatus;

class Commands : public testing::Test {
 protected:
  Commands() { rig.open_link(); }

  wire::Command command(CommandKind kind) {
    wire::Command made;
    made.targets = {rig.id};
    made.issued_at = rig.now.wall;
    made.expires_at = rig.now.wall + seconds(600);
    made.kind = kind;
    made.nonce.octets[0] = static_cast<std::byte>(++nonces_);
    if (kind == CommandKind::tone) made.duration = seconds(2), made.volume_percent = 20;
    if (kind == CommandKind::log) made.name = "firmware", made.bytes = limits::kMaxLogSlice;
    return made;
  }
  Envelope seal(const wire::Command& made) {
    return rig.trust.seal(PayloadType::command, wire::serialize(made), {&rig.trust.maintain});
  }
  Digest send(CommandKind kind) {
    const Envelope envelope = seal(command(kind));
    rig.receive(wire::SignedObject{envelope});
    return sign::digest_of(envelope.payload);
  }
  void done(const Digest& digest, Bytes data = {}) {
    rig.core->on_maintained(rig.now, digest, {CommandStatus::done, "well", std::move(data)});
    rig.advance(microseconds(1));
  }
  std::vector<wire::CommandResult> results() const {
    std::vector<wire::CommandResult> found;
    for (const wire::Message& message : rig.sent)
      if (const auto* result = std::get_if<wire::CommandResult>(&message)) found.push_back(*result);
    return found;
  }
  CommandStatus last_status() const { return results().empty() ? CommandStatus::unspecified : results().back().status; }

  CoreRig rig;

 private:
  unsigned nonces_ = 0;
};

TEST_F(Commands, ACommandIsRecordedThenDoneThenAnswered) {
  const Digest digest = send(CommandKind::tone);
  ASSERT_EQ(rig.maintained.size(), 1U);
  EXPECT_EQ(rig.maintained[0].digest, digest);
  EXPECT_TRUE(results().empty());
  done(digest);
  ASSERT_EQ(results().size(), 1U);
  EXPECT_EQ(results()[0].command, digest);
  EXPECT_EQ(results()[0].status, CommandStatus::done);
  EXPECT_EQ(results()[0].detail, "well");
}

TEST_F(Commands, TheSameAgainIsAnsweredAgainAndNotDoneAgain) {
  const Envelope envelope = seal(command(CommandKind::tone));
  rig.receive(wire::SignedObject{envelope});
  rig.receive(wire::SignedObject{envelope});  // while it runs: its answer comes
  EXPECT_TRUE(results().empty());
  done(sign::digest_of(envelope.payload));
  rig.receive(wire::SignedObject{envelope});
  EXPECT_EQ(rig.maintained.size(), 1U);
  EXPECT_EQ(results().size(), 2U);
}

TEST_F(Commands, ARestartForgetsNoCommand) {
  const Envelope envelope = seal(command(CommandKind::tone));
  rig.receive(wire::SignedObject{envelope});
  done(sign::digest_of(envelope.payload));
  rig.restart();
  rig.open_link();
  rig.receive(wire::SignedObject{envelope});
  EXPECT_EQ(rig.maintained.size(), 1U);
  EXPECT_EQ(last_status(), CommandStatus::refused);
  EXPECT_EQ(results().back().refusal, Refusal::replayed);
}

TEST_F(Commands, WhatChangesSomethingIsNotDoneUnrecordedAndWhatOnlyLooksIs) {
  rig.journal_mode = JournalMode::fails;
  send(CommandKind::tone);
  EXPECT_TRUE(rig.maintained.empty());
  EXPECT_EQ(results().back().refusal, Refusal::storage_failed);
  send(CommandKind::self_test);
  EXPECT_EQ(rig.maintained.size(), 1U);
}

TEST_F(Commands, NoneIsDoneWhileAnAlertOfLevelIIIsNear) {
  const Envelope order = rig.trust.seal(sample_order(rig.now.wall, rig.clip.digest), rig.trust.dispatch);
  rig.deliver(order);
  send(CommandKind::self_test);
  EXPECT_TRUE(rig.maintained.empty());
  EXPECT_EQ(last_status(), CommandStatus::alert);
}

TEST_F(Commands, OneAtATimeAndSoManyAMinute) {
  const Digest first = send(CommandKind::self_test);
  send(CommandKind::self_test);
  EXPECT_EQ(last_status(), CommandStatus::busy);
  done(first);
  for (unsigned i = 2; i < terminal::kCommandBurst; ++i) done(send(CommandKind::self_test));
  EXPECT_EQ(last_status(), CommandStatus::done);
  send(CommandKind::self_test);
  EXPECT_EQ(last_status(), CommandStatus::busy);
  rig.advance(terminal::kCommandInterval);
  done(send(CommandKind::self_test));
  EXPECT_EQ(last_status(), CommandStatus::done);
}

TEST_F(Commands, WhatIsNotForUsOrNotSignedForItIsRefusedWithAReason) {
  wire::Command elsewhere = command(CommandKind::self_test);
  elsewhere.targets = {terminal_id("TL-500116-0099")};
  rig.receive(wire::SignedObject{seal(elsewhere)});
  EXPECT_EQ(results().back().refusal, Refusal::not_addressed);
  const Envelope foreign =
      rig.trust.seal(PayloadType::command, wire::serialize(command(CommandKind::self_test)), {&rig.trust.dispatch});
  rig.receive(wire::SignedObject{foreign});
  EXPECT_EQ(results().back().refusal, Refusal::wrong_role);
  EXPECT_TRUE(rig.maintained.empty());
}

TEST_F(Commands, ALongAnswerGoesOutInParts) {
  const Digest digest = send(CommandKind::log);
  done(digest, Bytes(limits::kMaxResultPart * 2 + 1, std::byte{'x'}));
  ASSERT_EQ(results().size(), 3U);
  for (std::uint32_t i = 0; i < 3; ++i) {
    EXPECT_EQ(results()[i].part, i + 1);
    EXPECT_EQ(results()[i].parts, 3U);
  }
  EXPECT_EQ(results()[2].data.size(), 1U);
}

TEST_F(Commands, AShellThatSaysNothingIsAFailureAndTheNextCommandGoes) {
  send(CommandKind::self_test);
  rig.advance(terminal::kCommandPatience);
  EXPECT_EQ(last_status(), CommandStatus::failed);
  send(CommandKind::self_test);
  EXPECT_EQ(rig.maintained.size(), 2U);
}

TEST(SafeMode, LowerItemsWaitAndAlertsOfLevelIIStart) {
  CoreRig rig;
  rig.safe_mode = true;
  rig.restart();
  rig.open_link();
  wire::Order low = sample_order(rig.now.wall, rig.clip.digest);
  low.level = Level::iii;
  rig.deliver(rig.trust.seal(low, rig.trust.dispatch));
  rig.receive_clip(rig.clip);
  rig.advance(seconds(2));
  EXPECT_TRUE(rig.plays.empty());
  const Envelope vital = rig.trust.seal(sample_order(rig.now.wall, rig.clip.digest), rig.trust.dispatch);
  rig.deliver(vital);
  rig.advance(seconds(2));
  EXPECT_EQ(rig.sounding(), sign::digest_of(vital.payload));
  EXPECT_EQ(rig.count("event 12 none"), 1U) << "and it is reported";
}

}  // namespace
}  // namespace tongluo::test
