#pragma once
// The life of an order between its making and its sound: what waits, what exactly it is, and the second person's yes or
// no. An approval is a signature over the very bytes; whoever gives it has seen them parsed here.

#include <istream>

#include "tools/ctl/confirmation.hpp"
#include "tools/ctl/signer_choice.hpp"

namespace tongluo::ctl {

struct ReferenceOptions {
  std::string reference;
  std::string reason;  // of a return
};

struct ApproveOptions {
  std::string reference;
  SignerOptions signer;
  std::string listen;  // write everything that will sound there
  Confirmation confirmation;
  std::uint32_t wait_s = 120;
};

Try<void> run_drafts(const Context& context);
Try<void> run_show(const Context& context, const ReferenceOptions& options);
Try<void> run_approve(const Context& context, const ApproveOptions& options, std::istream& in);
Try<void> run_return(const Context& context, const ReferenceOptions& options);
// A new draft of the same content, from now on: checked to be the same, signed and submitted.
Try<void> run_refresh(const Context& context, const ApproveOptions& options, std::istream& in);

// Is `renewed` the same order from now on? Only nonce and times may differ, and those only so: issued now, valid no
// longer than before, each start one of the original's or now with its window. Pure; the first field that differs.
std::string changed_field(const wire::Order& original, const wire::Order& renewed, WallTime now);

}  // namespace tongluo::ctl
