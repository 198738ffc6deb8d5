#include "controller/core/terminal_order.hpp"

namespace tongluo::controller {

TerminalKey key_of(const SortedMembers& members, TerminalSort sort) {
  switch (sort) {
    case TerminalSort::terminal:
      break;
    case TerminalSort::name:
      return {members.name, 0, &members.id};
    case TerminalSort::area:
      return {{}, static_cast<std::int64_t>(members.area.number()), &members.id};
    case TerminalSort::state:
      return {to_string(members.presence), 0, &members.id};
    case TerminalSort::last_seen:
      return {{}, to_us(members.last_seen), &members.id};
    case TerminalSort::firmware:
      return {members.firmware, 0, &members.id};
  }
  return {members.id.text(), 0, &members.id};
}

bool stands_before(const TerminalKey& one, const TerminalKey& other, bool falling) {
  if (one.number != other.number) return falling ? one.number > other.number : one.number < other.number;
  const int order = one.text.compare(other.text);
  if (order != 0) return falling ? order > 0 : order < 0;
  return *one.id < *other.id;
}

}  // namespace tongluo::controller
