#include "terminal-fw/core/storage_health.hpp"

#include <utility>

namespace tongluo::terminal {

void StorageHealth::on_write(SteadyTime now, bool stored, std::string_view why_not) {
  write_trouble_ = stored ? std::string_view() : why_not.empty() ? std::string_view("a write failed") : why_not;
  judge(now);
}

void StorageHealth::on_look(SteadyTime now, std::string trouble, bool full) {
  full_ = full;
  disk_trouble_ = std::move(trouble);
  judge(now);
}

// What the file system says is plainer than what the database makes of it.
void StorageHealth::judge(SteadyTime now) {
  const std::string& trouble = disk_trouble_.empty() ? write_trouble_ : disk_trouble_;
  if (!trouble.empty()) detail_ = trouble;
  trouble_.look(now, !trouble.empty());
}

std::optional<wire::Event> StorageHealth::next(SteadyTime now) {
  const auto telling = trouble_.next(now, allowance_);
  if (!telling) return std::nullopt;
  return wire::Event{.kind = wire::EventKind::storage_error,
                     .detail = telling->ended ? "over: " + detail_ : detail_,
                     .count = telling->count,
                     .ended = telling->ended};
}

}  // namespace tongluo::terminal
