// What format 2 added to an order's export: approvals, freshness, cancels and stop-alls, the audit slice and its head.
// Each link is broken in turn, and that link is named.

#include <boost/json.hpp>

#include "tests/unit/ctl/export_world.hpp"

namespace tongluo::ctl {
namespace {

using testing::HasSubstr;

class EvidenceTest : public ExportWorld {
 protected:
  EvidenceTest() { add_audit(); }
  wire::Cancel cancel() const { return {1, order_digest(), kNow + seconds(5), {}}; }
  wire::StopAll stop_all() const {
    return {1, {AreaCode::parse("500116000000").value()}, {OrderClass::actual}, Level::i, kNow + seconds(5), {}};
  }
  VerifiedExport verified() const {
    const auto verified = verify_order_export(content_, district_->root_set, devices_.certificate_pem);
    EXPECT_TRUE(verified) << verified.error().message;
    return verified.value_or(VerifiedExport{});
  }
};

TEST_F(EvidenceTest, AWholeExportVerifies) {
  state_freshness("maintain");
  add_stop(cancel(), "dispatch");
  add_stop(stop_all());
  const VerifiedExport all = verified();
  EXPECT_TRUE(all.fresh_when_issued);
  EXPECT_EQ(all.cancels, 1U);
  EXPECT_EQ(all.stop_alls, 1U);
  EXPECT_EQ(all.audit_entries, 3U);
  ASSERT_TRUE(all.audit_head);
  EXPECT_EQ(all.audit_head->sequence, 43U);
}

TEST_F(EvidenceTest, AMissingApprovalIsNamed) {
  content_.order.signatures.pop_back();
  EXPECT_EQ(first_fault(), "order: quorum_not_met");
}

TEST_F(EvidenceTest, ASecondSignatureOfOnePersonIsNoApproval) {
  content_.order.signatures[1] = content_.order.signatures[0];
  EXPECT_THAT(first_fault(), HasSubstr("order: "));
}

TEST_F(EvidenceTest, AFreshnessStatementByAnotherRoleIsNamed) {
  state_freshness("dispatch");
  EXPECT_EQ(first_fault(), "freshness: wrong_role");
}

TEST_F(EvidenceTest, AForgedFreshnessStatementIsNamed) {
  state_freshness("maintain");
  content_.freshness->signatures[0].octets[3] ^= std::byte{1};
  EXPECT_EQ(first_fault(), "freshness: bad_signature");
}

TEST_F(EvidenceTest, ACancelOfAnotherOrderIsNamed) {
  wire::Cancel other = cancel();
  other.order.octets[0] ^= std::byte{1};
  add_stop(other, "dispatch");
  EXPECT_EQ(first_fault(), "stop 1: it cancels another order");
}

TEST_F(EvidenceTest, ACancelByWhoeverMayNotIsNamed) {
  add_stop(cancel(), "announce");
  EXPECT_THAT(first_fault(), HasSubstr("stop 1: "));
}

TEST_F(EvidenceTest, AForgedCancelIsNamed) {
  add_stop(cancel(), "dispatch");
  content_.stops[0].signatures[0].octets[3] ^= std::byte{1};
  EXPECT_EQ(first_fault(), "stop 1: bad_signature");
}

TEST_F(EvidenceTest, AStopAllThatDoesNotReachTheOrderIsNamed) {
  wire::StopAll earlier = stop_all();
  earlier.issued_at = kNow - seconds(5);
  wire::StopAll lower = stop_all();
  lower.highest_level = Level::iii;
  wire::StopAll drills = stop_all();
  drills.order_classes = {OrderClass::exercise};
  for (const wire::StopAll& stop : {earlier, lower, drills}) {
    content_.stops.clear();
    add_stop(stop);
    EXPECT_EQ(first_fault(), "stop 1: it does not act on this order");
  }
}

TEST_F(EvidenceTest, AChangedAuditEntryIsNamed) {
  content_.audit[1].detail = "somebody else";
  EXPECT_EQ(first_fault(), "audit entry 42: its digest does not cover its content");
}

TEST_F(EvidenceTest, AChangedAndRedigestedAuditEntryBreaksTheNextLink) {
  content_.audit[1].detail = "somebody else";
  content_.audit[1].digest = audit_digest(content_.audit[1]);
  EXPECT_EQ(first_fault(), "audit entry 43: it was chained to another entry 42");
}

TEST_F(EvidenceTest, ARemovedAuditEntryIsNamed) {
  content_.audit.erase(content_.audit.begin() + 1);
  EXPECT_EQ(first_fault(), "audit entry 43: it does not follow entry 41");
}

TEST_F(EvidenceTest, AnAuditSliceThatDoesNotSpeakOfTheIssueIsRefused) {
  content_.audit.pop_back();
  sign_head(content_.audit.back());
  EXPECT_EQ(first_fault(), "audit: no entry says that this order was issued");
}

TEST_F(EvidenceTest, AHeadOverAnotherEntryIsNamed) {
  add_entry("order.cancelled");
  EXPECT_EQ(first_fault(), "audit head: it is about entry 43, the last one here is 44");
}

TEST_F(EvidenceTest, ARewrittenChainDoesNotMatchItsSignedHead) {
  AuditEntry& last = content_.audit.back();
  last.detail = "rewritten";
  last.digest = audit_digest(last);
  EXPECT_EQ(first_fault(), "audit head: it is about another entry 43");
}

TEST_F(EvidenceTest, AHeadByAnotherKeyIsNamed) {
  content_.audit_head = sign(PayloadType::audit_head, content_.audit_head->payload, issuer("dispatch"));
  EXPECT_EQ(first_fault(), "audit head: wrong_role");
}

TEST_F(EvidenceTest, AnUnsignedAuditIsSaidToBeSo) {
  content_.audit_head.reset();
  EXPECT_FALSE(verified().audit_head);
}

TEST_F(EvidenceTest, TheFileFormReadsBack) {
  boost::json::array audit;
  for (const AuditEntry& entry : content_.audit)
    audit.push_back(boost::json::object{{"sequence", entry.sequence},
                                        {"at_us", to_us(entry.at)},
                                        {"action", entry.action},
                                        {"subject", entry.subject},
                                        {"detail", entry.detail},
                                        {"previous", to_string(entry.previous)},
                                        {"digest", to_string(entry.digest)}});
  boost::json::object file{{"format", "tongluo-order-export-2"},
                           {"roots", to_base64(content_.roots)},
                           {"trust_list", to_base64(wire::serialize(content_.trust_list))},
                           {"freshness", nullptr},
                           {"order", to_base64(wire::serialize(content_.order))},
                           {"stops", boost::json::array()},
                           {"receipts", boost::json::array()},
                           {"certificates", boost::json::object()},
                           {"audit", std::move(audit)},
                           {"audit_head", to_base64(wire::serialize(*content_.audit_head))}};
  const auto parsed = parse_order_export(boost::json::serialize(file));
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_TRUE(verify_order_export(*parsed, district_->root_set, ""));
  file["stops"] = boost::json::array{"!"};
  EXPECT_EQ(parse_order_export(boost::json::serialize(file)).error().message, "stop 1: not base64");
}

}  // namespace
}  // namespace tongluo::ctl
