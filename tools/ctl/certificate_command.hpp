#pragma once
// `tongluo certificate controller|operator`: a new key and certificate in place of one that ends, or for one more
// operator, from the authority that `init` made and sealed.

#include "tools/ctl/context.hpp"

namespace tongluo::ctl {

struct CertificateOptions {
  std::string whose;   // "controller" or "operator"
  std::string person;  // of an operator: the actor of the audit chain
  std::string folder;  // where it goes; empty: the home
};

// Files that are there already are kept beside as NAME.previous.
Try<void> run_certificate(const Context& context, const CertificateOptions& options);

}  // namespace tongluo::ctl
