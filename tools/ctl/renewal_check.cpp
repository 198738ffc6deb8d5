// proposal_commands.hpp's check: is a refreshed order the same one, from now on?

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "tools/ctl/local_time.hpp"
#include "tools/ctl/proposal_commands.hpp"

namespace tongluo::ctl {
namespace {

bool is_old_or_now(const wire::Occurrence& occurrence, const wire::Order& original, WallTime now) {
  return std::any_of(original.occurrences.begin(), original.occurrences.end(), [&](const wire::Occurrence& old) {
    // A start of a schedule that has begun already may begin later, but not end later.
    if (occurrence.latest_start == old.latest_start && occurrence.end == old.end)
      return occurrence.earliest_start == old.earliest_start || is_near(occurrence.earliest_start, now);
    const bool same_window =
        occurrence.latest_start - occurrence.earliest_start == old.latest_start - old.earliest_start;
    return same_window && is_near(occurrence.earliest_start, now);
  });
}

}  // namespace

std::string changed_field(const wire::Order& original, const wire::Order& renewed, WallTime now) {
  if (renewed.targets != original.targets) return "targets";
  if (renewed.programme != original.programme) return "programme";
  if (!is_near(renewed.issued_at, now)) return "issued_at";
  if (renewed.valid_from != renewed.issued_at) return "valid_from";
  if (renewed.valid_until - renewed.issued_at > original.valid_until - original.issued_at) return "valid_until";
  if (renewed.occurrences.size() > original.occurrences.size()) return "occurrences";
  for (const wire::Occurrence& occurrence : renewed.occurrences)
    if (!is_old_or_now(occurrence, original, now)) return "occurrences";
  wire::Order with_old_times = renewed;
  with_old_times.issued_at = original.issued_at;
  with_old_times.valid_from = original.valid_from;
  with_old_times.valid_until = original.valid_until;
  with_old_times.occurrences = original.occurrences;
  with_old_times.nonce = original.nonce;
  return with_old_times == original ? "" : "content";
}

}  // namespace tongluo::ctl
