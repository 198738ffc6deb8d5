// What is known of one terminal, and of those around it, when somebody asks why it is silent.

#include <algorithm>

#include "controller/core/controller_impl.hpp"

namespace tongluo::controller {
namespace {

constexpr std::uint64_t kVillages = 1'000;  // the digits of an area code below the township

diagnosis::Presence presence_of(Presence presence) {
  switch (presence) {
    case Presence::never:
      return diagnosis::Presence::never;
    case Presence::unknown:
      return diagnosis::Presence::unknown;
    case Presence::online:
      return diagnosis::Presence::online;
    case Presence::late:
      return diagnosis::Presence::late;
    case Presence::offline:
      break;
  }
  return diagnosis::Presence::offline;
}

}  // namespace

void ControllerCore::Impl::describe_neighbours(Now now, TerminalIndex index, diagnosis::Condition& condition) const {
  std::map<std::string_view, std::size_t> firmwares;
  const std::uint64_t township = fleet.at(index).place->area.number() / kVillages;
  for (TerminalIndex other = 0; other < fleet.size(); ++other) {
    const TerminalEntry& entry = fleet.at(other);
    if (!entry.firmware.empty()) ++firmwares[entry.firmware];
    if (other == index || !entry.place || entry.place->area.number() / kVillages != township) continue;
    const Presence presence = fleet.presence(other, now.steady);
    if (presence == Presence::never || presence == Presence::unknown) continue;
    ++condition.neighbours;
    if (presence == Presence::offline) ++condition.neighbours_silent;
  }
  const auto usual = std::max_element(firmwares.begin(), firmwares.end(),
                                      [](const auto& a, const auto& b) { return a.second < b.second; });
  if (usual != firmwares.end()) condition.usual_firmware = usual->first;
}

std::optional<diagnosis::Condition> ControllerCore::Impl::condition(Now now, const TerminalId& terminal) const {
  const auto index = fleet.find(terminal);
  if (!index || !fleet.at(*index).place) return std::nullopt;
  const TerminalEntry& entry = fleet.at(*index);
  diagnosis::Condition condition;
  condition.now = now.wall;
  condition.presence = presence_of(fleet.presence(*index, now.steady));
  condition.last_seen = entry.last_seen;
  condition.certificate_end = entry.certificate_end;
  condition.firmware = entry.firmware;
  entry.memory.describe(condition);
  describe_neighbours(now, *index, condition);
  return condition;
}

std::optional<diagnosis::Condition> ControllerCore::condition(Now now, const TerminalId& terminal) const {
  return impl_->condition(now, terminal);
}

}  // namespace tongluo::controller
