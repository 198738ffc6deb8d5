#pragma once
// Limits of the modem, each with its policy.

#include <cstddef>
#include <cstdint>

#include "protocol/base/time.hpp"

namespace tongluo::modem {

constexpr std::size_t kMaxAtLineBytes = 256;   // a longer line is dropped whole and counted
constexpr std::size_t kMaxOperatorBytes = 32;  // a longer name is cut

constexpr auto kPollInterval = milliseconds(30'000);  // from the beginning of a round to the next
constexpr auto kQuickTimeout = milliseconds(5'000);
constexpr auto kSlowTimeout = milliseconds(30'000);  // what the modem asks its SIM card or the network
// After a time-out its answer may still come. Asked again after pauses that double, and only believed when nothing
// came for so long after the answer to a bare AT.
constexpr auto kFirstPause = milliseconds(1'000);
constexpr auto kLastPause = milliseconds(60'000);
constexpr auto kQuietTime = milliseconds(300);
constexpr auto kLongestQuiet = milliseconds(5'000);  // one that never stops talking is asked all the same
constexpr std::uint32_t kSilentAfter = 3;  // time-outs in a row, then nothing that the modem said is believed any more

// Octets of the mobile interface.
constexpr std::size_t kMaxUseFileBytes = 256;

}  // namespace tongluo::modem
