#pragma once
// The question before a signature: it names class, level, places and number. Everything but a township's own routine
// is confirmed by the number of addressed terminals: typed, or given as --confirm-count; --yes is not enough for it.
// The number goes with the submit, where the controller compares it with its own.

#include <istream>
#include <optional>

#include "tools/ctl/prepared_order.hpp"

namespace tongluo::ctl {

struct Confirmation {
  bool yes = false;                       // --yes: no question where the number is not needed
  std::optional<std::size_t> count = {};  // --confirm-count
  bool ask_always = false;                // a question also for lower orders (somebody else composed them)
};

// By the controller's word, or by what is known here.
bool needs_typed_count(const PreparedOrder& prepared);
// The number to submit, if one is needed. Refuses: nothing may be signed then.
Try<std::optional<std::size_t>> confirm(const Context& context, std::istream& in, const PreparedOrder& prepared,
                                        const Confirmation& confirmation);

}  // namespace tongluo::ctl
