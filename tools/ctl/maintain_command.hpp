#pragma once
// A maintenance command for one terminal or an area: shown, signed, sent, and its answers waited for.

#include <istream>

#include "protocol/wire/command.hpp"
#include "tools/ctl/signer_choice.hpp"

namespace tongluo::ctl {

struct MaintainOptions {
  std::string target;  // a terminal id, or a 12-digit area code
  std::string command;
  std::uint32_t duration_s = 0;  // 0: the command's default
  std::uint32_t volume_percent = 0;
  std::string name;
  double value = 0;
  std::uint32_t bytes = 0;
  std::uint32_t valid_s = 600;
  std::uint32_t wait_s = 60;
  SignerOptions signer;
};
Try<void> run_maintain(const Context& context, const MaintainOptions& options);

// A terminal's id or an area code.
Try<wire::Target> target_of(const std::string& text);

// What will be signed: defaults filled in, nothing that the command does not need. Pure.
Try<wire::Command> asked_command(const MaintainOptions& options, WallTime now, const Nonce& nonce);

}  // namespace tongluo::ctl
