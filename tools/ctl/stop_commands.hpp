#pragma once
// Ending what sounds: cancel one order, stop all of an area, give the prepared all-clear. One command, one person, one
// action: nothing is asked, because silence must not wait; but what is signed is checked to be what was asked for.

#include <vector>

#include "tools/ctl/asked_places.hpp"
#include "tools/ctl/signer_choice.hpp"

namespace tongluo::ctl {

struct EndOptions {
  std::string reference;
  SignerOptions signer;
  std::uint32_t wait_s = 120;  // of an all-clear
};

struct StopAllOptions {
  std::vector<std::string> areas;
  std::vector<std::string> groups;
  std::vector<std::string> order_classes;  // empty: all four
  std::string highest_level = "I";
  SignerOptions signer;
};

Try<void> run_cancel(const Context& context, const EndOptions& options);
Try<void> run_stop_all(const Context& context, const StopAllOptions& options);
Try<void> run_all_clear(const Context& context, const EndOptions& options);

// ---- pure checks: a Failure names what the controller changed ----
struct AskedStop {
  std::vector<wire::Target> targets;  // areas and what the groups held
  std::vector<OrderClass> order_classes;
  Level highest_level = Level::unspecified;
};
Try<AskedStop> parse_asked_stop(const StopAllOptions& options);  // without the groups' targets
Try<void> check_stop_all(const AskedStop& asked, ByteView payload, WallTime now);
Try<void> check_cancel(const Digest& order, ByteView payload, WallTime now);
// The all-clear of `original`: its all-clear clip once, its targets and words, no higher level, at most a chime, from
// now on and no longer than an honest controller makes it.
Try<void> check_all_clear(const wire::Order& original, const wire::Order& all_clear, WallTime now);

}  // namespace tongluo::ctl
