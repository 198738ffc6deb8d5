#pragma once
// Which orders are issued only after each signer has typed the number of their terminals. Pure.

#include <vector>

#include "protocol/base/identifiers.hpp"
#include "protocol/base/vocabulary.hpp"

namespace tongluo::controller {

// Alerts, drills and tests of every level; of the daily announcements those that leave the township, which is what goes
// wrong with them: a township's own ones are made several times a day, and a number typed by habit guards nothing.
bool needs_count(OrderClass order_class, const std::vector<AreaCode>& addressed);

}  // namespace tongluo::controller
