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

// What left because there was no room for it, since start.
struct Evictions {
  std::uint64_t writes = 0;  // owed to the journal
  std::uint64_t stops = 0;
  std::uint64_t events = 0;
  std::uint64_t untold_events = 0;
  std::uint64_t logged_plays = 0;
  std::uint64_t plays = 0;
};

}  // namespace tongluo::terminal
