// What an outsider gets to check: one order with all that belongs to it, and pages of the audit chain.

#include "tests/unit/controller_core/people.hpp"

namespace tongluo::test {
namespace {

using namespace controller;

using Evidence = PeopleTest;

std::vector<AuditEntry> some_entries() {
  std::vector<AuditEntry> entries(2);
  entries[0].sequence = 7;
  entries[1].sequence = 8;
  entries[1].digest = sign::digest_of(as_bytes("newest"));
  return entries;
}

TEST_F(Evidence, ExportHoldsOrderReceiptsFreshnessStopsAndASignedAuditSlice) {
  rig.core.accept_freshness(rig.now, rig.next_request(), rig.trust.freshness(1, kNow));
  rig.persist_all();
  const Digest digest = rig.submit(sample_order(kNow, clip->digest));
  const wire::Cancel stop{1, digest, kNow, Nonce{}};
  rig.core.cancel(rig.now, rig.next_request(), rig.trust.seal(stop, rig.trust.dispatch), "x");
  rig.persist_all();
  rig.hello(1);
  rig.persist_all();
  rig.take();

  rig.core.export_order(rig.now, 500, digest);
  const auto receipts = rig.take_only<LoadReceipts>();
  ASSERT_EQ(receipts.size(), 1U);
  rig.core.on_receipts_loaded(rig.now, 500, {to_bytes("a receipt")});
  const auto audit = rig.take_only<LoadAudit>();
  ASSERT_EQ(audit.size(), 1U);
  EXPECT_EQ(audit[0].slice_of, to_string(digest));
  EXPECT_EQ(audit[0].range.limit, kMaxAuditSlice);
  rig.core.on_audit_loaded(rig.now, 500, some_entries());
  const auto ready = rig.take_only<ExportReady>();
  ASSERT_EQ(ready.size(), 1U);
  ASSERT_TRUE(ready[0].content);
  const OrderExport& content = *ready[0].content;
  EXPECT_EQ(content.roots, rig.trust.root_set());
  EXPECT_EQ(content.trust_list, wire::serialize(rig.trust.trust_list()));
  EXPECT_EQ(content.freshness, wire::serialize(rig.trust.freshness(1, kNow)));
  EXPECT_EQ(content.receipts, std::vector<Bytes>{to_bytes("a receipt")});
  EXPECT_EQ(content.stops, std::vector<Bytes>{wire::serialize(rig.trust.seal(stop, rig.trust.dispatch))});
  EXPECT_EQ(content.audit.size(), 2U);
  EXPECT_EQ(content.certificates.size(), 1U);
  const auto head = trust::verify_audit_head(rig.trust.authority(), *wire::parse_envelope(content.audit_head));
  ASSERT_TRUE(head);
  EXPECT_EQ(head->sequence, 8U);
  EXPECT_EQ(head->digest, sign::digest_of(as_bytes("newest")));
  EXPECT_EQ(head->at, rig.now.wall);
}

TEST_F(Evidence, ASliceThatIsTooLongIsLeftOutAndAFailedReadIsAnError) {
  const Digest digest = rig.submit(sample_order(kNow, clip->digest));
  for (const ErrorKind kind : {ErrorKind::limit, ErrorKind::io}) {
    rig.core.export_order(rig.now, 500, digest);
    rig.core.on_receipts_loaded(rig.now, 500, {});
    rig.core.on_audit_failed(rig.now, 500, Error{kind, "why"});
    const auto ready = rig.take_only<ExportReady>();
    ASSERT_EQ(ready.size(), 1U);
    EXPECT_EQ(ready[0].content.has_value(), kind == ErrorKind::limit);
    const bool without = !ready[0].content || (ready[0].content->audit.empty() && ready[0].content->audit_head.empty());
    EXPECT_TRUE(without);
  }
}

TEST_F(Evidence, UnknownOrderIsNotFound) {
  rig.core.export_order(rig.now, 1, Digest{});
  EXPECT_EQ(rig.take_only<ExportReady>().at(0).content.error().kind, ErrorKind::not_found);
}

TEST_F(Evidence, AuditPageComesWithAHeadOverItsNewestEntry) {
  rig.core.read_audit(rig.now, 9, {.after = 6, .limit = 1'000'000});
  const auto wanted = rig.take_only<LoadAudit>();
  ASSERT_EQ(wanted.size(), 1U);
  EXPECT_TRUE(wanted[0].slice_of.empty());
  EXPECT_EQ(wanted[0].range.after, 6U);
  EXPECT_EQ(wanted[0].range.limit, kMaxPageRows + 1);
  rig.core.on_audit_loaded(rig.now, 9, some_entries());
  const auto ready = rig.take_only<AuditReady>();
  ASSERT_EQ(ready.size(), 1U);
  EXPECT_EQ(ready[0].entries->size(), 2U);
  EXPECT_FALSE(ready[0].more);
  EXPECT_TRUE(trust::verify_audit_head(rig.trust.authority(), *wire::parse_envelope(ready[0].head)));
}

TEST_F(Evidence, AFallingPageIsCutAndItsHeadIsOverItsFirstEntry) {
  rig.core.read_audit(rig.now, 9, {.limit = 1, .falling = true});
  rig.take();
  std::vector<AuditEntry> entries = some_entries();
  std::reverse(entries.begin(), entries.end());
  rig.core.on_audit_loaded(rig.now, 9, entries);
  const auto ready = rig.take_only<AuditReady>();
  ASSERT_EQ(ready.at(0).entries->size(), 1U);
  EXPECT_TRUE(ready[0].more);
  const auto head = trust::verify_audit_head(rig.trust.authority(), *wire::parse_envelope(ready[0].head));
  ASSERT_TRUE(head);
  EXPECT_EQ(head->sequence, entries[0].sequence);
}

TEST_F(Evidence, WithoutATimeKeyThereIsNoHead) {
  ControllerRig silent({}, [](Settings& settings) { settings.time_signer = nullptr; });
  silent.core.read_audit(silent.now, 9, {.limit = 10});
  silent.core.on_audit_loaded(silent.now, 9, some_entries());
  EXPECT_TRUE(silent.take_only<AuditReady>().at(0).head.empty());
}

TEST_F(Evidence, ReadsUnderWayAreBounded) {
  for (RequestId i = 1; i <= kMaxReadsWaiting; ++i) rig.core.read_audit(rig.now, i, {.limit = 10});
  rig.take();
  rig.core.read_audit(rig.now, 5'000, {.limit = 10});
  EXPECT_EQ(rig.take_only<AuditReady>().at(0).entries.error().kind, ErrorKind::limit);
}

TEST_F(Evidence, ACloneIsAnAlarmInTheAudit) {
  const SessionId old = rig.hello(1);
  rig.hello(1);
  rig.persist_all();
  rig.audited.clear();
  rig.advance(kCloneGrace);
  rig.core.on_message(rig.now, old, wire::Heartbeat{});
  rig.persist_all();
  const auto calls = rig.take_only<CallPeople>();
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].kind, CallKind::alarm);
  EXPECT_EQ(calls[0].subject, "TL-000001");
  EXPECT_EQ(rig.audit_actions(), (std::vector<std::string>{"clone.alarm", "people.called"}));
}

TEST_F(Evidence, AFailingDatabaseCallsPeopleOnceAnEpisode) {
  std::size_t alarms = 0;
  const auto fail_one = [&] {
    rig.core.put_document(rig.now, rig.next_request(), {"holidays", "x", ""}, "x");
    rig.fail_all();
    for (const CallPeople& call : rig.take_only<CallPeople>()) alarms += call.kind == CallKind::alarm ? 1 : 0;
  };
  fail_one();
  fail_one();
  EXPECT_EQ(alarms, 1U);
  rig.core.put_document(rig.now, rig.next_request(), {"holidays", "x", ""}, "x");
  rig.persist_all();
  rig.take();
  fail_one();
  EXPECT_EQ(alarms, 1U) << "one write that succeeded in between is no recovery";
  rig.advance(kStoreEpisode);
  fail_one();
  EXPECT_EQ(alarms, 2U);
}

TEST_F(Evidence, BundleIsNamedInTheAudit) {
  rig.audited.clear();
  rig.hand_in(seal(sample_order(kNow, clip->digest), rig.trust.dispatch), "bundle");
  rig.persist_all();
  EXPECT_EQ(rig.audit_actions().front(), "bundle.accepted");
}

}  // namespace
}  // namespace tongluo::test
