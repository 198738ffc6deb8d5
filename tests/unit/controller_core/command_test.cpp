// Maintenance commands at the controller: verified, audited before they go, at most twenty terminals, answers kept.

#include "controller/core/command_book.hpp"
#include "tests/unit/controller_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using namespace controller;

class ControllerCommands : public testing::Test {
 protected:
  Envelope sealed(std::vector<wire::Target> targets, const sign::Signer* signer = nullptr) {
    wire::Command command;
    command.targets = std::move(targets);
    command.issued_at = kNow;
    command.expires_at = kNow + seconds(600);
    command.kind = wire::CommandKind::log;
    command.name = "firmware";
    command.bytes = 60'000;
    return rig.trust.seal(PayloadType::command, wire::serialize(command),
                          {signer == nullptr ? static_cast<const sign::Signer*>(&rig.trust.maintain) : signer});
  }
  Digest submit(const Envelope& envelope) {
    rig.core.submit_command(rig.now, rig.next_request(), envelope);
    rig.persist_all();
    return sign::digest_of(envelope.payload);
  }
  Refusal refused(const Envelope& envelope) {
    rig.core.submit_command(rig.now, rig.next_request(), envelope);
    const auto answers = rig.take_only<ObjectRejected>();
    return answers.empty() ? Refusal::none : answers.back().refusal;
  }
  void answer(SessionId session, const Digest& command, std::uint32_t part, std::uint32_t parts,
              std::string_view data) {
    wire::CommandResult result{command, wire::CommandStatus::done, "well", Refusal::none, part, parts, to_bytes(data)};
    rig.core.on_message(rig.now, session, result);
    rig.persist_all();
  }
  CommandAnswerView answer_of(const Digest& command) { return rig.core.command(command)->answers.at(0); }

  ControllerRig rig;
};

TEST_F(ControllerCommands, IsAuditedThenSentThenItsPartsAreKept) {
  rig.enrol(1);
  const SessionId session = rig.hello(1);
  rig.take();
  const Envelope envelope = sealed({rig.id_of(1)});
  rig.core.submit_command(rig.now, rig.next_request(), envelope);
  EXPECT_TRUE(rig.take_only<SendFramed>().empty()) << "nothing goes before it is durable";
  rig.persist_all();
  const Digest digest = sign::digest_of(envelope.payload);
  EXPECT_TRUE(answer_of(digest).sent);
  answer(session, digest, 1, 2, "line one\n");
  EXPECT_FALSE(answer_of(digest).complete);
  answer(session, digest, 1, 2, "line one\n");  // the same part again changes nothing
  answer(session, digest, 2, 2, "line two\n");
  EXPECT_TRUE(answer_of(digest).complete);
  EXPECT_EQ(as_text(answer_of(digest).data), "line one\nline two\n");
  const auto actions = rig.audit_actions();
  EXPECT_EQ(actions.back(), "command.answered");
  EXPECT_EQ(std::count(actions.begin(), actions.end(), "command.submitted"), 1);
}

TEST_F(ControllerCommands, ATerminalThatWasAwayGetsItWhenItCallsInTime) {
  rig.enrol(1);
  const Digest digest = submit(sealed({rig.id_of(1)}));
  EXPECT_FALSE(answer_of(digest).sent);
  rig.take();
  const SessionId session = rig.hello(1);
  EXPECT_EQ(rig.framed<wire::SignedObject>(session).size(), 1U);
  rig.advance(seconds(601));
  const SessionId later = rig.hello(1);
  EXPECT_TRUE(rig.framed<wire::SignedObject>(later).empty()) << "it has expired";
}

TEST_F(ControllerCommands, AtMostTwentyTerminalsAndOnlyThoseInScope) {
  rig.enrol(kMaxCommandTerminals + 1);
  EXPECT_EQ(refused(sealed({county()})), Refusal::limit_exceeded);
  EXPECT_EQ(refused(sealed({terminal_id("TL-NOBODY")})), Refusal::not_addressed);
  EXPECT_EQ(refused(sealed({rig.id_of(1)}, &rig.trust.dispatch)), Refusal::wrong_role);
  EXPECT_EQ(refused(sealed({rig.id_of(1)})), Refusal::none);
}

TEST_F(ControllerCommands, WhatNobodyAskedForChangesNothing) {
  rig.enrol(2);
  const SessionId stranger = rig.hello(2);
  const Digest digest = submit(sealed({rig.id_of(1)}));
  answer(stranger, digest, 1, 1, "forged");
  answer(stranger, Digest{}, 1, 1, "forged");
  EXPECT_FALSE(answer_of(digest).complete);
}

TEST(CommandBook, TheOldestLeavesAndDataIsBounded) {
  CommandBook book;
  for (std::size_t i = 0; i < kMaxCommandsKept + 5; ++i) {
    CommandRecord record;
    record.digest.octets[0] = static_cast<std::byte>(i);
    record.digest.octets[1] = static_cast<std::byte>(i / 256);
    record.answers.push_back({.terminal = 1});
    const Digest digest = record.digest;
    book.add(std::move(record));
    for (std::uint32_t part = 1; part <= limits::kMaxResultParts; ++part)
      book.take(kNow, 1,
                {digest, wire::CommandStatus::done, "", Refusal::none, part, limits::kMaxResultParts,
                 Bytes(limits::kMaxResultPart)});
  }
  EXPECT_EQ(book.all().size(), kMaxCommandsKept);
  std::size_t bytes = 0;
  for (const CommandRecord& record : book.all()) bytes += record.answers[0].data.size();
  EXPECT_LE(bytes, kMaxCommandBytesKept);
  EXPECT_EQ(book.all().front().answers[0].data.size(), limits::kMaxLogSlice);
}

}  // namespace
}  // namespace tongluo::test
