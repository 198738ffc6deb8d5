#pragma once
// Every limit of the terminals' listener, with what happens at it.

#include <cstddef>
#include <cstdint>

#include "protocol/base/time.hpp"

namespace tongluo::link {

constexpr std::size_t kMaxSessions = 12'000;  // more: accepted and closed at once, counted as refused_busy
// Under way at once. More wait in the kernel's queue, for at most as long as the oldest is younger than its grace: then
// it is given up for the next in the queue. So strangers who begin handshakes and stall keep nobody out for long.
constexpr std::size_t kMaxHandshakes = 512;
constexpr auto kHandshakeGrace = milliseconds(3'000);
constexpr std::uint64_t kDefaultClipBytesPerSecond = 100'000'000;  // of all clips together; then they wait their turn
constexpr auto kAcceptRetry = milliseconds(100);                   // after the process ran out of descriptors

}  // namespace tongluo::link
