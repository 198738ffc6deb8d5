// Questions about who stands where, for those who may look at a part of the county only.

#include <algorithm>
#include <map>

#include "controller/core/controller_impl.hpp"

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
  std::vector<AreaCode> areas;
  for (const TerminalIndex index : record != nullptr ? record->ledger.addressed() : proposal->addressed)
    if (const TerminalEntry& entry = impl_->fleet.at(index); entry.place) areas.push_back(entry.place->area);
  std::sort(areas.begin(), areas.end());
  areas.erase(std::unique(areas.begin(), areas.end()), areas.end());
  return areas;
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

bool ControllerCore::Impl::faulty(const TerminalEntry& entry, Presence presence) const {
  return presence != Presence::online || in_trouble(entry);
}

}  // namespace tongluo::controller
