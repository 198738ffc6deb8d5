// Who stands where, and the lists of terminals, also for those who may look at a part of the county only.

#include <algorithm>
#include <map>

#include "controller/core/controller_impl.hpp"
#include "controller/core/terminal_order.hpp"

namespace tongluo::controller {
namespace {

bool in_any(const std::vector<AreaCode>& areas, AreaCode area) {
  return areas.empty() || std::any_of(areas.begin(), areas.end(), [area](AreaCode one) { return one.contains(area); });
}

bool in_trouble(const TerminalEntry& entry) {
  const wire::TerminalStatus* status = entry.memory.status();
  if (status == nullptr) return false;
  return status->get(wire::StatusField::alarms).value_or(0) != 0 ||
         status->get(wire::StatusField::mains_present).value_or(1) == 0;
}

bool faulty(const TerminalEntry& entry, Presence presence) {
  return presence == Presence::late || presence == Presence::offline || in_trouble(entry);
}

}  // namespace

std::vector<AddressedTerminal> ControllerCore::addressed_by(const std::vector<wire::Target>& targets) const {
  std::vector<AddressedTerminal> terminals;
  for (const TerminalIndex index : impl_->fleet.addressed(targets))
    if (const TerminalEntry& entry = impl_->fleet.at(index); entry.place)
      terminals.push_back({entry.id, entry.place->name, entry.place->area});
  return terminals;
}

std::vector<std::pair<AreaCode, std::size_t>> ControllerCore::terminal_counts() const {
  std::map<AreaCode, std::size_t> counts;
  for (const auto& [id, index] : impl_->fleet.by_id())
    if (const TerminalEntry& entry = impl_->fleet.at(index); entry.place) ++counts[entry.place->area];
  return {counts.begin(), counts.end()};
}

std::vector<AreaCode> ControllerCore::areas_of(const Digest& order) const {
  const OrderRecord* record = impl_->find(order);
  const auto proposal = record == nullptr ? impl_->find_proposal(order) : nullptr;
  if (record == nullptr && proposal == nullptr) return {};
  return impl_->fleet.areas(record != nullptr ? record->ledger.addressed() : proposal->addressed);
}

bool ControllerCore::Impl::shown(const std::vector<TerminalIndex>& terminals,
                                 const std::vector<AreaCode>& areas) const {
  return areas.empty() || std::any_of(terminals.begin(), terminals.end(), [&](TerminalIndex index) {
           const TerminalEntry& entry = fleet.at(index);
           return entry.place && in_any(areas, entry.place->area);
         });
}

bool ControllerCore::Impl::shown(const TerminalEntry& entry, Presence presence, const TerminalFilter& filter) const {
  if (!entry.place || !in_any(filter.areas, entry.place->area)) return false;
  if (filter.area && !filter.area->contains(entry.place->area)) return false;
  if (filter.presence && *filter.presence != presence) return false;
  if (filter.faulty && *filter.faulty != faulty(entry, presence)) return false;
  return filter.text.empty() || holds_small(entry.place->name, filter.text) ||
         holds_small(entry.id.text(), filter.text);
}

TerminalView ControllerCore::Impl::view(Now now, TerminalIndex index) const {
  TerminalView view = fleet.view(index, now.steady);
  view.data = data.month_of(view.terminal, now.wall);
  view.faulty = faulty(fleet.at(index), view.presence);
  return view;
}

TerminalPage ControllerCore::terminals(Now now, std::size_t limit, std::optional<TerminalId> after,
                                       const TerminalFilter& filter) const {
  TerminalPage page;
  const auto& all = impl_->fleet.by_id();
  for (auto at = after ? all.upper_bound(*after) : all.begin(); at != all.end(); ++at) {
    const Presence presence = impl_->fleet.presence(at->second, now.steady);
    if (!impl_->shown(impl_->fleet.at(at->second), presence, filter)) continue;
    if (page.terminals.size() == std::min(limit, kMaxPageRows)) {
      if (!page.terminals.empty()) page.next = page.terminals.back().terminal;
      break;
    }
    page.terminals.push_back(impl_->view(now, at->second));
  }
  return page;
}

TerminalPage ControllerCore::sorted_terminals(Now now, std::size_t limit, const TerminalOrder& order,
                                              const TerminalFilter& filter) const {
  struct Row {
    TerminalKey key;
    TerminalIndex index;
  };
  const FleetRegister& fleet = impl_->fleet;
  std::vector<Row> rows;
  rows.reserve(fleet.size());
  for (TerminalIndex index = 0; index < fleet.size(); ++index) {
    const TerminalEntry& entry = fleet.at(index);
    const Presence presence = fleet.presence(index, now.steady);
    if (!impl_->shown(entry, presence, filter)) continue;
    const TerminalKey key =
        key_of({entry.id, entry.place->name, entry.place->area, presence, entry.last_seen, entry.firmware}, order.by);
    if (!order.after || stands_before(key_of(*order.after), key, order.falling)) rows.push_back({key, index});
  }
  const std::size_t size = std::min({limit, kMaxPageRows, rows.size()});
  const auto end = rows.begin() + static_cast<std::ptrdiff_t>(size);
  std::partial_sort(rows.begin(), end, rows.end(),
                    [&](const Row& one, const Row& other) { return stands_before(one.key, other.key, order.falling); });
  TerminalPage page;
  for (auto row = rows.begin(); row != end; ++row) page.terminals.push_back(impl_->view(now, row->index));
  if (end != rows.end() && size != 0) page.next = page.terminals.back().terminal;
  return page;
}

}  // namespace tongluo::controller
