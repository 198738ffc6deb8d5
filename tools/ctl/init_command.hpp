#pragma once
// `tongluo init HOME`: keys, authorities, certificates, trust list and configuration of a new deployment.

#include "tools/ctl/context.hpp"
#include "tools/ctl/district.hpp"

namespace tongluo::ctl {

struct InitOptions {
  std::string folder;
  std::string county = "500116000000";
  std::uint32_t roots = 1;
  std::uint32_t quorum = 1;
  std::uint32_t quorum_level_i = 2;
  std::uint32_t quorum_level_ii = 2;
  std::string person = "duty officer";
  std::string second_person = "approver";
  bool training = false;  // an environment of its own: other roots, other terminals, shown everywhere
  bool relay = false;
  int valid_days = 365;
  std::string link_address = "127.0.0.1";
  int link_port = 7100;
  std::string api_address = "127.0.0.1";
  int api_port = 7180;
  std::uint32_t key_memory_mib = 64;  // what Argon2id costs whoever guesses
};

Try<void> run_init(const Context& context, const InitOptions& options);

}  // namespace tongluo::ctl
