#include "controller/rollout/rollout_record.hpp"

#include <algorithm>
#include <array>
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

std::string_view to_string(MemberState state) {
  constexpr std::array<std::string_view, 7> kNames = {"waiting", "offered", "working", "confirmed",
                                                      "failed",  "silent",  "excused"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string_view to_string(Phase phase) {
  constexpr std::array<std::string_view, 4> kNames = {"running", "paused", "completed", "withdrawn"};
  return kNames[static_cast<std::size_t>(phase)];
}

std::string_view to_string(PauseReason reason) {
  constexpr std::array<std::string_view, 4> kNames = {"none", "person", "errors", "too_few_succeeded"};
  return kNames[static_cast<std::size_t>(reason)];
}

}  // namespace tongluo::rollout
