#pragma once
// `tongluo controllers`: tells terminals, signed, where their controllers are from now on, and which of their own
// sources may be played by hand.

#include <string>
#include <vector>

#include "protocol/wire/configuration.hpp"
#include "tools/ctl/signer_choice.hpp"

namespace tongluo::ctl {

struct ControllersOptions {
  std::vector<std::string> targets;        // terminals' ids and area codes
  std::vector<std::string> addresses;      // host:port, the first one first; IPv6 in brackets
  std::vector<std::string> local_sources;  // microphone, line_in, usb_file; none: nothing may be played by hand
  std::string local_hours = "06:00-22:00";
  int utc_offset_minutes = 480;
  std::uint32_t local_volume_percent = 60;
  std::uint32_t local_longest_s = 600;
  bool local_below_routine = false;
  SignerOptions signer;
};

// Its version is the time of issue in ms, so that a later one is always newer.
Try<wire::Configuration> asked_controllers(const ControllersOptions& options, WallTime now);
Try<void> run_controllers(const Context& context, const ControllersOptions& options);

}  // namespace tongluo::ctl
