#pragma once
// A small deployment for tests: three roots (two must sign), a trust list with one issuer per role and the keys that
// belong to it. Everything is really signed and verified. Link tongluo_test_support.
//
//   dispatch  Ed25519  actual, all levels, the whole county       announce  P-256  routine, township 500116101000
//   exercise  SM2      exercise, all levels, the whole county     maintain  Ed25519, county      time  Ed25519, county
//
// One person suffices for each class and level; `edit` changes the list before it is signed.

#include <functional>
#include <vector>

#include "protocol/sign/digest_of.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/trust/admission.hpp"
#include "protocol/trust/roots.hpp"

namespace tongluo::test {

inline constexpr WallTime kNow = wall_from_us(1'800'000'000'000'000);  // 2027-01-15 08:00:00 UTC
inline constexpr auto kListLifetime = std::chrono::hours(24 * 365);

AreaCode area(std::string_view twelve_digits);
TerminalId terminal_id(std::string_view text);
inline AreaCode county() { return area("500116000000"); }
inline AreaCode township() { return area("500116101000"); }
inline AreaCode village() { return area("500116101001"); }

// One issuer entry for `key`, valid for twice the list's lifetime from a day before kNow.
wire::Issuer issuer(const sign::Signer& key, std::string person, Role role, OrderClass order_class, AreaCode scope,
                    Level highest_level);

// Class actual, level II, area 500116101000, one ten-second clip, one occurrence from `now` on, valid for an hour.
wire::Order sample_order(WallTime now = kNow, const Digest& clip = sign::digest_of(as_bytes("sample clip")));

class TrustFixture {
 public:
  using Edit = std::function<void(wire::TrustList&)>;
  using MakeKey = std::function<sign::PrivateKey(Algorithm)>;
  // `make_key`: none, or where the keys come from instead of being random.
  explicit TrustFixture(const Edit& edit = {}, const MakeKey& make_key = {});

  const Bytes& root_set() const { return root_set_; }  // the content of roots.bin
  const trust::PinnedRoots& roots() const { return *roots_; }
  const Digest& deployment() const { return roots_->deployment(); }
  const trust::VerifiedTrustList& list() const { return *list_; }
  const Envelope& trust_list() const { return trust_list_; }
  trust::Authority authority() const { return {*roots_, &*list_}; }

  Envelope seal(PayloadType type, Bytes payload, const std::vector<const sign::Signer*>& signers) const;
  Envelope seal(const wire::Order& order, const sign::Signer& signer) const;
  Envelope seal(const wire::Cancel& cancel, const sign::Signer& signer) const;
  Envelope seal(const wire::StopAll& stop, const sign::Signer& signer) const;
  Envelope seal_trust_list(const wire::TrustList& list) const;  // by two roots

  Envelope place(const TerminalId& terminal, AreaCode area, std::uint64_t version = 1, Position position = {}) const;
  Envelope time_statement(const TerminalId& terminal, const Nonce& nonce, WallTime time) const;
  Envelope freshness(std::uint64_t trust_list_version, WallTime issued_at = kNow,
                     WallTime::duration valid_for = trust::kFreshFor) const;                      // by maintain
  Envelope time_reset(const TerminalId& terminal, std::uint64_t sequence, WallTime floor) const;  // by two roots
  // The set after the pinned one: these keys, of which `quorum` must sign.
  wire::RootSet successor(const std::vector<const sign::Signer*>& keys, std::uint32_t quorum) const;

  std::vector<sign::PrivateKey> root_keys;
  sign::PrivateKey dispatch;
  sign::PrivateKey announce;
  sign::PrivateKey exercise;
  sign::PrivateKey maintain;
  sign::PrivateKey time;

 private:
  wire::TrustList draft() const;
  Bytes root_set_;
  std::optional<trust::PinnedRoots> roots_;
  Envelope trust_list_;
  std::optional<trust::VerifiedTrustList> list_;
};

}  // namespace tongluo::test
