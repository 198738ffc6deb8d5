#include "terminal-fw/core/core_parts.hpp"

namespace tongluo::terminal {

void want_clips(CoreParts& parts, SteadyTime now, const OpenOrder& order) {
  constexpr std::uint32_t kLevelsPerClass = 8;
  const auto priority = static_cast<std::uint32_t>(order.order().order_class) * kLevelsPerClass +
                        static_cast<std::uint32_t>(order.order().level);
  for (const wire::PlaylistItem& item : order.clips().items) parts.clips.want(now, item.clip, priority);
}

}  // namespace tongluo::terminal
