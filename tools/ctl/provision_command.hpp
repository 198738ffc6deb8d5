#pragma once
// `tongluo provision HOME --csv FILE`: for each surveyed terminal a folder ready to be copied to it (key, certificate,
// signed place, trust list, configuration) and its place record for the controller. A terminal that exists is left
// untouched.

#include "tools/ctl/context.hpp"
#include "tools/ctl/terminal_list.hpp"

namespace tongluo::ctl {

struct ProvisionOptions {
  std::string csv;
  std::string endpoint;  // empty: from tongluod.toml
  std::string sink = "alsa:default";
};

Try<void> run_provision(const Context& context, const ProvisionOptions& options);

}  // namespace tongluo::ctl
