#pragma once
// Showing and asking before a signature is made. Shared by all commands that sign orders.

#include <istream>
#include <vector>

#include "protocol/wire/order.hpp"
#include "tools/ctl/asked_places.hpp"
#include "tools/ctl/context.hpp"

namespace tongluo::ctl {

struct AddressedTerminal {
  std::string terminal, name, area;
};

constexpr std::size_t kMaxShownTerminals = 20;

// Every field that will be signed, for people.
std::string describe(const wire::Order& order, const Digest& digest,
                     std::chrono::minutes utc_offset = kCountyUtcOffset);
std::string describe(const std::vector<AddressedTerminal>& addressed);
// True when the line typed is exactly `expected`.
bool confirmed_by_typing(const Context& context, std::istream& in, const std::string& question,
                         const std::string& expected);
std::string utc_text(WallTime time);
// Of the home, for who signs orders of this class.
std::string default_key_name(OrderClass order_class);

}  // namespace tongluo::ctl
