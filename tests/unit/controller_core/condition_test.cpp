// What the core remembers of a terminal for the diagnosis.

#include "tests/unit/controller_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using namespace controller;
using diagnosis::Report;

TEST(Conditions, AnUnknownTerminalHasNone) {
  ControllerRig rig;
  rig.enrol(1);
  EXPECT_FALSE(rig.core.condition(rig.now, rig.id_of(2)));
  ASSERT_TRUE(rig.core.condition(rig.now, rig.id_of(1)));
  EXPECT_EQ(rig.core.condition(rig.now, rig.id_of(1))->presence, diagnosis::Presence::never);
}

TEST(Conditions, HelloHeartbeatEventsAndReceiptsAreRemembered) {
  ControllerRig rig;
  rig.enrol(1);
  const SessionId session = rig.hello(1);
  wire::Heartbeat beat;
  wire::TerminalStatus status;
  status.set(wire::StatusField::signal_dbm, -107);
  status.set(wire::StatusField::journal_free_percent, 55);
  beat.status = wire::make_delta(status, status.known(), 0);
  rig.core.on_message(rig.now, session, beat);
  rig.core.on_message(rig.now, session, wire::Event{.kind = wire::EventKind::mains_lost, .detail = "230 V gone"});
  rig.core.on_message(rig.now, session, wire::Event{.kind = wire::EventKind::mains_lost, .at = kNow});
  rig.receipt(session, 1, rig.sample_receipt(1, Digest{}, Stage::final, Outcome::unproved));
  rig.persist_all();
  const auto condition = rig.core.condition(rig.now, rig.id_of(1));
  ASSERT_TRUE(condition);
  EXPECT_EQ(condition->dialled.size(), 1U);
  EXPECT_EQ(condition->telemetry->signal_dbm, -107);
  EXPECT_EQ(condition->telemetry->journal_free_percent, 55U);
  EXPECT_FALSE(condition->telemetry->mains_present);
  EXPECT_EQ(condition->report(Report::mains_lost).times, 2U);
  EXPECT_EQ(condition->report(Report::mains_lost).at, rig.now.wall);
  ASSERT_EQ(condition->played.size(), 1U);
  EXPECT_EQ(condition->played[0].outcome, Outcome::unproved);
}

wire::Heartbeat beat(std::uint64_t sequence, std::uint64_t base, wire::StatusField field, std::int32_t value) {
  wire::TerminalStatus status;
  status.set(field, value);
  wire::Heartbeat heartbeat{.sequence = sequence, .sent_at = {}, .state = wire::TerminalState::idle};
  heartbeat.status = wire::make_delta(status, status.known(), base);
  return heartbeat;
}

TEST(Conditions, DeltasOfTheStatusAreMerged) {
  ControllerRig rig;
  rig.enrol(1);
  const SessionId session = rig.hello(1);
  rig.core.on_message(rig.now, session, beat(1, 0, wire::StatusField::battery_percent, 80));
  rig.core.on_message(rig.now, session, beat(2, 1, wire::StatusField::mains_present, 0));
  const auto condition = rig.core.condition(rig.now, rig.id_of(1));
  EXPECT_EQ(condition->telemetry->battery_percent, 80U);
  EXPECT_EQ(condition->telemetry->mains_present, false);
  EXPECT_FALSE(condition->telemetry->signal_dbm) << "absent is not zero";
}

TEST(Conditions, WhatAModemSaysIsRememberedAndANewerValueIsNotKnown) {
  ControllerRig rig;
  rig.enrol(1);
  const SessionId session = rig.hello(1);
  rig.core.on_message(rig.now, session, beat(1, 0, wire::StatusField::sim_card, 2));
  rig.core.on_message(rig.now, session, beat(2, 1, wire::StatusField::registration, 99));
  rig.core.on_message(rig.now, session, beat(3, 2, wire::StatusField::data_used_mib, 6));
  const auto condition = rig.core.condition(rig.now, rig.id_of(1));
  EXPECT_EQ(condition->telemetry->sim, diagnosis::SimCard::absent);
  EXPECT_FALSE(condition->telemetry->registration);
  EXPECT_EQ(condition->telemetry->data_used_mib, 6U);
}

TEST(Conditions, TheCardIsRememberedUntilAnotherIsNamed) {
  ControllerRig rig;
  rig.enrol(1);
  const SessionId session = rig.hello(1);
  wire::Heartbeat named = beat(1, 0, wire::StatusField::sim_card, 1);
  named.modem = wire::ModemIdentity{"89860012345678901234", "460001234567890", "CHINA MOBILE"};
  rig.core.on_message(rig.now, session, named);
  rig.core.on_message(rig.now, session, beat(2, 1, wire::StatusField::data_used_mib, 6));
  const auto condition = rig.core.condition(rig.now, rig.id_of(1));
  EXPECT_EQ(condition->telemetry->iccid, "89860012345678901234");
  EXPECT_EQ(condition->telemetry->imsi, "460001234567890");
  EXPECT_EQ(condition->telemetry->operator_name, "CHINA MOBILE");
  rig.hello(1);
  EXPECT_EQ(rig.core.condition(rig.now, rig.id_of(1))->telemetry->iccid, "89860012345678901234");
}

TEST(Conditions, AnAlarmBitThatIsNotKnownBeginsAndEndsNothing) {
  ControllerRig rig;
  rig.enrol(1);
  const SessionId session = rig.hello(1);
  rig.core.on_message(rig.now, session, wire::Event{.kind = wire::EventKind::tamper, .detail = "somebody"});
  constexpr auto kTamper = static_cast<unsigned>(wire::EventKind::tamper);
  rig.core.on_message(rig.now, session, beat(1, 0, wire::StatusField::alarms, (1 << 30) | (1 << kTamper)));
  const auto condition = rig.core.condition(rig.now, rig.id_of(1));
  EXPECT_TRUE(condition->report(Report::tamper).goes_on());
  std::size_t reports = 0;
  for (const auto& report : condition->reports) reports += report.at != WallTime{} ? 1 : 0;
  EXPECT_EQ(reports, 1U);
}

TEST(Conditions, ADeltaOfASessionThatSentNoWholeStatusIsDropped) {
  ControllerRig rig;
  rig.enrol(1);
  const SessionId first = rig.hello(1);
  rig.core.on_message(rig.now, first, beat(9, 0, wire::StatusField::battery_percent, 80));
  const SessionId second = rig.hello(1);
  rig.core.on_message(rig.now, second, beat(2, 1, wire::StatusField::battery_percent, 3));
  EXPECT_EQ(rig.core.condition(rig.now, rig.id_of(1))->telemetry->battery_percent, 80U);
  EXPECT_EQ(rig.core.counters().statuses_dropped, 1U);
}

TEST(Conditions, WhatTheStatusSaysIsOverIsOverThoughItsEventWasLost) {
  ControllerRig rig;
  rig.enrol(1);
  const SessionId session = rig.hello(1);
  rig.core.on_message(rig.now, session, beat(1, 0, wire::StatusField::alarms, 0));
  rig.core.on_message(rig.now, session, wire::Event{.kind = wire::EventKind::horn_fault, .detail = "open"});
  constexpr auto kHorn = static_cast<unsigned>(wire::EventKind::horn_fault);
  rig.core.on_message(rig.now, session, beat(2, 1, wire::StatusField::alarms, 1 << kHorn));
  EXPECT_TRUE(rig.core.condition(rig.now, rig.id_of(1))->report(Report::horn_fault).goes_on());
  rig.core.on_message(rig.now, session, beat(3, 2, wire::StatusField::alarms, 0));
  EXPECT_FALSE(rig.core.condition(rig.now, rig.id_of(1))->report(Report::horn_fault).goes_on());
}

TEST(Conditions, AReminderIsNotAnotherFault) {
  ControllerRig rig;
  rig.enrol(1);
  const SessionId session = rig.hello(1);
  const WallTime began = rig.now.wall;
  rig.core.on_message(rig.now, session, wire::Event{.kind = wire::EventKind::door_open});
  rig.advance(std::chrono::hours(2));
  rig.core.on_message(rig.now, session, wire::Event{.kind = wire::EventKind::door_open, .count = 0});
  const auto door = rig.core.condition(rig.now, rig.id_of(1))->report(Report::door_open);
  EXPECT_EQ(door.times, 1U);
  EXPECT_EQ(door.at, began);
  EXPECT_EQ(door.confirmed_at, rig.now.wall);
  rig.core.on_message(rig.now, session, wire::Event{.kind = wire::EventKind::door_open, .ended = true});
  EXPECT_EQ(rig.core.condition(rig.now, rig.id_of(1))->report(Report::door_open).over_at, rig.now.wall);
}

TEST(Conditions, NewsThatComesAgainIsNotAnotherFault) {
  ControllerRig rig;
  rig.enrol(1);
  wire::Event first{.kind = wire::EventKind::restarted, .at = kNow, .detail = "power"};
  wire::Event second = first;
  second.at += seconds(60);
  SessionId session = rig.hello(1);
  rig.core.on_message(rig.now, session, first);
  rig.core.on_message(rig.now, session, second);
  session = rig.hello(1);  // before an answer proved that they arrived
  rig.core.on_message(rig.now, session, first);
  rig.core.on_message(rig.now, session, second);
  EXPECT_EQ(rig.core.condition(rig.now, rig.id_of(1))->report(Report::restarted).times, 2U);
}

TEST(Conditions, DialsAndPlaysAreBounded) {
  ControllerRig rig;
  rig.enrol(1);
  SessionId session = 0;
  for (std::size_t i = 0; i < kMaxDialsRemembered + 3; ++i) session = rig.hello(1);
  for (unsigned i = 1; i <= kMaxPlaysRemembered + 3; ++i) {
    auto receipt = rig.sample_receipt(1, Digest{}, Stage::final, Outcome::unproved);
    receipt.sequence = i;
    receipt.at += seconds(i);
    rig.receipt(session, 1, receipt);
  }
  rig.persist_all();
  const auto condition = rig.core.condition(rig.now, rig.id_of(1));
  ASSERT_TRUE(condition);
  EXPECT_EQ(condition->dialled.size(), kMaxDialsRemembered);
  ASSERT_EQ(condition->played.size(), kMaxPlaysRemembered);
  EXPECT_GT(condition->played.front().at, condition->played.back().at);
}

TEST(Conditions, NeighboursAreThoseOfItsTownship) {
  ControllerRig rig;
  rig.enrol(4);
  for (std::size_t i = 1; i <= 4; ++i) rig.hello(i);
  rig.advance(limits::kDefaultHeartbeatInterval * 3);
  const auto condition = rig.core.condition(rig.now, rig.id_of(1));
  ASSERT_TRUE(condition);
  EXPECT_EQ(condition->neighbours, 3U);
  EXPECT_EQ(condition->neighbours_silent, 3U);
}

void say_hello(ControllerRig& rig, SessionId session, const wire::Hello& hello) {
  rig.core.on_hello(rig.now, session, hello, make_device(hello.terminal).certificate);
}

TEST(Conditions, AListThatWasOfferedAndNotTakenMakesItOlder) {
  ControllerRig rig;
  rig.enrol(1);
  const wire::Hello hello{.protocol_major = limits::kProtocolMajor, .terminal = rig.id_of(1)};  // it holds no list
  say_hello(rig, 1, hello);
  EXPECT_FALSE(rig.core.condition(rig.now, rig.id_of(1))->trust_list_older);
  say_hello(rig, 2, hello);
  EXPECT_TRUE(rig.core.condition(rig.now, rig.id_of(1))->trust_list_older);
}

TEST(Conditions, TheClockIsJudgedOnlyAfterItWasToldTheTime) {
  ControllerRig rig;
  rig.enrol(1);
  const wire::Hello hello{.protocol_major = limits::kProtocolMajor, .terminal = rig.id_of(1)};
  say_hello(rig, 1, hello);
  EXPECT_FALSE(rig.core.condition(rig.now, rig.id_of(1))->clock_synchronised);
  say_hello(rig, 2, hello);
  EXPECT_EQ(rig.core.condition(rig.now, rig.id_of(1))->clock_synchronised, false);
  EXPECT_EQ(rig.core.condition(rig.now, rig.id_of(1))->clock_ahead, hello.clock - rig.now.wall);
}

}  // namespace
}  // namespace tongluo::test
