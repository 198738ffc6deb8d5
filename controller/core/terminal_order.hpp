#pragma once
// The order of a list of terminals that is not by their ids: what is compared is looked at where it lies, so that a
// county of kMaxTerminals is sorted without copying it. Pure.

#include <string_view>

#include "controller/core/views.hpp"

namespace tongluo::controller {

// What stands at one place of the list; a member is a text or a number, those that are equal follow their ids. Looks
// into what it was made of.
struct TerminalKey {
  std::string_view text;
  std::int64_t number = 0;
  const TerminalId* id = nullptr;
};

struct SortedMembers {
  const TerminalId& id;
  std::string_view name;
  AreaCode area;
  Presence presence;
  WallTime last_seen;
  std::string_view firmware;
};
TerminalKey key_of(const SortedMembers& members, TerminalSort sort);
inline TerminalKey key_of(const TerminalPlace& place) { return {place.text, place.number, &place.id}; }

bool stands_before(const TerminalKey& one, const TerminalKey& other, bool falling);

}  // namespace tongluo::controller
