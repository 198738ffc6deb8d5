// Under test: the list of terminals sorted by each of its members, page by page, has everybody once and in order.

#include <algorithm>

#include "controller/core/terminal_order.hpp"
#include "tests/unit/controller_core/core_rig.hpp"

namespace tongluo::controller {
namespace {

using test::ControllerRig;

TerminalKey key_of_view(const TerminalView& one, TerminalSort sort) {
  return key_of({one.terminal, one.name, one.area, one.presence, one.last_seen, one.firmware}, sort);
}

TerminalPlace end_of(const TerminalPage& page, TerminalSort sort) {
  const TerminalKey key = key_of_view(page.terminals.back(), sort);
  return {std::string(key.text), key.number, *page.next};
}

std::vector<TerminalId> all_pages(const ControllerRig& rig, TerminalSort sort, bool falling) {
  std::vector<TerminalId> ids;
  TerminalOrder order{sort, falling, {}};
  for (int page_number = 0; page_number < 10; ++page_number) {
    const TerminalPage page = rig.core.sorted_terminals(rig.now, 3, order);
    for (const TerminalView& one : page.terminals) ids.push_back(one.terminal);
    if (!page.next) return ids;
    EXPECT_EQ(page.terminals.size(), 3U);
    order.after = end_of(page, sort);
  }
  ADD_FAILURE() << "it has no end";
  return ids;
}

TEST(TerminalLists, EverySortHasEverybodyOnceAndInOrder) {
  ControllerRig rig;
  rig.enrol(10);
  for (const std::size_t number : {2UL, 7UL, 5UL}) rig.hello(number);
  std::vector<TerminalView> views = rig.core.terminals(rig.now, 100, std::nullopt).terminals;
  ASSERT_EQ(views.size(), 10U);
  for (const auto sort : {TerminalSort::terminal, TerminalSort::name, TerminalSort::area, TerminalSort::state,
                          TerminalSort::last_seen, TerminalSort::firmware})
    for (const bool falling : {false, true}) {
      std::sort(views.begin(), views.end(), [&](const auto& one, const auto& other) {
        return stands_before(key_of_view(one, sort), key_of_view(other, sort), falling);
      });
      std::vector<TerminalId> expected;
      for (const TerminalView& one : views) expected.push_back(one.terminal);
      EXPECT_EQ(all_pages(rig, sort, falling), expected) << static_cast<int>(sort) << falling;
    }
}

TEST(TerminalLists, AFallingOrderTurnsTheMemberAndNotTheIds) {
  ControllerRig rig;
  rig.enrol(4);
  rig.hello(2);
  const TerminalPage page = rig.core.sorted_terminals(rig.now, 10, {TerminalSort::last_seen, true, {}});
  ASSERT_EQ(page.terminals.size(), 4U);
  EXPECT_NE(page.terminals[0].last_seen, WallTime{});
  EXPECT_LT(page.terminals[1].terminal, page.terminals[2].terminal) << "never seen: by their ids";
  EXPECT_FALSE(page.next);
}

TEST(TerminalLists, FiltersHoldForASortedListToo) {
  ControllerRig rig;
  rig.enrol(4);
  rig.hello(2);
  TerminalFilter filter;
  filter.presence = Presence::online;
  EXPECT_EQ(rig.core.sorted_terminals(rig.now, 10, {TerminalSort::name, false, {}}, filter).terminals.size(), 1U);
}

}  // namespace
}  // namespace tongluo::controller
