#pragma once
// `tongluo sign-order FILE`: a payload, or an envelope that another person signed already, gets one more signature.
// With `tongluo submit FILE` this is how two persons issue one order, each on their own machine.

#include <istream>

#include "tools/ctl/signer_choice.hpp"

namespace tongluo::ctl {

struct SignOrderOptions {
  std::string file;  // payload or envelope
  SignerOptions signer;
  std::string out;  // may be the same file
  bool yes = false;
};

struct SubmitOptions {
  std::string file;
  std::optional<std::size_t> count;  // --confirm-count
};

Try<void> run_sign_order(const Context& context, const SignOrderOptions& options, std::istream& in);
Try<void> run_submit(const Context& context, const SubmitOptions& options);

}  // namespace tongluo::ctl
