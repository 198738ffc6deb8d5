// Who may command what: one maintain key, within its scope, for a short time, areas and terminals only.

#include "protocol/trust/command.hpp"

#include <functional>
#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {
namespace {

wire::Command self_test() {
  wire::Command command;
  command.targets = {terminal_id("TL-500116-0001")};
  command.issued_at = kNow;
  command.expires_at = kNow + seconds(600);
  command.kind = wire::CommandKind::self_test;
  return command;
}

wire::PlaceRecord place_of(std::string_view terminal, AreaCode where) {
  wire::PlaceRecord place{.terminal = terminal_id(terminal), .area = where};
  return place;
}

Refusal refusal(const TrustFixture& trust, const wire::Command& command, const sign::Signer& signer) {
  const Envelope envelope = trust.seal(PayloadType::command, wire::serialize(command), {&signer});
  const auto admitted = trust::verify_command(trust.authority(), envelope, kNow);
  return admitted ? Refusal::none : admitted.error();
}

TEST(CommandTrust, OnlyAMaintainKeyCommands) {
  const TrustFixture trust;
  EXPECT_EQ(refusal(trust, self_test(), trust.maintain), Refusal::none);
  EXPECT_EQ(refusal(trust, self_test(), trust.dispatch), Refusal::wrong_role);
  EXPECT_EQ(refusal(trust, self_test(), trust.announce), Refusal::wrong_role);
  EXPECT_EQ(refusal(trust, self_test(), trust.exercise), Refusal::wrong_role);
  Envelope forged = trust.seal(PayloadType::command, wire::serialize(self_test()), {&trust.maintain});
  forged.payload.back() ^= std::byte{1};
  EXPECT_EQ(trust::verify_command(trust.authority(), forged, kNow).error(), Refusal::bad_signature);
}

TEST(CommandTrust, TimesAndTargetsAreChecked) {
  const TrustFixture trust;
  const std::pair<Refusal, std::function<void(wire::Command&)>> rows[] = {
      {Refusal::expired, [](wire::Command& c) { c.issued_at -= seconds(900), c.expires_at = kNow - microseconds(1); }},
      {Refusal::issued_in_future,
       [](wire::Command& c) {
         c.issued_at = kNow + limits::kMaxClockAhead + microseconds(1);
         c.expires_at = c.issued_at + seconds(1);
       }},
      {Refusal::limit_exceeded,
       [](wire::Command& c) { c.expires_at = c.issued_at + limits::kMaxCommandValidity + microseconds(1); }},
      {Refusal::outside_scope, [](wire::Command& c) { c.targets = {area("510105000000")}; }},
      {Refusal::bad_area, [](wire::Command& c) {
         c.targets = {wire::Circle{{}, 100}};
       }}};
  for (const auto& [expected, change] : rows) {
    wire::Command command = self_test();
    change(command);
    EXPECT_EQ(refusal(trust, command, trust.maintain), expected);
  }
}

TEST(CommandTrust, APlaceMustBeAddressedAndInTheKeysScope) {
  const sign::PrivateKey local = sign::PrivateKey::generate(Algorithm::ed25519).value();
  const TrustFixture trust([&local](wire::TrustList& list) {
    list.issuers.push_back(
        issuer(local, "Sun", Role::maintain, OrderClass::unspecified, township(), Level::unspecified));
  });
  const Envelope envelope = trust.seal(PayloadType::command, wire::serialize(self_test()), {&local});
  const auto admitted = trust::verify_command(trust.authority(), envelope, kNow);
  ASSERT_TRUE(admitted);
  EXPECT_EQ(admitted->person, "Sun");
  EXPECT_EQ(trust::commands(*admitted, place_of("TL-500116-0001", village())), Refusal::none);
  EXPECT_EQ(trust::commands(*admitted, place_of("TL-500116-0002", village())), Refusal::not_addressed);
  EXPECT_EQ(trust::commands(*admitted, place_of("TL-500116-0001", area("500116102001"))), Refusal::outside_scope);
}

}  // namespace
}  // namespace tongluo::test
