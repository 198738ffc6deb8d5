#include "controller/notify/message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/base/bytes.hpp"

namespace tongluo::notify {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

Attempt attempt_of(std::string text) {
  Attempt attempt;
  attempt.number = 7;
  attempt.at = wall_from_us(1'795'474'800'000'000);
  attempt.call = {CallKind::approval_wanted, Level::ii, "abc123", std::move(text)};
  attempt.to = {"a@example.org", "b@example.org"};
  return attempt;
}

TEST(Message, TheHeadlineNamesLevelKindStepAndAnUnusualEnvironment) {
  Attempt attempt = attempt_of("flood");
  EXPECT_EQ(headline(attempt, "production"), "[Tongluo] level II: approval_wanted: flood");
  attempt.step = 2;
  EXPECT_EQ(headline(attempt, "training"),
            "[Tongluo training] level II: approval_wanted (nobody answered yet, step 2): flood");
}

TEST(Message, TimesAreUtc) { EXPECT_EQ(utc_text(wall_from_us(1'795'474'800'000'000)), "2026-11-23T23:00:00Z"); }

TEST(Message, JsonEscapesEveryCharacterThatNeedsIt) {
  const std::string content = json(attempt_of("a\"b\\c\x01\xE6\xB0\xB4\",\"level\":\"I"), "production");
  EXPECT_EQ(
      content,
      "{\"call\":7,\"at_us\":1795474800000000,\"kind\":\"approval_wanted\",\"level\":\"II\",\"subject\":\"abc123\","
      "\"text\":\"a\\\"b\\\\c\\u0001\xE6\xB0\xB4\\\",\\\"level\\\":\\\"I\",\"step\":0,\"repeats\":0,"
      "\"to\":[\"a@example.org\",\"b@example.org\"],\"environment\":\"production\"}");
}

TEST(Message, ACommandGetsTheCallInItsEnvironment) {
  const auto variables = environment_variables(attempt_of("x; rm -rf /"), "training");
  EXPECT_THAT(variables, Contains("TONGLUO_CALL_TEXT=x; rm -rf /"));
  EXPECT_THAT(variables, Contains("TONGLUO_CALL_TO=a@example.org b@example.org"));
  EXPECT_THAT(variables, Contains("TONGLUO_ENVIRONMENT=training"));
}

TEST(Message, AMailHasItsHeadersAndNoTextOutsideBase64) {
  const std::string text = mail(attempt_of("x\r\nBcc: <evil@example.org>"), "production", "county@example.org");
  EXPECT_THAT(text, HasSubstr("Date: Mon, 23 Nov 2026 23:00:00 +0000\r\n"));
  EXPECT_THAT(text, HasSubstr("From: <county@example.org>\r\n"));
  EXPECT_THAT(text, HasSubstr("To: <a@example.org>,\r\n <b@example.org>\r\n"));
  EXPECT_THAT(text, HasSubstr("Content-Transfer-Encoding: base64\r\n\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("Bcc")));
}

TEST(Message, NoLineOfAMailIsLongerThan78Characters) {
  std::string long_text;
  for (int i = 0; i < 150; ++i) long_text += "\xE6\xB0\xB4";
  const std::string text = mail(attempt_of(long_text), "production", "county@example.org");
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = text.find("\r\n", from);
    ASSERT_NE(end, std::string::npos);
    EXPECT_LE(end - from, 78U);
    from = end + 2;
  }
}

TEST(Message, TheSubjectIsCutBetweenCharacters) {
  std::string long_text;
  for (int i = 0; i < 50; ++i) long_text += "\xE6\xB0\xB4";
  const std::string text = mail(attempt_of(long_text), "production", "county@example.org");
  std::string subject;
  for (std::size_t at = text.find("=?UTF-8?B?"); at != std::string::npos; at = text.find("=?UTF-8?B?", at)) {
    at += 10;
    const auto piece = from_base64(text.substr(at, text.find("?=", at) - at));
    ASSERT_TRUE(piece);
    EXPECT_NE(std::to_integer<unsigned>(piece->front()) & 0xC0U, 0x80U);
    subject += as_text(*piece);
  }
  EXPECT_EQ(subject, "[Tongluo] level II: approval_wanted: " + long_text);
}

TEST(Message, AnAddressIsOneWordWithOneAt) {
  for (const char* good : {"a@b", "office@county.example.org", "x+y@example.org"}) EXPECT_TRUE(is_mail_address(good));
  for (const char* bad : {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b>", "<a@b>", "a@b\r\nRCPT TO:<c@d>", "a,b@c",
                          "\xE6\xB0\xB4@example.org"})
    EXPECT_FALSE(is_mail_address(bad)) << bad;
}

}  // namespace
}  // namespace tongluo::notify
