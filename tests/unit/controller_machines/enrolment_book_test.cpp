// Who gets a certificate for which code; time is a number.

#include "controller/core/enrolment_book.hpp"

#include <gtest/gtest.h>

#include "controller/core/limits.hpp"

namespace tongluo::controller {
namespace {

constexpr WallTime kNow = wall_from_us(1'800'000'000'000'000);
const TerminalId kTerminal = *TerminalId::parse("TL-0001");

KeyId key(int number) {
  KeyId id;
  id.octets[0] = static_cast<std::byte>(number);
  return id;
}

Digest name(int number) {
  Digest digest;
  digest.octets[0] = static_cast<std::byte>(number >> 8);
  digest.octets[1] = static_cast<std::byte>(number);
  digest.octets[31] = std::byte{1};
  return digest;
}

Claim bound_claim() {
  return {.name = name(1), .terminal = kTerminal, .made_at = kNow, .expires_at = kNow + std::chrono::hours(24)};
}

TEST(ClaimVerdicts, AnOpenCodeOfAFreePlaceIssues) {
  const EnrolmentBook book;
  EXPECT_EQ(book.judge(bound_claim(), key(1), kNow, std::nullopt), ClaimVerdict::issue);
}

TEST(ClaimVerdicts, AUsedCodeBelongsToItsFirstKey) {
  EnrolmentBook book;
  Claim claim = bound_claim();
  claim.key = key(1);
  EXPECT_EQ(book.judge(claim, key(1), kNow, std::nullopt), ClaimVerdict::issue) << "the answer may have been lost";
  EXPECT_EQ(book.judge(claim, key(2), kNow, std::nullopt), ClaimVerdict::refused);
}

TEST(ClaimVerdicts, AnExpiredCodeIsRefusedUnlessItWasUsedInTime) {
  const EnrolmentBook book;
  Claim claim = bound_claim();
  EXPECT_EQ(book.judge(claim, key(1), claim.expires_at, std::nullopt), ClaimVerdict::issue);
  EXPECT_EQ(book.judge(claim, key(1), claim.expires_at + seconds(1), std::nullopt), ClaimVerdict::refused);
  claim.key = key(1);
  EXPECT_EQ(book.judge(claim, key(1), claim.expires_at + seconds(1), std::nullopt), ClaimVerdict::issue);
}

TEST(ClaimVerdicts, WithoutATerminalAPersonDecides) {
  const EnrolmentBook book;
  Claim claim = bound_claim();
  claim.terminal.reset();
  EXPECT_EQ(book.judge(claim, key(1), kNow, std::nullopt), ClaimVerdict::pending);
}

TEST(ClaimVerdicts, OnlyAReplacementPushesHardwareAside) {
  EnrolmentBook book;
  Claim claim = bound_claim();
  EXPECT_EQ(book.judge(claim, key(2), kNow, key(1)), ClaimVerdict::refused) << "provisioned by hand";
  book.put(DeviceIdentity{.terminal = kTerminal, .key = key(1)});
  EXPECT_EQ(book.judge(claim, key(2), kNow, std::nullopt), ClaimVerdict::refused);
  claim.replaces = true;
  EXPECT_EQ(book.judge(claim, key(2), kNow, std::nullopt), ClaimVerdict::issue);
}

TEST(ClaimVerdicts, AnIssuedCodeIssuesAgainOnlyToTheCurrentHardware) {
  EnrolmentBook book;
  Claim claim = bound_claim();
  claim.key = key(1);
  claim.issued = true;
  book.put(DeviceIdentity{.terminal = kTerminal, .key = key(1)});
  EXPECT_EQ(book.judge(claim, key(1), kNow, key(1)), ClaimVerdict::issue);
  book.put(DeviceIdentity{.terminal = kTerminal, .key = key(2)});
  claim.replaces = true;
  EXPECT_EQ(book.judge(claim, key(1), kNow, key(2)), ClaimVerdict::refused) << "no ping-pong with an old code";
  book.put(DeviceIdentity{.terminal = kTerminal});
  EXPECT_EQ(book.judge(claim, key(1), kNow, key(1)), ClaimVerdict::refused) << "revoked stays revoked";
}

TEST(DeviceIdentities, OnlyTheCurrentKeyIsAdmitted) {
  EnrolmentBook book;
  EXPECT_TRUE(book.admits(kTerminal, key(1))) << "not managed here";
  book.put(DeviceIdentity{.terminal = kTerminal, .key = key(1)});
  EXPECT_TRUE(book.admits(kTerminal, key(1)));
  EXPECT_FALSE(book.admits(kTerminal, key(2)));
  book.put(DeviceIdentity{.terminal = kTerminal});
  EXPECT_FALSE(book.admits(kTerminal, key(1)));
}

TEST(ClaimRoom, WhatIsOverLeavesAndAFullBookRefuses) {
  EnrolmentBook book;
  for (std::size_t i = 0; i < kMaxClaims; ++i) {
    Claim claim = bound_claim();
    claim.name = name(static_cast<int>(i));
    if (i < 3) claim.expires_at = kNow - seconds(1);
    book.put(claim);
  }
  ASSERT_EQ(book.claim_count(), kMaxClaims);
  EXPECT_EQ(book.make_room(2, kNow)->size(), 2U);
  EXPECT_EQ(book.make_room(3, kNow)->size(), 3U);
  EXPECT_FALSE(book.make_room(4, kNow).has_value());
}

TEST(EnrolmentDocuments, AreReadBackAsWritten) {
  Claim claim = bound_claim();
  claim.label = "van 3";
  claim.key = key(7);
  claim.hardware = "SN-1";
  claim.used_at = kNow + seconds(1);
  claim.replaces = true;
  EXPECT_EQ(parse_claim(to_document(claim)), claim);
  claim.terminal.reset();
  claim.key.reset();
  claim.issued = true;
  EXPECT_EQ(parse_claim(to_document(claim)), claim);
  const DeviceIdentity device{kTerminal, key(1), "SN-1", kNow, "stolen"};
  EXPECT_EQ(parse_device(to_document(device)), device);
}

TEST(EnrolmentDocuments, DamagedOnesAreNothing) {
  Document document = to_document(bound_claim());
  for (std::size_t size = 0; size < document.body.size(); ++size)
    EXPECT_FALSE(parse_claim({document.kind, document.name, document.body.substr(0, size)}).has_value()) << size;
  EXPECT_FALSE(parse_claim({document.kind, document.name, document.body + "more\n"}).has_value());
  EXPECT_FALSE(parse_claim({document.kind, "no digest", document.body}).has_value());
  EXPECT_FALSE(parse_device({"device", "?", ""}).has_value());
}

}  // namespace
}  // namespace tongluo::controller
