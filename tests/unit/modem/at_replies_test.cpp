#include "terminal-fw/modem/at_replies.hpp"

#include <gtest/gtest.h>

namespace tongluo::modem {
namespace {

TEST(AtReplies, ASignalOf99IsNoSignalAndTheEndsOfTheScaleAreRight) {
  EXPECT_EQ(parse_csq("+CSQ: 0,99"), -113);
  EXPECT_EQ(parse_csq("+CSQ: 31,0"), -51);
  EXPECT_EQ(parse_csq("+CSQ:17,99"), -79);
  for (const char* line : {"+CSQ: 99,99", "+CSQ: 32,99", "+CSQ: -1,99", "+CSQ: ", "+CSQ", "+CSQ: 1x,0", "CSQ: 17,99"})
    EXPECT_FALSE(parse_csq(line)) << line;
}

TEST(AtReplies, TheExtendedSignalKnowsEachRadio) {
  const auto lte = parse_cesq("+CESQ: 99,99,255,255,20,49");
  EXPECT_EQ(lte->rsrp_dbm, -92);
  EXPECT_FALSE(lte->rssi_dbm);
  EXPECT_EQ(parse_cesq("+CESQ: 40,0,255,255,255,255")->rssi_dbm, -71);
  EXPECT_EQ(parse_cesq("+CESQ: 99,99,50,10,255,255")->rssi_dbm, -71);
  EXPECT_FALSE(parse_cesq("+CESQ: 99,99,255"));
}

TEST(AtReplies, ARegistrationIsReadAsAnAnswerAndUnasked) {
  EXPECT_EQ(parse_registration("+CREG: 0,1", "CREG"), Registration::home);
  EXPECT_EQ(parse_registration("+CREG: 2,5,\"00C3\",\"000A12\",7", "CREG"), Registration::roaming);
  EXPECT_EQ(parse_registration("+CREG: 2", "CREG"), Registration::searching);
  EXPECT_EQ(parse_registration("+CREG: 3,\"00C3\",\"000A12\"", "CREG"), Registration::denied);
  EXPECT_EQ(parse_registration("+CEREG: 0,8", "CEREG"), Registration::denied);
  EXPECT_EQ(parse_registration("+CEREG: 0,4", "CEREG"), Registration::unknown);
  for (const char* line : {"+CEREG: 0,1", "+CREG: 0,77", "+CREG:", "+CREG: x"})
    EXPECT_FALSE(parse_registration(line, "CREG")) << line;
}

TEST(AtReplies, TheOperatorsNameIsTakenOutOfItsQuotesAndCut) {
  EXPECT_EQ(parse_cops("+COPS: 0,0,\"CHINA, MOBILE\",7"), "CHINA, MOBILE");
  EXPECT_EQ(parse_cops("+COPS: 0"), "");
  EXPECT_EQ(parse_cops("+COPS: 0,0,\"" + std::string(80, 'x') + "\"")->size(), 32U);
  EXPECT_FALSE(parse_cops("+COPS: \"x\""));
}

TEST(AtReplies, AnErrorSaysWhatIsWrongWithTheCardInBothWays) {
  EXPECT_TRUE(parse_final("OK")->ok);
  EXPECT_FALSE(parse_final("ERROR")->ok);
  EXPECT_EQ(parse_final("+CME ERROR: 10")->sim, SimState::absent);
  EXPECT_EQ(parse_final("+CME ERROR: SIM PIN required")->sim, SimState::locked);
  EXPECT_EQ(parse_final("+CME ERROR: 13")->sim, SimState::faulty);
  EXPECT_FALSE(parse_final("+CME ERROR: 4")->sim);
  EXPECT_FALSE(parse_final("+CSQ: 17,99") || parse_final("OKAY") || parse_final("NO CARRIER"));
}

TEST(AtReplies, ThePinQuestionKnowsTheCardsStates) {
  EXPECT_EQ(parse_cpin("+CPIN: READY"), SimState::ready);
  EXPECT_EQ(parse_cpin("+CPIN: SIM PIN"), SimState::locked);
  EXPECT_EQ(parse_cpin("+CPIN: SIM PIN2"), SimState::ready);
  EXPECT_EQ(parse_cpin("+CPIN: NOT INSERTED"), SimState::absent);
  EXPECT_FALSE(parse_cpin("+CPIN: whatever"));
}

TEST(AtReplies, NumbersThatCannotBeOnesAreRefused) {
  EXPECT_EQ(parse_imei("+CGSN: \"861234050000001\""), "861234050000001");
  EXPECT_EQ(parse_imsi("460001234567890"), "460001234567890");
  EXPECT_EQ(parse_iccid("+ICCID: 898600A2345678901234"), "898600A2345678901234");
  EXPECT_FALSE(parse_imei("8612340500000") || parse_imei("86123405000000x"));
  EXPECT_FALSE(parse_imsi("46000") || parse_imsi("4600012345678901"));
  EXPECT_FALSE(parse_iccid("1286001234567890123") || parse_iccid("89") || parse_iccid("+CCID"));
}

TEST(AtReplies, ALogShowsOnlyTheOperatorAndTheEndOfASubscription) {
  EXPECT_EQ(shortened("460001234567890"), "46000…90");
  EXPECT_EQ(shortened("460001"), "…");
  EXPECT_EQ(shortened(""), "");
}

}  // namespace
}  // namespace tongluo::modem
