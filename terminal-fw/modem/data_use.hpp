#pragma once
// How much of its data plan the terminal has used: octets of an interface since the month began, both directions, over
// restarts of interface, program and machine. Pure value. The month changes only by a clock that is known to be right.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/time.hpp"

namespace tongluo::modem {

// Year × 100 + month, where the operators bill: at UTC+8.
std::uint32_t billing_month(WallTime wall);

struct StoredUse {
  std::uint32_t month = 0;   // 0: not known yet
  std::uint64_t octets = 0;  // in it
  std::string boot;          // of the kernel, when it was counted; the interface's counter begins anew with it
  std::uint64_t counter = 0;
  bool operator==(const StoredUse&) const = default;
};
std::string to_text(const StoredUse& use);                         // one line
std::optional<StoredUse> parse_stored_use(std::string_view text);  // nothing but what to_text() gives

class DataUse {
 public:
  explicit DataUse(StoredUse stored) : use_(std::move(stored)) {}

  // The interface's counter as it stands; `month` 0: the clock is not known to be right.
  void on_counter(std::string_view boot, std::uint64_t counter, std::uint32_t month);
  void on_interface_gone() { use_.counter = 0; }
  const StoredUse& use() const { return use_; }

 private:
  StoredUse use_;
};

}  // namespace tongluo::modem
