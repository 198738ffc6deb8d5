// A whole audit chain, checked offline: every link is broken in turn and named.

#include "tools/ctl/audit_chain.hpp"

#include <boost/json.hpp>
#include <functional>
#include <gtest/gtest.h>

#include "protocol/sign/digest_of.hpp"
#include "tests/unit/ctl/export_world.hpp"

namespace tongluo::ctl {
namespace {

constexpr std::size_t kEntries = 20;

class AuditChainTest : public testing::Test {
 protected:
  AuditChainTest() {
    district_ = make_district({AreaCode::parse("500116000000").value()}, kNow - seconds(60)).value();
    for (std::size_t i = 1; i <= kEntries; ++i) {
      AuditEntry entry{i, kNow + seconds(i), "group.saved", "沿江村", "by 王芳", {}, {}};
      if (i > 1) entry.previous = content_.entries.back().digest;
      entry.digest = audit_digest(entry);
      content_.entries.push_back(entry);
    }
    sign_head("time");
    content_.trust_list = district_->trust_list;
  }

  void sign_head(const std::string& signer) {
    const AuditEntry& last = content_.entries.back();
    content_.head = Envelope{PayloadType::audit_head,
                             wire::serialize(wire::AuditHead{1, last.sequence, last.digest, kNow + seconds(99)}),
                             {}};
    for (const NamedKey& key : district_->issuers) {
      if (key.name != signer) continue;
      EXPECT_TRUE(sign::add_signature(*content_.head, district_->deployment, key.key));
    }
  }
  Try<VerifiedAudit> verify() const { return verify_audit_export(content_, district_->root_set, {}); }
  std::string first_fault() const {
    const auto verified = verify();
    return verified ? "" : verified.error().message;
  }

  std::optional<District> district_;
  AuditExport content_;
};

TEST_F(AuditChainTest, AWholeChainVerifiesWithItsSignedHead) {
  const auto verified = verify();
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_EQ(verified->entries, kEntries);
  ASSERT_TRUE(verified->head);
  EXPECT_EQ(verified->head->sequence, kEntries);
}

TEST_F(AuditChainTest, EveryFieldOfEveryEntryIsCovered) {
  const std::vector<std::function<void(AuditEntry&)>> changes = {
      [](AuditEntry& e) { e.at += microseconds(1); }, [](AuditEntry& e) { e.action += "x"; },
      [](AuditEntry& e) { e.subject.clear(); }, [](AuditEntry& e) { std::swap(e.subject, e.detail); },
      [](AuditEntry& e) { e.digest.octets[31] ^= std::byte{1}; }};
  for (std::size_t i = 0; i < kEntries; ++i)
    for (const auto& change : changes) {
      const AuditEntry kept = content_.entries[i];
      change(content_.entries[i]);
      EXPECT_EQ(first_fault(), "audit entry " + std::to_string(i + 1) + ": its digest does not cover its content");
      content_.entries[i] = kept;
    }
}

TEST_F(AuditChainTest, TextCannotMoveFromOneFieldToTheNext) {
  AuditEntry moved = content_.entries[3];
  moved.action = "group.saved沿";
  moved.subject = "江村";
  EXPECT_NE(audit_digest(moved), content_.entries[3].digest);
}

// Computed by another program from the words of docs/audit.md.
TEST(AuditDigest, IsThatOfTheDocumentedBytes) {
  const AuditEntry entry{1, kNow, "order.issued", "3f5a", "沿江村", {}, {}};
  EXPECT_EQ(to_string(audit_digest(entry)), "749446ed38b60d70af621f76649969bcc9f07ed1c58a61507e748ad1c139aa57");
}

TEST_F(AuditChainTest, AMissingEntryIsNamedByTheOneThatFollows) {
  content_.entries.erase(content_.entries.begin() + 16);
  EXPECT_EQ(first_fault(), "audit entry 18: it does not follow entry 16");
}

TEST_F(AuditChainTest, AnInsertedEntryIsNamed) {
  content_.entries.insert(content_.entries.begin() + 16, content_.entries[16]);
  EXPECT_EQ(first_fault(), "audit entry 17: it does not follow entry 17");
}

TEST_F(AuditChainTest, ARewrittenEntryIsNamedByTheOneThatFollows) {
  content_.entries[16].detail = "by somebody else";
  content_.entries[16].digest = audit_digest(content_.entries[16]);
  EXPECT_EQ(first_fault(), "audit entry 18: it was chained to another entry 17");
}

TEST_F(AuditChainTest, AChainWithoutItsBeginningIsNamed) {
  content_.entries.erase(content_.entries.begin());
  EXPECT_EQ(first_fault(), "audit entry 2: it is not the chain's beginning");
}

TEST_F(AuditChainTest, AnEndThatWasCutOffIsShownByTheHead) {
  content_.entries.pop_back();
  EXPECT_EQ(first_fault(), "audit head: it is about entry 20, the last one here is 19");
}

TEST_F(AuditChainTest, AHeadThatTheTimeKeyDidNotSignIsNamed) {
  sign_head("maintain");
  EXPECT_EQ(first_fault(), "audit head: wrong_role");
  content_.head->signatures.clear();
  EXPECT_EQ(first_fault(), "audit head: quorum_not_met");
}

TEST_F(AuditChainTest, ATrustListOfOtherRootsIsNamed) {
  content_.trust_list = make_district({AreaCode::parse("500116000000").value()}, kNow).value().trust_list;
  EXPECT_EQ(first_fault().substr(0, 12), "trust list: ");
}

TEST_F(AuditChainTest, WithoutATrustListTheHeadIsSaidToBeUnchecked) {
  content_.trust_list.reset();
  const auto verified = verify();
  ASSERT_TRUE(verified);
  EXPECT_FALSE(verified->head);
}

TEST_F(AuditChainTest, BytesThatAreNoEntryAreNamed) {
  const auto parsed = parse_audit_entries(boost::json::parse(R"([{"sequence":1,"at_us":1}])").as_array());
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().message, "audit: item 1 is no entry");
  EXPECT_EQ(parsed.error().code, ExitCode::verification);
}

}  // namespace
}  // namespace tongluo::ctl
