// The dialogue, step by step: the test is the modem and the clock.

#include "terminal-fw/modem/at_dialogue.hpp"

#include "tests/unit/modem/modem_script.hpp"

namespace tongluo::modem {
namespace {

TEST(AtDialogue, OneRoundTellsWhoItIsAndHowItIs) {
  ModemScript script;
  script.begin();
  script.identify();
  script.measure();
  const ModemState expected{ModemHealth::answering, SimState::ready,   Registration::home,    -79, -92, "CHINA MOBILE",
                            "861234050000001",      "460001234567890", "89860012345678901234"};
  EXPECT_EQ(script.state(), expected);
}

TEST(AtDialogue, AfterThirtySecondsItAsksOnlyWhatMayHaveChanged) {
  ModemScript script;
  script.begin();
  script.identify();
  script.measure();
  EXPECT_LE(script.wait(), kPollInterval);
  script.answers("AT+CPIN?", "+CPIN: READY");
  script.measure();
  EXPECT_EQ(script.wait(), kPollInterval);
}

TEST(AtDialogue, EchoUnaskedLinesAndGarbageAreNotTheAnswer) {
  ModemScript script;
  script.begin();
  script.expect("AT+CGSN");
  script.says("AT+CGSN\r\r\n+CMTI: \"SM\",3\r\n\r\nRING\r\n\xff\xfe\x80\r\n861234050000001\r\n\r\nOK\r\n");
  EXPECT_EQ(script.state().imei, "861234050000001");
  script.answers("AT+CPIN?", "+CPIN: READY");
  EXPECT_EQ(script.dialogue.counters().dropped_lines, 1U);
}

TEST(AtDialogue, ALineMayComeInAnyPieces) {
  ModemScript script;
  script.begin();
  script.expect("AT+CGSN");
  for (const char letter : std::string_view("\r\n861234050000001\r\n\r\nOK\r")) script.says({&letter, 1});
  EXPECT_EQ(script.state().imei, "861234050000001");
  script.expect("AT+CPIN?");
}

TEST(AtDialogue, ALineWithoutEndIsDroppedAtItsLimitAndTheNextIsRead) {
  ModemScript script;
  script.begin();
  script.expect("AT+CGSN");
  script.says(std::string(100'000, '8'));
  EXPECT_LE(script.dialogue.buffered_bytes(), kMaxAtLineBytes);
  script.says("\r\n861234050000001\r\nOK\r\n");
  EXPECT_EQ(script.state().imei, "861234050000001");
}

TEST(AtDialogue, WithoutACardNoneIsAskedForAndItsOldNumbersAreGone) {
  ModemScript script;
  script.begin();
  script.identify();
  script.measure();
  script.wait();
  script.expect("AT+CPIN?");
  script.says("\r\n+CME ERROR: 10\r\n");
  EXPECT_EQ(script.state().sim, SimState::absent);
  EXPECT_EQ(script.state().imsi + script.state().iccid, "");
  script.expect("AT+CSQ");
}

TEST(AtDialogue, ACardThatIsPutInLaterIsRead) {
  ModemScript script;
  script.begin();
  script.answers("AT+CGSN", "861234050000001");
  script.expect("AT+CPIN?");
  script.says("\r\n+CME ERROR: SIM not inserted\r\n");
  script.measure();
  script.wait();
  script.answers("AT+CPIN?", "+CPIN: READY");
  script.answers("AT+CIMI", "460110000000001");
  script.answers("AT+CCID", "89861100000000000001");
  EXPECT_EQ(script.state().iccid, "89861100000000000001");
}

TEST(AtDialogue, ALockedCardIsSaidToBeLocked) {
  ModemScript script;
  script.begin();
  script.answers("AT+CGSN", "861234050000001");
  script.answers("AT+CPIN?", "+CPIN: SIM PUK");
  EXPECT_EQ(script.state().sim, SimState::locked);
}

TEST(AtDialogue, TheCardsNumberIsAskedForInTheNextWayAfterOneIsRefused) {
  ModemScript script;
  script.begin();
  script.answers("AT+CGSN", "861234050000001");
  script.answers("AT+CPIN?", "+CPIN: READY");
  script.answers("AT+CIMI", "460001234567890");
  for (const char* way : {"AT+CCID", "AT+ICCID", "AT+QCCID"}) {
    script.expect(way);
    script.says("\r\nERROR\r\n");
  }
  script.answers("AT+CICCID", "+ICCID: 8986 no number");
  script.answers("AT^ICCID?", "^ICCID: 8986001234567890123F");
  EXPECT_EQ(script.state().iccid, "8986001234567890123");
  script.measure();
}

TEST(AtDialogue, AModemWithoutACardsNumberIsAskedAgainInTheNextRoundOnly) {
  ModemScript script;
  script.begin();
  script.answers("AT+CGSN", "861234050000001");
  for (int round = 0; round < 2; ++round) {
    script.answers("AT+CPIN?", "+CPIN: READY");
    if (round == 0) script.answers("AT+CIMI", "460001234567890");
    for (const char* way : {"AT+CCID", "AT+ICCID", "AT+QCCID", "AT+CICCID", "AT^ICCID?"}) {
      script.expect(way);
      script.says("\r\nERROR\r\n");
    }
    script.measure();
    script.wait();
  }
}

TEST(AtDialogue, AValueThatIsRefusedLaterIsNotKept) {
  ModemScript script;
  script.begin();
  script.identify();
  script.measure();
  script.wait();
  script.answers("AT+CPIN?", "+CPIN: READY");
  for (const char* command : {"AT+CSQ", "AT+CESQ", "AT+CEREG?", "AT+CGREG?", "AT+CREG?", "AT+COPS?"}) {
    script.expect(command);
    script.says("\r\n+CME ERROR: 3\r\n");
  }
  EXPECT_FALSE(script.state().rssi_dbm || script.state().rsrp_dbm);
  EXPECT_EQ(script.state().registration, Registration::unknown);
  EXPECT_EQ(script.state().operator_name, "");
}

TEST(AtDialogue, RegistrationForDataCountsBeforeThatForCalls) {
  ModemScript script;
  script.begin();
  script.identify();
  script.answers("AT+CSQ", "+CSQ: 99,99");
  script.answers("AT+CESQ", "+CESQ: 99,99,255,255,255,255");
  script.answers("AT+CEREG?", "+CEREG: 0,3");
  script.answers("AT+CGREG?", "+CGREG: 0,0");
  script.answers("AT+CREG?", "+CREG: 0,1");
  EXPECT_EQ(script.state().registration, Registration::denied);
  script.says("\r\n+CEREG: 5,\"1A2B\",\"01234567\",7\r\n");
  EXPECT_EQ(script.state().registration, Registration::roaming);
}

TEST(AtDialogue, NoAnswerMakesItTroubledThenSilentAndThePausesDoubleToAMinute) {
  ModemScript script;
  std::vector<std::int64_t> pauses;
  for (int i = 0; i < 8; ++i) {
    pauses.push_back(script.times_out("AT").count() / 1'000);
    EXPECT_EQ(script.state().health, i < 2 ? ModemHealth::troubled : ModemHealth::silent);
  }
  EXPECT_EQ(pauses, (std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 60, 60}));
}

TEST(AtDialogue, ASilentModemsReadingsAreGoneButNotItsName) {
  ModemScript script;
  script.begin();
  script.identify();
  script.measure();
  script.wait();
  script.times_out("AT+CPIN?");
  EXPECT_EQ(script.state().rssi_dbm, -79);  // once is no silence
  script.times_out("AT");
  script.times_out("AT");
  EXPECT_EQ(script.state().health, ModemHealth::silent);
  EXPECT_EQ(script.state().registration, Registration::unknown);
  EXPECT_FALSE(script.state().rssi_dbm);
  EXPECT_EQ(script.state().imei, "861234050000001");
}

TEST(AtDialogue, AnAnswerThatComesTooLateIsNotTakenForTheNextOne) {
  ModemScript script;
  script.begin();
  script.answers("AT+CGSN", "861234050000001");
  script.answers("AT+CPIN?", "+CPIN: READY");
  script.times_out("AT+CIMI");
  script.expect("AT");
  script.says("\r\nOK\r\n");
  script.says("\r\n460001234567890\r\n\r\nOK\r\n");  // of the command before
  script.wait();
  script.answers("ATE0", "");
  EXPECT_EQ(script.state().imsi, "");
  EXPECT_EQ(script.state().imei, "861234050000001");
}

TEST(AtDialogue, OneThatNeverStopsTalkingIsAskedAllTheSame) {
  ModemScript script;
  script.answers("AT", "");
  const SteadyTime begin = script.now;
  for (int i = 0; i < 1'000 && !script.dialogue.next_write(script.now); ++i) {
    script.says("\r\n^RSSI: 20\r\n");
    script.now += milliseconds(100);
  }
  EXPECT_LE(script.now - begin, kLongestQuiet + milliseconds(100));
}

TEST(AtDialogue, AModemThatStartsAnewIsPreparedAnew) {
  ModemScript script;
  script.begin();
  script.identify();
  script.expect("AT+CSQ");
  script.says("\r\nRDY\r\n");
  EXPECT_EQ(script.state().sim, SimState::unknown);
  EXPECT_EQ(script.wait(), kFirstPause);
  script.begin();
  script.answers("AT+CPIN?", "+CPIN: READY");
  script.answers("AT+CIMI", "460009999999999");
  EXPECT_EQ(script.state().imsi, "460009999999999");
}

TEST(AtDialogue, APortThatClosesEndsEverythingUntilItOpensAgain) {
  ModemScript script;
  script.begin();
  script.identify();
  script.dialogue.on_port(script.now, false);
  EXPECT_EQ(script.state().health, ModemHealth::silent);
  EXPECT_FALSE(script.dialogue.next_write(script.now));
  EXPECT_EQ(script.dialogue.next_deadline(), SteadyTime::max());
  script.dialogue.on_port(script.now, true);
  script.begin();
}

}  // namespace
}  // namespace tongluo::modem
