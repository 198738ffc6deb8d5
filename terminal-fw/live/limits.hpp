#pragma once
// Every limit of the live engine, with what happens at it. Limits shared with the controller are in
// protocol/base/limits.hpp. PROTOCOL.md section 11.

#include <cstddef>
#include <cstdint>

#include "protocol/base/limits.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::live {

// Unverified packets: playout delay / packet duration of them and kSpareCandidates; full: the oldest leaves. A third
// candidate for one sequence number takes the place of the older one.
constexpr std::size_t kSpareCandidates = 2;
constexpr std::size_t kCandidatesPerSequence = 2;
constexpr std::size_t kMaxCandidateBytes = 12 + limits::kLivePayloadBytes;  // longer: malformed
constexpr std::size_t kSeenAhead = 8;  // packets: an unverified one farther ahead proves no loss

// A number that no stream of ten minutes reaches; a manifest that claims it is not looked at.
constexpr std::uint32_t kMaxSequence = 1U << 31U;

// The clock may be wrong by so much (11.7); a manifest captured later than that from now is not looked at.
constexpr auto kClockDoubt = seconds(2);

// CPU: signatures verified for each path and second (and burst), packets hashed for each second. Over it: dropped,
// counted. While the control channel carries the stream, the datagram path has the smaller budget.
constexpr std::uint32_t kVerifiesPerSecond = 100;
constexpr std::uint32_t kVerifyBurst = 128;
constexpr std::uint32_t kProbeVerifiesPerSecond = 8;
constexpr std::uint32_t kHashesPerSecond = 1'000;

// Repair
constexpr auto kFirstRoundTrip = milliseconds(200);  // until one was measured
constexpr auto kMinRoundTrip = milliseconds(10);
constexpr auto kMaxRoundTrip = seconds(1);
constexpr auto kMinReorderMargin = milliseconds(5);
constexpr auto kMaxReorderMargin = milliseconds(40);
constexpr auto kMaxManifestMargin = milliseconds(80);
constexpr auto kMinArrivalMargin = milliseconds(20);
constexpr auto kNackGather = milliseconds(15);  // what falls due so soon goes along
constexpr int kRequestsInTime = 8;              // of what is missing, if half a round trip between them allows it
constexpr std::uint8_t kMaxRequests = 24;       // for one sequence number; then it is missing
constexpr std::size_t kMaxNacksAtOnce = 3;      // the rest goes with the next
constexpr auto kSilenceOnLink =
    milliseconds(150);                       // beyond two trains: requests sent meanwhile were lost with the rest
constexpr auto kTailProbeSpan = seconds(3);  // of silence; then packets are no longer guessed

// Paths
constexpr std::size_t kMaxFailuresPerSecond = 8;  // manifests; above: the control channel
constexpr auto kOpenPatience = seconds(1);        // after an Open without packets: the control channel
constexpr auto kSilencePatience = seconds(2);     // after the last packet: a second to the new Open, one after it
constexpr auto kStatePatience = seconds(12);      // that an Opened which says "not now" excuses silence
constexpr auto kFirstHold = seconds(5);           // on the control channel at least; doubled each time
constexpr auto kLongestHold = seconds(80);
constexpr std::size_t kReturnTrains = 3;  // by datagram, within kReturnSpan from each other, then back to it
constexpr auto kReturnSpan = seconds(1);
constexpr auto kLostAfter = seconds(10);  // without a verified packet

// Media socket
constexpr std::size_t kMaxWantedStreams = 4;         // more: refused, and the owner uses the control channel
constexpr auto kReopenAfter = seconds(1);            // of silence
constexpr auto kFirstOpenRetry = milliseconds(250);  // unanswered; doubled up to kMediaKeepAlive
constexpr std::size_t kTimeBurst = 8;                // questions of who does not know the time well yet, in a second
constexpr auto kTimeBurstGap = milliseconds(125);    // between two of them
constexpr std::size_t kTimeChecks = 3;               // of who knows it: until one is answered
constexpr auto kTimeCheckRetry = milliseconds(400);  // longer than a round trip on a loaded 4G
constexpr auto kTimeInterval = seconds(10);
constexpr std::size_t kMaxOpenQuestions = 16;  // time queries on their way; full: the oldest is given up
constexpr auto kAnswerPatience = seconds(5);   // an answer that took longer says nothing
constexpr std::size_t kMaxEchoesPerSecond = 8;

// Actions that wait for the owner, who drains after each call (asserted).
constexpr std::size_t kMaxPendingActions = 512;

}  // namespace tongluo::live
