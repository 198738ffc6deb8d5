#pragma once
// What the core shows to whoever asks how the terminal is. Plain values.

#include <string>

#include "protocol/base/time.hpp"
#include "protocol/base/vocabulary.hpp"

namespace tongluo::terminal {

struct UpcomingStart {
  WallTime at{};
  OrderClass order_class{};
  Level level{};
  std::string headline;
};

}  // namespace tongluo::terminal
