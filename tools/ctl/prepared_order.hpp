#pragma once
// What the controller prepared or keeps for signing, as a person must see it: the order parsed from the very bytes that
// will be signed, the terminals that it addresses, warnings and holds. Parsing and showing are pure.

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tools/ctl/signing.hpp"

namespace tongluo::ctl {

struct OrderWarning {
  std::string code, text;
};

struct PreparedOrder {
  wire::Order order;
  Bytes payload;
  Digest digest;  // computed here
  std::vector<AddressedTerminal> addressed;
  std::vector<OrderWarning> warnings;
  std::vector<std::string> holds;
  std::optional<std::uint32_t> persons_required;  // 0: nobody may issue it
  bool confirm_count = false;
};

// Refuses bytes that are no canonical order, a digest that is not theirs, and an order that addresses nobody.
Try<PreparedOrder> parse_prepared(const boost::json::object& answer);
std::vector<AddressedTerminal> parse_addressed(const boost::json::array& list);
std::vector<std::string> parse_texts(const boost::json::array& list);

// Everything above, for people; `by_group` are targets that nobody wrote down by hand.
std::string describe(const PreparedOrder& prepared, std::chrono::minutes utc_offset,
                     const std::vector<Group>& by_group = {});

}  // namespace tongluo::ctl
