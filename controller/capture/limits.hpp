#pragma once
// Limits of the capture of live speech; docs/live.md repeats those that people meet.

#include <cstddef>

#include "protocol/base/limits.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::capture {

constexpr std::size_t kMaxPreparedStreams = 64;  // keys that wait for signatures; the oldest is destroyed
constexpr auto kPreparedKeyLife = std::chrono::minutes(10);
constexpr std::size_t kMaxLiveStreams = 8;  // spoken on at one time; each costs about two per cent of a core
constexpr std::size_t kPacketSamples = limits::kLivePacketSamples;
constexpr std::size_t kRate = limits::kLiveSampleRate;
constexpr std::size_t kMinReserve = kRate / 1'000 * 40;   // of samples that stay after a pull: the source's jitter
constexpr std::size_t kMaxReserve = kRate / 1'000 * 240;  // grows to this after underruns
constexpr std::size_t kMaxQueued = kRate / 2;             // above: the oldest leave
constexpr double kMaxStretch = 0.005;                     // of the adaptive resampler
constexpr auto kLongestSilence = seconds(30);  // sent while there is no source; then nothing until it returns
constexpr std::size_t kMaxDatagram = 2'048;    // of an RTP input
constexpr std::size_t kMaxDatagramsPerTick = 64;
constexpr auto kSourceTakeover = seconds(1);           // another sender is heard after the first was silent this long
constexpr std::size_t kMaxQueuedChunks = 16;           // of one speaker, towards the capture thread
constexpr std::size_t kMaxMonitors = 8;                // of one stream
constexpr std::size_t kMaxRecordingBytes = 4'000'000;  // more than the longest stream needs
constexpr auto kMaxStall = milliseconds(500);          // of the capture thread; later ticks are left out

}  // namespace tongluo::capture
