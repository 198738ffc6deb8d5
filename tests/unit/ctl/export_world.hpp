#pragma once
// A district, one level II order to a township that two persons signed, two terminals that played it, and all that an
// export may hold about it. Tests break one thing of it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>

#include "protocol/sign/digest_of.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/order.hpp"
#include "tests/unit/ctl/certificate_text.hpp"
#include "tools/ctl/certificates.hpp"
#include "tools/ctl/district.hpp"
#include "tools/ctl/order_export.hpp"

namespace tongluo::ctl {

inline const WallTime kNow = wall_from_us(1'760'000'000'000'000);

inline wire::Order some_order() {
  wire::Order order;
  order.order_class = OrderClass::actual;
  order.level = Level::ii;
  order.issued_at = order.valid_from = kNow;
  order.valid_until = kNow + seconds(3600);
  order.targets = {AreaCode::parse("500116108000").value()};
  order.occurrences = {{1, kNow, kNow + seconds(600), kNow + seconds(900)}};
  order.tone = Tone::level_ii;
  order.tone_duration = milliseconds(4000);
  Digest clip;
  clip.octets[0] = std::byte{1};
  order.programme = wire::ClipProgramme{{{clip, milliseconds(8000)}}, 1, milliseconds(0)};
  order.volume_percent = 80;
  order.interrupt_rule = InterruptRule::resume;
  order.language = "zh-CN";
  order.nonce.octets.fill(std::byte{9});
  return order;
}

class ExportWorld : public testing::Test {
 protected:
  ExportWorld() {
    DistrictPlan plan{AreaCode::parse("500116000000").value()};
    district_ = make_district(plan, kNow - seconds(60)).value();
    content_.roots = district_->root_set;
    content_.trust_list = district_->trust_list;
    content_.order = sign(PayloadType::order, wire::serialize(some_order()), issuer("dispatch"));
    EXPECT_TRUE(sign::add_signature(content_.order, district_->deployment, issuer("dispatch-2")));
    for (const char* id : {"TL-0001", "TL-0002"}) add_terminal(id);
  }

  const sign::PrivateKey& issuer(const std::string& name) const {
    for (const NamedKey& key : district_->issuers)
      if (key.name == name) return key.key;
    throw std::out_of_range(name);
  }

  Envelope sign(PayloadType type, Bytes payload, const sign::PrivateKey& key) const {
    Envelope envelope{type, std::move(payload), {}};
    EXPECT_TRUE(sign::add_signature(envelope, district_->deployment, key));
    return envelope;
  }

  Digest order_digest() const { return sign::digest_of(content_.order.payload); }

  // The audit log of this order: entries 41 to 43 of the chain, the last one signed by the time key.
  void add_audit() {
    for (const char* action : {"order.submitted", "order.approved", "order.issued"}) add_entry(action);
    sign_head(content_.audit.back());
  }
  void add_entry(const std::string& action) {
    const bool first = content_.audit.empty();
    AuditEntry entry{
        first ? 41 : content_.audit.back().sequence + 1, kNow, action, to_string(order_digest()), "", {}, {}};
    entry.previous = first ? sign::digest_of(as_bytes("entry 40")) : content_.audit.back().digest;
    entry.digest = audit_digest(entry);
    content_.audit.push_back(entry);
  }
  void sign_head(const AuditEntry& last) {
    const wire::AuditHead head{1, last.sequence, last.digest, kNow + seconds(60)};
    content_.audit_head = sign(PayloadType::audit_head, wire::serialize(head), issuer("time"));
  }
  void add_stop(const wire::Cancel& cancel, const std::string& signer) {
    content_.stops.push_back(sign(PayloadType::cancel, wire::serialize(cancel), issuer(signer)));
  }
  void add_stop(const wire::StopAll& stop) {
    content_.stops.push_back(sign(PayloadType::stop_all, wire::serialize(stop), issuer("dispatch")));
  }
  void state_freshness(const std::string& signer) {
    const wire::Freshness freshness{1, 1, kNow - seconds(30), kNow + seconds(3600)};
    content_.freshness = sign(PayloadType::freshness, wire::serialize(freshness), issuer(signer));
  }

  void add_terminal(const std::string& id) {
    const sign::PrivateKey key = sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256).value();
    content_.certificates[id] = der_of(issue_certificate(devices_, {id, "", Purpose::terminal}, key, kNow).value());
    keys_.emplace(id, key);
    add_receipt(id, Stage::accepted, Outcome::none, 1);
    add_receipt(id, Stage::started, Outcome::none, 2);
    add_receipt(id, Stage::final, Outcome::unproved, 3);
  }

  void add_receipt(const std::string& id, Stage stage, Outcome outcome, std::uint64_t sequence) {
    wire::Receipt receipt{1, TerminalId::parse(id).value(), order_digest(), 1, stage, outcome};
    receipt.at = kNow + seconds(static_cast<int>(sequence));
    receipt.path = wire::Path::cache;
    receipt.sequence = sequence;
    receipt.boot_id.octets.fill(std::byte{3});
    if (stage == Stage::final) {
      receipt.first_sample = kNow;
      receipt.last_sample = kNow + seconds(12);
      receipt.samples_played = 576'000;
    }
    content_.receipts.push_back(sign(PayloadType::receipt, wire::serialize(receipt), keys_.at(id)));
  }

  std::string first_fault() const {
    const auto verified = verify_order_export(content_, district_->root_set, devices_.certificate_pem);
    if (verified) return {};
    EXPECT_EQ(verified.error().code, ExitCode::verification);
    return verified.error().message;
  }

  CertificateAuthority devices_ = make_authority("Tongluo devices-ca", kNow - seconds(60)).value();
  std::optional<District> district_;
  std::map<std::string, sign::PrivateKey> keys_;
  OrderExport content_;
};

}  // namespace tongluo::ctl
