#pragma once
// Every limit that both sides share: one table, repeated with reasons in PROTOCOL.md section 9. Limits of one side only
// live in that side's own limits.hpp.

#include <cstddef>
#include <cstdint>

#include "protocol/base/time.hpp"

namespace tongluo::limits {

// Wire
constexpr std::uint32_t kProtocolMajor = 1;
constexpr std::uint32_t kProtocolMinor = 0;
constexpr std::uint32_t kReaderVersion = 1;
constexpr std::size_t kMaxFrameBytes = 64 * 1024;  // body of one frame, checked before allocation
constexpr std::size_t kFrameHeaderBytes = 4;
constexpr std::size_t kMaxTextBytes = 512;  // every text field of a message

// Envelopes and trust
constexpr std::size_t kMaxPayloadBytes = 48 * 1024;
constexpr std::size_t kMaxSignatures = 8;
constexpr std::size_t kMaxSignatureBytes = 96;
constexpr std::size_t kMaxPublicKeyBytes = 256;
constexpr std::size_t kMaxRoots = 16;
constexpr std::size_t kMaxIssuers = 128;
constexpr std::size_t kMaxIssuerAreas = 32;
constexpr std::size_t kMaxQuorumRules = 32;
constexpr std::uint32_t kMaxTrustListStep = 1'000;

// Orders
constexpr std::size_t kMaxTargets = 256;
constexpr std::size_t kMaxOccurrences = 400;
constexpr std::size_t kMaxPolygonPoints = 256;
constexpr std::uint32_t kMaxRadiusM = 200'000;       // of a circle
constexpr std::uint32_t kMaxShapeExtentM = 400'000;  // the diagonal of a polygon's bounding box; no county is larger
constexpr std::size_t kMaxPlaylistItems = 16;
constexpr std::uint32_t kMaxRepetitions = 100;
constexpr auto kMaxActualValidity = std::chrono::hours(24);
constexpr auto kMaxRoutineValidity = std::chrono::hours(24 * 92);
constexpr auto kMaxToneDuration = seconds(10);
constexpr auto kMinToneDuration = seconds(3);
constexpr auto kMaxGap = seconds(30);
constexpr auto kDrillPrefix = milliseconds(5'000);  // of the spoken drill prefix, to the sample
constexpr auto kDrillInterval = seconds(30);        // of a drill's own audio between two prefixes
constexpr auto kMaxClockAhead = seconds(60);        // how far issued-at may lie in the future

// Clips
constexpr std::size_t kClipChunkBytes = 4 * 1024;
constexpr std::size_t kMaxClipChunks = 1'024;
constexpr std::size_t kMaxClipBytes = kClipChunkBytes * kMaxClipChunks;
constexpr std::size_t kMaxQueuedClipBytes =
    16 * 1024;  // clip bytes waiting in one session: a cancel never queues behind more
constexpr std::size_t kMaxChunkRangePerRequest = kMaxClipChunks;

// Offline bundles
constexpr std::size_t kMaxBundleBytes = 16 * 1024 * 1024;  // read and taken apart within a terminal's 64 MiB
constexpr std::size_t kMaxBundleClips = 32;

// Firmware releases
constexpr std::size_t kImageBlockBytes = 256 * 1024;  // the unit of verification and of resuming
constexpr std::size_t kMaxImageBlocks = 1'024;
constexpr std::size_t kMaxImageBytes = kImageBlockBytes * kMaxImageBlocks;
constexpr std::size_t kMaxImageChunkBytes = 16 * 1024;  // of one ImageChunk: as much as clips may queue
constexpr std::size_t kMaxReleaseHardware = 16;
constexpr std::size_t kMaxReleaseRings = 8;
constexpr std::size_t kMaxReleaseTerminals = 64;  // named in all rings of a manifest
constexpr auto kMaxReleaseValidity = std::chrono::hours(24 * 366);

// Signed configuration
constexpr std::size_t kMaxSignedEndpoints = 8;
constexpr std::size_t kMaxHostBytes = 253;  // RFC 1035, without the last dot

// Maintenance commands
constexpr auto kMaxCommandValidity = std::chrono::hours(24);
constexpr auto kMaxTestTone = seconds(10);
constexpr auto kMaxPacketTrace = seconds(300);
constexpr std::uint32_t kLeastInstalledVolume = 30;  // percent: nobody can make an alert inaudible from afar
constexpr std::size_t kMaxCommandNameBytes = 64;
constexpr std::size_t kMaxLogSlice = 64 * 1024;   // of one answer, all parts together
constexpr std::size_t kMaxResultPart = 8 * 1024;  // of one CommandResult
constexpr std::size_t kMaxResultParts = kMaxLogSlice / kMaxResultPart;

// Live media
constexpr std::uint32_t kLiveSampleRate = 48'000;
constexpr auto kLivePacketDuration = milliseconds(60);
constexpr std::uint32_t kLivePacketSamples = 2'880;
constexpr std::size_t kLivePayloadBytes = 180;       // 24 kbit/s, constant
constexpr std::uint8_t kLivePayloadType = 96;        // dynamic, RFC 3551
constexpr std::size_t kMaxMediaPacketBytes = 1'200;  // of any datagram of the media socket
constexpr std::size_t kMaxTrainPackets = 4;
constexpr std::size_t kMaxNackEntries = 16;
constexpr std::size_t kMaxFramedPackets = 64;           // in one LivePackets message
constexpr std::size_t kMaxLivePacketsBytes = 8 * 1024;  // of one LivePackets message
constexpr std::size_t kMaxQueuedLiveBytes =
    16 * 1024;  // waiting in one session; the oldest is dropped: late audio is worthless
constexpr auto kMinPlayoutDelay = milliseconds(500);
constexpr auto kMaxPlayoutDelay = seconds(5);
constexpr auto kMaxLiveDuration = std::chrono::minutes(10);
constexpr auto kMediaKeepAlive = seconds(10);    // an Open at least this often while a stream is wanted
constexpr auto kMediaAddressKept = seconds(35);  // without a sealed packet from it, nothing is sent there

// Session
constexpr std::size_t kMaxQueuedControlBytes =
    512 * 1024;  // control bytes waiting in one session, then the session closes
constexpr std::size_t kMaxCachedClipsInHello = 64;
constexpr std::size_t kMaxPartialClipsInHello = 32;
constexpr std::size_t kMaxCapabilities = 32;
constexpr std::size_t kMaxReceiptsInFlight = 32;
constexpr std::size_t kMaxDigestsInTaken = 64;
constexpr auto kHelloTimeout = seconds(10);
constexpr auto kHandshakeTimeout = seconds(10);
constexpr auto kMinHeartbeatInterval = seconds(30);
constexpr auto kMaxHeartbeatInterval = seconds(240);
constexpr auto kDefaultHeartbeatInterval = seconds(120);
constexpr auto kMaxReconnectDelay = seconds(120);
constexpr auto kReconnectBase = seconds(1);
constexpr auto kStableSession = seconds(60);

}  // namespace tongluo::limits
