#pragma once
// Pages of a few terminals, as the register gives them.

#include <algorithm>

#include "controller/core/terminal_order.hpp"

namespace tongluo::http {

// By id, behind `after`.
inline controller::TerminalPage page_by_id(const controller::TerminalPage& all, std::size_t limit,
                                           const std::optional<TerminalId>& after) {
  controller::TerminalPage page;
  for (const controller::TerminalView& one : all.terminals) {
    if (after && !(*after < one.terminal)) continue;
    if (page.terminals.size() == limit) {
      page.next = page.terminals.back().terminal;
      break;
    }
    page.terminals.push_back(one);
  }
  return page;
}

inline controller::TerminalPage page_by_member(controller::TerminalPage page, std::size_t limit,
                                               const controller::TerminalOrder& order) {
  std::vector<controller::TerminalView>& rows = page.terminals;
  const auto key = [&order](const controller::TerminalView& one) {
    return controller::key_of({one.terminal, one.name, one.area, one.presence, one.last_seen, one.firmware}, order.by);
  };
  if (order.after)
    std::erase_if(rows, [&](const auto& one) {
      return !controller::stands_before(controller::key_of(*order.after), key(one), order.falling);
    });
  std::sort(rows.begin(), rows.end(), [&](const auto& one, const auto& other) {
    return controller::stands_before(key(one), key(other), order.falling);
  });
  if (rows.size() <= limit) return page;
  rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(limit), rows.end());
  page.next = rows.back().terminal;
  return page;
}

}  // namespace tongluo::http
