// The messages of the enrolment listener.

#include "protocol/wire/enrolment.hpp"

#include <gtest/gtest.h>

#include "protocol/base/enrolment_limits.hpp"

namespace tongluo::wire {
namespace {

const EnrolRequest kRequest{"0123456789AB", to_bytes("request")};
const EnrolReply kIssued{EnrolState::issued, seconds(0), TerminalId::parse("TL-0001"), to_bytes("certificate")};

TEST(EnrolmentMessages, AreReadBackAsWritten) {
  const EnrolOffer offer{to_bytes("roots"), to_bytes("authority")};
  EXPECT_EQ(parse_enrol_offer(serialize(offer)), offer);
  EXPECT_EQ(parse_enrol_request(serialize(kRequest)), kRequest);
  EXPECT_EQ(parse_enrol_reply(serialize(kIssued)), kIssued);
  const EnrolReply pending{EnrolState::pending, seconds(30), std::nullopt, {}};
  EXPECT_EQ(parse_enrol_reply(serialize(pending)), pending);
}

TEST(EnrolmentMessages, ARequestIsHeldToItsLimitsBeforeItIsRead) {
  EXPECT_FALSE(parse_enrol_request(Bytes(limits::kMaxEnrolRequestBytes + 1)).has_value());
  EnrolRequest request = kRequest;
  request.secret = std::string(limits::kMaxClaimSecretBytes + 1, '0');
  EXPECT_FALSE(parse_enrol_request(serialize(request)).has_value());
  request = kRequest;
  request.certificate_request.clear();
  EXPECT_FALSE(parse_enrol_request(serialize(request)).has_value());
  request.certificate_request.resize(limits::kMaxCertificateBytes + 1);
  EXPECT_FALSE(parse_enrol_request(serialize(request)).has_value());
}

TEST(EnrolmentMessages, ACertificateComesExactlyWithIssued) {
  EnrolReply reply = kIssued;
  reply.certificate.clear();
  EXPECT_FALSE(parse_enrol_reply(serialize(reply)).has_value());
  reply = kIssued;
  reply.terminal.reset();
  EXPECT_FALSE(parse_enrol_reply(serialize(reply)).has_value());
  reply = kIssued;
  reply.state = EnrolState::refused;
  EXPECT_FALSE(parse_enrol_reply(serialize(reply)).has_value());
  reply = EnrolReply{};
  EXPECT_FALSE(parse_enrol_reply(serialize(reply)).has_value()) << "a state of zero is none";
}

}  // namespace
}  // namespace tongluo::wire
