// Firmware needs two persons of role release, on hardware and in places that it is meant for, never backwards.

#include "protocol/trust/release.hpp"

#include <functional>
#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {
namespace {

using namespace trust;

constexpr auto kReleaseDay = std::chrono::hours(24);
constexpr microseconds kReleaseTick{1};

wire::ReleaseManifest sample_release() {
  wire::ReleaseManifest manifest;
  manifest.version = 12;
  manifest.name = "1.4.2";
  manifest.version_floor = 9;
  manifest.issued_at = kNow;
  manifest.expires_at = kNow + 30 * kReleaseDay;
  manifest.hardware = {"speaker-a7", "speaker-a53"};
  manifest.image_bytes = 1'000;
  manifest.image = sign::digest_of(as_bytes("image"));
  manifest.blocks = {manifest.image};
  manifest.rings = {{kNow, 0, {terminal_id("TL-500116-0001")}},
                    {kNow + kReleaseDay, 100, {}},
                    {kNow + 2 * kReleaseDay, wire::kWholeShare, {}}};
  return manifest;
}

class ReleaseTest : public testing::Test {
 protected:
  ReleaseTest()
      : fixture([this](wire::TrustList& list) {
          add(list, zhao, "Zhao", Custody::operator_);
          add(list, zhao_token, "Zhao", Custody::token);
          add(list, qian, "Qian", Custody::token);
          add(list, machine, "builder", Custody::controller);
          add(list, machine2, "builder two", Custody::controller);
        }) {}

  static sign::PrivateKey key() { return sign::PrivateKey::generate(Algorithm::ed25519).value(); }
  static void add(wire::TrustList& list, const sign::Signer& key, std::string person, Custody custody) {
    list.issuers.push_back(
        issuer(key, std::move(person), Role::release, OrderClass::unspecified, county(), Level::unspecified));
    list.issuers.back().custody = custody;
  }
  Envelope seal(const wire::ReleaseManifest& manifest, const std::vector<const sign::Signer*>& signers) const {
    return fixture.seal(PayloadType::release_manifest, wire::serialize(manifest), signers);
  }
  Refusal judge(const Envelope& envelope, WallTime now = kNow) const {
    const auto admitted = verify_release(fixture.authority(), envelope, now);
    return admitted ? Refusal::none : admitted.error();
  }
  Refusal by(const std::vector<const sign::Signer*>& signers) const { return judge(seal(sample_release(), signers)); }
  Refusal edited(const std::function<void(wire::ReleaseManifest&)>& edit, WallTime now = kNow) const {
    wire::ReleaseManifest manifest = sample_release();
    edit(manifest);
    return judge(seal(manifest, {&zhao, &qian}), now);
  }

  sign::PrivateKey zhao = key(), zhao_token = key(), qian = key(), machine = key(), machine2 = key();
  TrustFixture fixture;
};

TEST_F(ReleaseTest, NeedsTwoPersonsOfRoleRelease) {
  const auto admitted = verify_release(fixture.authority(), seal(sample_release(), {&zhao, &qian}), kNow);
  ASSERT_TRUE(admitted);
  EXPECT_EQ(admitted->persons, (std::vector<std::string>{"Qian", "Zhao"}));
  EXPECT_EQ(admitted->manifest, sample_release());
  EXPECT_EQ(admitted->digest, sign::digest_of(wire::serialize(sample_release())));
  EXPECT_EQ(by({}), Refusal::quorum_not_met);
  EXPECT_EQ(by({&zhao}), Refusal::quorum_not_met);
  EXPECT_EQ(by({&zhao, &zhao_token}), Refusal::quorum_not_met) << "two keys of one person";
  EXPECT_EQ(by({&zhao, &machine}), Refusal::none);
  EXPECT_EQ(by({&machine, &machine2}), Refusal::quorum_not_met) << "all that the controller holds is one person";
}

TEST_F(ReleaseTest, EverySignerMustHoldTheRole) {
  EXPECT_EQ(by({&zhao, &qian, &fixture.dispatch}), Refusal::wrong_role);
  EXPECT_EQ(by({&fixture.maintain, &fixture.dispatch}), Refusal::wrong_role);
  EXPECT_EQ(by({&zhao, &fixture.root_keys[0]}), Refusal::unknown_key);
}

TEST_F(ReleaseTest, RefusesOtherTypesFormsAndFalseSignatures) {
  const Bytes payload = wire::serialize(sample_release());
  EXPECT_EQ(judge(fixture.seal(PayloadType::command, payload, {&zhao, &qian})), Refusal::wrong_type);
  EXPECT_EQ(judge(fixture.seal(PayloadType::release_manifest, to_bytes("x"), {&zhao, &qian})), Refusal::malformed);
  EXPECT_EQ(edited([](auto& m) { m.reader_version = 2; }), Refusal::reader_too_old);
  Envelope changed = seal(sample_release(), {&zhao, &qian});
  changed.payload.back() ^= std::byte{1};
  EXPECT_EQ(judge(changed), Refusal::bad_signature);
  EXPECT_EQ(verify_release({fixture.roots()}, seal(sample_release(), {&zhao, &qian}), kNow).error(),
            Refusal::no_trust_list);
}

TEST_F(ReleaseTest, TimesAtTheirBoundaries) {
  const auto issued = [this](WallTime at) { return edited([&](auto& m) { m.issued_at = at; }); };
  EXPECT_EQ(issued(kNow + limits::kMaxClockAhead), Refusal::none);
  EXPECT_EQ(issued(kNow + limits::kMaxClockAhead + kReleaseTick), Refusal::issued_in_future);
  EXPECT_EQ(edited([](auto&) {}, kNow + 30 * kReleaseDay), Refusal::none);
  EXPECT_EQ(edited([](auto&) {}, kNow + 30 * kReleaseDay + kReleaseTick), Refusal::expired);
  const auto lasts = [](WallTime::duration time) {
    return [time](wire::ReleaseManifest& m) { m.expires_at = m.issued_at + time; };
  };
  EXPECT_EQ(edited(lasts(limits::kMaxReleaseValidity)), Refusal::none);
  EXPECT_EQ(edited(lasts(limits::kMaxReleaseValidity + kReleaseTick)), Refusal::limit_exceeded);
  EXPECT_EQ(issued(kNow - 2 * kReleaseDay), Refusal::key_outside_validity) << "the keys are a day old";
}

TEST_F(ReleaseTest, NothingIsReleasedUnderAnExpiredList) {
  const WallTime late = kNow + kListLifetime + kReleaseTick;
  const auto edit = [&](wire::ReleaseManifest& m) {
    m.issued_at = late;
    m.expires_at = late + kReleaseDay;
    m.rings = {{late, wire::kWholeShare, {}}};
  };
  EXPECT_EQ(edited(edit, late), Refusal::trust_list_expired);
}

TEST_F(ReleaseTest, WhatWasAcceptedOutlivesTimeButNotItsKeys) {
  const Envelope envelope = seal(sample_release(), {&zhao, &qian});
  EXPECT_TRUE(verify_accepted_release(fixture.authority(), envelope));
  const TrustFixture other;  // other roots: to it these keys are strangers
  EXPECT_EQ(verify_accepted_release(other.authority(), envelope).error(), Refusal::unknown_key);
}

TEST_F(ReleaseTest, HostsRefuseOtherHardwareOlderVersionsAndForeignPlaces) {
  const auto admitted = verify_release(fixture.authority(), seal(sample_release(), {&zhao, &qian}), kNow);
  ASSERT_TRUE(admitted);
  const ReleaseHost host{terminal_id("TL-500116-0001"), "speaker-a7", 11, 12, township()};
  EXPECT_EQ(check_host(*admitted, host), Refusal::none);
  const auto changed = [&](const std::function<void(ReleaseHost&)>& edit) {
    ReleaseHost other = host;
    edit(other);
    return check_host(*admitted, other);
  };
  EXPECT_EQ(changed([](auto& h) { h.hardware = "speaker-a"; }), Refusal::unsupported);
  EXPECT_EQ(changed([](auto& h) { h.hardware.clear(); }), Refusal::unsupported);
  EXPECT_EQ(changed([](auto& h) { h.running_version = 12; }), Refusal::older_version);
  EXPECT_EQ(changed([](auto& h) { h.version_floor = 13; }), Refusal::older_version);
  EXPECT_EQ(changed([](auto& h) { h.area.reset(); }), Refusal::no_place);
  EXPECT_EQ(changed([](auto& h) { h.area = area("500117101000"); }), Refusal::outside_scope);
}

TEST(ReleaseRings, NamedTerminalsComeFirstAndSharesAreKept) {
  const wire::ReleaseManifest manifest = sample_release();
  EXPECT_EQ(ring_of(manifest, terminal_id("TL-500116-0001")), 0U);
  std::array<std::size_t, 3> members{};
  constexpr int kTerminals = 4'000;
  for (int i = 0; i < kTerminals; ++i) ++members[ring_of(manifest, terminal_id("TL-9-" + std::to_string(10'000 + i)))];
  EXPECT_EQ(members[0], 0U);
  EXPECT_NEAR(static_cast<double>(members[1]), kTerminals * 0.1, kTerminals * 0.02);
  wire::ReleaseManifest other = manifest;
  other.image = sign::digest_of(as_bytes("another image"));
  std::size_t moved = 0;
  for (int i = 0; i < kTerminals; ++i) {
    const TerminalId id = terminal_id("TL-9-" + std::to_string(10'000 + i));
    moved += ring_of(manifest, id) != ring_of(other, id) ? 1 : 0;
  }
  EXPECT_GT(moved, 0U) << "not always the same ones go first";
}

}  // namespace
}  // namespace tongluo::test
