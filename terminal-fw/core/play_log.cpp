#include "terminal-fw/core/play_log.hpp"

#include <algorithm>

#include "terminal-fw/core/limits.hpp"
#include "terminal-fw/core/shorten.hpp"

namespace tongluo::terminal {
void PlayLog::load(const std::vector<StoredPlay>& stored) {
  plays_.assign(stored.rbegin(), stored.rend());
  if (plays_.size() > kMaxPlaysKept) plays_.resize(kMaxPlaysKept);
}

PutPlay PlayLog::note(StoredPlay play, std::optional<WallTime> believed) {
  shorten(play.headline, kMaxPlayText);
  shorten(play.detail, kMaxPlayText);
  const WallTime forget_before = believed ? *believed - kPlaysKeptFor : WallTime{};
  std::erase_if(plays_, [&](const StoredPlay& old) { return old.at < forget_before; });
  if (plays_.size() >= kMaxPlaysKept) {
    plays_.pop_back();
    ++evicted_;
  }
  plays_.push_front(play);
  return {std::move(play), forget_before};
}

bool PlayLog::has(const Digest& order, std::uint32_t occurrence) const {
  return std::ranges::any_of(
      plays_, [&](const StoredPlay& play) { return play.order == order && play.occurrence == occurrence; });
}

}  // namespace tongluo::terminal
