#pragma once
// Every limit of the CAP intake: one table, repeated with reasons in docs/cap.md. All are checked before any work that
// grows with the message.

#include <cstddef>

#include "protocol/base/time.hpp"

namespace tongluo::cap {

constexpr std::size_t kMaxMessageBytes = 1024 * 1024;
constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kMaxNodes = 20'000;  // elements, instructions and comments
constexpr std::size_t kMaxAttributesPerElement = 16;
constexpr std::size_t kMaxFieldBytes = 64 * 1024;  // of one element's text; embedded audio may fill the message
constexpr std::size_t kMaxPolygonPoints = 1'000;   // of one polygon
constexpr std::size_t kMaxTotalPoints = 4'000;     // of the whole message
constexpr std::size_t kMaxInfos = 16;
constexpr std::size_t kMaxAreas = 64;      // per info
constexpr std::size_t kMaxShapes = 64;     // polygons, and circles, of one area
constexpr std::size_t kMaxGeocodes = 512;  // per area
constexpr std::size_t kMaxResources = 16;  // per info
constexpr std::size_t kMaxNameValues = 128;
constexpr std::size_t kMaxReferences = 64;
constexpr std::size_t kMaxReferenceFieldBytes = 200;  // identifier, sender
constexpr std::size_t kMaxDetailBytes = 200;          // of a rejection's words; they quote the message
constexpr std::size_t kMaxPins = 16;
constexpr std::size_t kMaxPinBytes = 16 * 1024;
constexpr int kMinRsaBits = 2'048;
constexpr int kMinEllipticBits = 256;
constexpr std::size_t kMaxRules = 256;
constexpr std::size_t kMaxGeocodeMap = 4'096;
constexpr std::size_t kMaxSpeechCharacters = 1'500;  // per language; about five minutes
constexpr std::size_t kMaxAudioBytes = 768 * 1024;   // embedded, decoded
constexpr std::size_t kMaxFeedEntries = 200;

constexpr auto kMaxSentAhead = std::chrono::minutes(10);  // a source's clock may be fast by this much
constexpr auto kMaxAge = std::chrono::hours(24);          // a message without `expires` counts as expired after this

}  // namespace tongluo::cap
