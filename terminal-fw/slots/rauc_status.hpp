#pragma once
// What `rauc status --output-format=shell` says, as a value. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"

namespace tongluo::slots {

struct RaucSlot {
  std::string name;         // "rootfs.1"
  std::string boot_name;    // empty: not bootable by itself
  std::string state;        // booted, active, inactive
  std::string boot_status;  // good, bad, or empty
};

struct RaucStatus {
  std::string primary;  // the slot that starts next; empty: unknown
  std::vector<RaucSlot> slots;

  const RaucSlot* booted() const;
  const RaucSlot* target() const;  // the bootable slot that does not run; none unless there is exactly one
  bool is_primary(std::string_view name) const { return !primary.empty() && primary == name; }
};

// Error: bad_input (it names no booted slot, or the lists do not fit together).
Result<RaucStatus> parse_rauc_status(std::string_view text);

}  // namespace tongluo::slots
