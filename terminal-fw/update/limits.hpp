#pragma once
// Every limit of the updater, with what happens at it. What both sides share is in protocol/base/limits.hpp.

#include <cstddef>

#include "protocol/base/time.hpp"

namespace tongluo::update {

constexpr std::uint32_t kTrialBoots = 3;  // starts of a new image that was not confirmed; then the old one again
constexpr std::size_t kMaxTried = 8;      // releases that are not taken again; more: the oldest is forgotten
constexpr std::size_t kMaxDetailBytes = 200;

// Download. No byte within kChunkTimeout: ask again after kFetchBackoff, doubled each time to kMaxFetchBackoff.
constexpr auto kChunkTimeout = seconds(30);
constexpr auto kFetchBackoff = seconds(1);
constexpr auto kMaxFetchBackoff = std::chrono::minutes(10);
constexpr auto kUnavailableRetry = std::chrono::minutes(10);  // the controller does not serve it now
constexpr std::uint32_t kMaxBadBlocks = 8;                    // in a row, not what the manifest says: kRetryLater
constexpr auto kRetryLater = std::chrono::hours(1);           // no room, an input/output error, a bad source
constexpr std::uint32_t kReportStep = 10;                     // percent between two reports

constexpr auto kPersistRetry = seconds(30);   // a state that could not be written: nothing goes on before it is
constexpr std::uint32_t kMaxRevertTries = 3;  // then restart all the same: the starts run out
constexpr auto kWallRecheck = seconds(60);    // longest wait on a wall-clock time before looking again
constexpr auto kRestartAgain = seconds(60);   // asked for, and we still run
constexpr auto kRestartPatience = std::chrono::minutes(10);  // a failed image restarts in the middle of a play

// Health of a new image. Its storage and sound work by kLocalDeadline and on; everything works for kHealthyFor without
// a break, at kSessionDeadline at last: who cannot be reached can never be repaired from afar.
constexpr auto kHealthyFor = std::chrono::minutes(2);
constexpr auto kLocalDeadline = std::chrono::minutes(5);
constexpr auto kSessionDeadline = std::chrono::hours(2);

}  // namespace tongluo::update
