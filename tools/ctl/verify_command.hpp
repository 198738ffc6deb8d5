#pragma once
// `tongluo verify FILE --roots roots.bin`: an order's export or an audit chain, recognised by its format, checked
// offline with public keys only. The first broken link is named.

#include "tools/ctl/context.hpp"

namespace tongluo::ctl {

struct VerifyOptions {
  std::string file;
  std::string roots;       // empty: the home's
  std::string authority;   // the devices' authority; empty: the home's if there is one
  std::string trust_list;  // for an audit chain; empty: the one in the file
};

Try<void> run_verify(const Context& context, const VerifyOptions& options);

}  // namespace tongluo::ctl
