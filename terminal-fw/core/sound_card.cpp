#include "terminal-fw/core/sound_card.hpp"

#include <utility>

namespace tongluo::terminal {

bool SoundCard::on_look(SteadyTime now, std::string trouble) {
  const bool was_gone = gone();
  const bool missing = !trouble.empty();
  if (missing) detail_ = std::move(trouble);
  trouble_.look(now, missing);
  return was_gone && !gone();
}

std::optional<wire::Event> SoundCard::next(SteadyTime now) {
  const auto telling = trouble_.next(now, allowance_);
  if (!telling) return std::nullopt;
  return wire::Event{.kind = wire::EventKind::sound_fault,
                     .detail = telling->ended ? "over: " + detail_ : detail_,
                     .count = telling->count,
                     .ended = telling->ended};
}

}  // namespace tongluo::terminal
