#pragma once
// Every limit of the terminal alone, with what happens at it. Limits shared with the controller are in
// protocol/base/limits.hpp.

#include <cstddef>

#include "protocol/base/time.hpp"

namespace tongluo::terminal {

// Orders. Full: refused as queue_full, and may come again; what an edit replaces does not count. The last
// kReservedOrders places take actual alerts of level I and II only.
constexpr std::size_t kMaxOpenOrders = 64;
constexpr std::size_t kReservedOrders = 16;
constexpr std::size_t kMaxOpenOccurrences = 1'200;

// Replay memory. Full: refused as replay_memory_full; an expired digest leaves and raises its issuer's low-water mark.
// Too many issuers: who is trusted no more and has nothing unexpired leaves; a vital order finds room all the same, its
// issuer being one of the list's.
constexpr std::size_t kMaxReplaysPerIssuer = 256;
constexpr std::size_t kMaxReplayIssuers = 128;

// Receipts. No room for an order's receipts: refused as queue_full. Taken ones stay for redelivery, oldest removed
// first.
constexpr std::size_t kMaxUntakenReceipts = 4'096;
constexpr std::size_t kMaxKeptReceipts = 512;
constexpr std::uint64_t kSequenceBlock = 1'000;  // sequence numbers reserved by one write

// Cancels and stop-alls kept for orders that arrive after them. Full: the one that expires first leaves.
constexpr std::size_t kMaxStops = 256;

// Refusal reports: a bucket of kRefusalBurst, one more every kRefusalInterval; the rest is only counted.
constexpr std::uint32_t kRefusalBurst = 20;
constexpr auto kRefusalInterval = seconds(10);

// Maintenance commands: a bucket of kCommandBurst, one more every kCommandInterval; beyond, the answer is "busy".
constexpr std::uint32_t kCommandBurst = 10;
constexpr auto kCommandInterval = seconds(6);
constexpr auto kCommandPatience = seconds(30);  // beyond its duration, for the shell's answer
constexpr std::size_t kMaxAnswersKept = 16;     // for commands that come again; the oldest leaves

// Clips in memory. Full: stored ones nobody plays leave first, then lower ones; else the clip waits outside.
constexpr std::size_t kMaxClipsHeld = 24;
constexpr std::size_t kMaxClipBytesHeld = 8 * 1024 * 1024;
constexpr auto kClipHorizon = seconds(30);                    // before a start: have its clips in memory
constexpr auto kClipsKeptAhead = std::chrono::hours(7 * 24);  // of a start: its clips stay in the cache
constexpr std::size_t kMaxClipsKept = 256;                    // more: those needed last are like any other
constexpr auto kKeptClipsRecheck = std::chrono::minutes(10);  // what comes into those days
constexpr std::size_t kMaxDamagedNamed = 16;                  // clips named to the controller; more: only counted
constexpr auto kManifestWait = seconds(2);                    // a clip newly wanted comes by itself, or is asked for
constexpr auto kClipRetry = seconds(10);                      // without progress: ask again
constexpr auto kClipUnavailableRetry = seconds(60);           // the controller has not got it

// Journal. No answer within kCommitDeadline counts as a failure; more than kMaxPendingCommits: fails at once.
constexpr std::size_t kMaxPendingCommits = 256;
constexpr auto kCommitDeadline = seconds(2);
constexpr auto kReceiptStoreRetry = seconds(30);
// Of writes that failed, to be made again. All open occurrences may end at once, each with its line of the play log.
// Full: such lines leave first, then the oldest.
constexpr std::size_t kMaxOwedOperations = 2'048;

// Playback
constexpr auto kStartLead = milliseconds(300);  // before a start: commit `started`, wake the amplifier
constexpr auto kProofDeadline = seconds(3);     // no word on a play that ended: it is unproved
constexpr auto kJoinLead = milliseconds(50);    // joining a running programme: time from decision to sample
constexpr auto kSinkRetry = seconds(2);         // after the sound device failed
constexpr auto kClaimCheck = seconds(10);       // a local source: is it still allowed?
constexpr auto kStopDeadline = seconds(2);      // no word from the audio thread: go on without
constexpr std::uint32_t kMostLostPercent = 5;   // of a live stream's packets; more: partial
constexpr std::size_t kMaxActivePlays = 8;  // plays whose end the audio thread has not reported; the oldest is given up

constexpr auto kAlertNear = seconds(30);  // maintenance keeps away from sound that is so near

// Play log. Full: the oldest leaves.
constexpr auto kPlaysKeptFor = std::chrono::hours(30 * 24);
constexpr std::size_t kMaxPlaysKept = 1'500;  // 50 a day
constexpr std::size_t kMaxPlayText = 120;     // octets of a headline or detail; the rest is cut off

// Event log. Full: the oldest leaves; more that wait to be told: the oldest is told no more. Written with whatever is
// written; for itself at most 130 times a day.
constexpr auto kEventsKeptFor = std::chrono::hours(30 * 24);
constexpr std::size_t kMaxEventsKept = 500;
constexpr std::size_t kMaxEventsWaiting = 100;
constexpr std::size_t kMaxEventWrites = 32;  // in one transaction
constexpr std::size_t kMaxEventText = 200;   // octets of its detail; the rest is cut off
constexpr auto kEventStoreDelay = seconds(2);
constexpr auto kEventMarkDelay = std::chrono::hours(1);  // that it was told; a power cut before tells it again
constexpr std::uint32_t kEventCommitBurst = 10;
constexpr auto kEventCommitInterval = std::chrono::minutes(12);

// Live streams. Full: a further one is not listened to until another has ended.
constexpr std::size_t kMaxLiveReceivers = 4;
constexpr auto kLiveHorizon = seconds(30);  // before a start: open its stream

// Clock
constexpr auto kSynchronisedFor = std::chrono::hours(24);
constexpr auto kClockTolerance = seconds(2);  // the system clock is trusted this close to a verified statement
constexpr auto kScheduledAhead = seconds(2);  // a routine start further ahead needs a synchronised clock
constexpr auto kFloorInterval = std::chrono::hours(1);
constexpr auto kLongestAlone = std::chrono::hours(24 * 731);  // a system clock so far beyond the floor is not believed
constexpr auto kJumpInterval = std::chrono::minutes(10);      // between two reports of a jump; more are counted
constexpr auto kClockRecheck = seconds(60);                   // longest wait on a wall-clock time before looking again

}  // namespace tongluo::terminal
