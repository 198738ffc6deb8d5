#pragma once
// Every limit of the live sending, with what happens at it.

#include <cstddef>

#include "protocol/base/limits.hpp"

namespace tongluo::live {

constexpr std::size_t kMaxMediaSessions = 20'000;     // more: refused, counted; the terminal uses its control channel
constexpr std::size_t kMaxStreams = 32;               // open at once; more: refused
constexpr std::size_t kMaxEndedStreams = 64;          // remembered to answer "ended"; older ones: "not admitted"
constexpr std::size_t kMaxAdmissions = 8;             // of one session; the oldest leaves, counted
constexpr std::size_t kMaxWishes = 4;                 // streams that one session asks for; the oldest leaves
constexpr std::size_t kMaxJobsPerStream = 16;         // trains under way; the oldest is given up, counted
constexpr std::size_t kPortion = 64;                  // listeners served before the plan is asked again
constexpr auto kMinRepairKept = seconds(4);           // of trains that can be repaired; D if that is longer
constexpr std::size_t kRepairBytesPerSecond = 8'000;  // of one session: twice a stream's own rate
constexpr std::size_t kRepairBurstBytes = 16'000;     // two seconds of a stream and its manifests
constexpr std::size_t kMaxRecentRepairs = 128;        // of one session: more than its budget gives in kMaxRepeatSpan
constexpr auto kMinRepeatSpan = milliseconds(5);      // half the shortest round trip that a terminal counts with
constexpr auto kMaxRepeatSpan = milliseconds(500);
constexpr unsigned kEndManifests = 3;
constexpr auto kEndInterval = milliseconds(60);              // between them
constexpr auto kChallengeEpoch = seconds(16);                // a challenge is good for one to two of these
constexpr auto kSweepInterval = seconds(2);                  // how late an address may be forgotten
constexpr auto kSpentInterval = seconds(60);                 // octets are told at least this often
constexpr auto kGapTolerance = limits::kLivePacketDuration;  // between expected and real capture times

}  // namespace tongluo::live
