#include "controller/rollout/rollout_record.hpp"

#include <algorithm>
#include <tuple>

namespace tongluo::rollout {

std::optional<Record> plan(const trust::AdmittedRelease& release, const Settings& settings,
                           const std::vector<TerminalId>& terminals) {
  if (terminals.size() > kMaxMembers) return std::nullopt;
  Record record;
  record.settings = settings;
  record.head.release = release.digest;
  for (const wire::ReleaseRing& ring : release.manifest.rings) record.ring_times.push_back(ring.not_before);
  for (const TerminalId& terminal : terminals) {
    Member member{.terminal = terminal};
    member.ring = static_cast<std::uint32_t>(trust::ring_of(release.manifest, terminal));
    record.members.push_back(std::move(member));
  }
  std::sort(record.members.begin(), record.members.end(), [](const Member& a, const Member& b) {
    return std::tie(a.ring, a.terminal) < std::tie(b.ring, b.terminal);
  });
  const auto same = [](const Member& a, const Member& b) { return a.terminal == b.terminal; };
  record.members.erase(std::unique(record.members.begin(), record.members.end(), same), record.members.end());
  return record;
}

}  // namespace tongluo::rollout
