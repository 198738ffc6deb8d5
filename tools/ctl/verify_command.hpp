#pragma once
// `tongluo verify FILE --roots roots.bin`: an export checked offline, with public keys only.

#include "tools/ctl/context.hpp"

namespace tongluo::ctl {

struct VerifyOptions {
  std::string file;
  std::string roots;      // empty: the home's
  std::string authority;  // the devices' authority; empty: the home's if there is one
};

Try<void> run_verify(const Context& context, const VerifyOptions& options);

}  // namespace tongluo::ctl
