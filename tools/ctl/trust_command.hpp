#pragma once
// `tongluo trust …`: the ceremonies. Each proposal is a file with the next trust list; `trust sign` adds one root's
// signature to it, `trust publish` takes it into force. All but publish need no controller. docs/trust.md tells when to
// do which. Blocking; main thread.

#include <istream>

#include "tools/ctl/ceremony.hpp"
#include "tools/ctl/signer_choice.hpp"

namespace tongluo::ctl {

struct TrustShowOptions {
  std::string file;  // a ceremony's, or an envelope's; empty: the list in force
};

// Where a new public key comes from: a file (PEM, DER, key file) or a token.
struct PublicKeyOptions {
  std::string file;
  SignerOptions token;
};

struct AddPersonOptions {
  PublicKeyOptions key;
  std::string person;
  std::string role;
  std::string order_class;  // empty for roles that issue no orders
  std::string level;        // the highest; empty likewise
  std::vector<std::string> areas;
  std::string custody = "operator";
  std::uint32_t rank = 0;
  std::string valid_from;   // UTC; empty: now
  std::string valid_until;  // empty: the list's end
  std::string out;
};

struct RevokeOptions {
  std::string key_id;
  std::string person;
  std::string out;
};

struct RotateKeyOptions {
  PublicKeyOptions key;
  std::string key_id;
  std::string person;
  std::string custody = "operator";
  std::string out;
};

struct SetQuorumOptions {
  std::string order_class;
  std::string level;
  std::uint32_t persons = 1;  // 0: nobody may issue it any more
  std::vector<std::string> roles;
  std::string out;
};

struct RenewOptions {
  int valid_days = 365;
  bool keep_key_ends = false;
  std::string out;
};

struct ChangeRootsOptions {
  std::vector<std::string> roots;  // public key files of all roots of the new set
  std::uint32_t quorum = 1;
  std::string out;
};

struct TrustSignOptions {
  std::string file;
  SignerOptions signer;
  std::string out;  // empty: the same file
  bool yes = false;
};

struct PublishOptions {
  std::string file;
  bool offline = false;  // into the home only: for a controller that is down, or on another machine
};

struct FreshnessOptions {
  SignerOptions signer;
  std::string out;
  bool publish = false;
};

struct TimeResetOptions {
  std::string terminal;
  std::string floor;           // UTC; empty: now
  std::uint64_t sequence = 0;  // 0: from the clock, which rises by itself
  std::string out;
};

Try<void> run_trust_show(const Context& context, const TrustShowOptions& options);
Try<void> run_trust_add_person(const Context& context, const AddPersonOptions& options);
Try<void> run_trust_revoke(const Context& context, const RevokeOptions& options);
Try<void> run_trust_rotate_key(const Context& context, const RotateKeyOptions& options);
Try<void> run_trust_set_quorum(const Context& context, const SetQuorumOptions& options);
Try<void> run_trust_renew(const Context& context, const RenewOptions& options);
Try<void> run_trust_change_roots(const Context& context, const ChangeRootsOptions& options);
Try<void> run_trust_time_reset(const Context& context, const TimeResetOptions& options);
Try<void> run_trust_sign(const Context& context, const TrustSignOptions& options, std::istream& in);
Try<void> run_trust_freshness(const Context& context, const FreshnessOptions& options);
Try<void> run_trust_publish(const Context& context, const PublishOptions& options);

}  // namespace tongluo::ctl
