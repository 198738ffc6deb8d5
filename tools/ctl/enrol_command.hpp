#pragma once
// `tongluo enrol …`: claim codes for new terminals, hardware that waits for its place, replacement, revocation. The
// code is made here and shown once: the controller keeps only its name.

#include "protocol/sign/claim_code.hpp"
#include "tools/ctl/context.hpp"
#include "tools/ctl/signer_choice.hpp"

namespace tongluo::ctl {

struct EnrolCodeOptions {
  std::string terminal;  // empty: a person binds the hardware later
  std::string label;
  std::uint32_t days = 90;
  bool replace = false;
};
struct EnrolImportOptions {
  std::string csv;
  std::string out;
  std::uint32_t days = 90;
  bool all_or_nothing = false;
  SignerOptions signer;
};
struct EnrolListOptions {
  bool waiting = false;
  bool devices = false;
};
struct EnrolApproveOptions {
  std::string claim;  // the first digits of its name, or the hardware's serial number
  std::string terminal;
  bool replace = false;
};
struct EnrolReplaceOptions {
  std::string terminal;
  std::string with;  // hardware that waits, as in EnrolApproveOptions; empty: a code is made
  std::uint32_t days = 30;
};
struct EnrolRevokeOptions {
  std::string terminal;
  std::string reason;
};

Try<void> run_enrol_code(const Context& context, const EnrolCodeOptions& options);
Try<void> run_enrol_import(const Context& context, const EnrolImportOptions& options);
Try<void> run_enrol_list(const Context& context, const EnrolListOptions& options);
Try<void> run_enrol_approve(const Context& context, const EnrolApproveOptions& options);
Try<void> run_enrol_replace(const Context& context, const EnrolReplaceOptions& options);
Try<void> run_enrol_revoke(const Context& context, const EnrolRevokeOptions& options);
Try<void> run_enrol_drop(const Context& context, const std::string& claim);

// What every code of a home anchors.
struct CodeMaker {
  Bytes root_set;
  Bytes authority;
  static Try<CodeMaker> open(const Home& home);
  sign::ClaimCode make() const;
};

}  // namespace tongluo::ctl
