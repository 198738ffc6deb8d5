#pragma once
// Limits of the HTTP interface; docs/api.md repeats them. A request above one is answered with a problem, never
// truncated.

#include <cstddef>
#include <cstdint>

#include "protocol/base/time.hpp"

namespace tongluo::http {

constexpr std::size_t kMaxHttpConnections = 256;       // above: a silent one goes; if none is, 503, then closed
constexpr std::size_t kMaxConsoleConnections = 1'024;  // of browsers, beside them
constexpr std::size_t kMaxHttpRefusals = 16;           // connections being told 503 at one time; above: closed unheard
constexpr std::size_t kMaxHeaderBytes = 16 * 1024;     // request line and header fields; above: 431
constexpr std::size_t kReadBufferBytes = 64 * 1024;    // read at once
constexpr std::size_t kMaxBodyBytes = 256 * 1024;      // above: 413
constexpr std::size_t kMaxAudioBodyBytes = 64UL * 1024 * 1024;
constexpr std::size_t kMaxBundleBodyBytes = 16UL * 1024 * 1024;
constexpr std::size_t kMaxCapBodyBytes = 1024UL * 1024;
constexpr std::size_t kMaxMapBodyBytes = 4UL * 1024 * 1024;
constexpr std::size_t kMaxPhotoBytes = 512UL * 1024;
constexpr std::size_t kMaxAudioUploads = 4;        // recordings and bundles held in memory at one time; above: 503
constexpr std::size_t kMaxUploadsOfAccount = 2;    // of them, through the console's door; above: 503
constexpr std::size_t kMaxSocketsOfAccount = 32;   // WebSockets through the console's door; above: 429
constexpr std::size_t kMaxRequestsOfAccount = 64;  // answered at one time through the console's door; above: 429
constexpr std::size_t kMaxQueryParameters = 16;
constexpr std::size_t kMaxJsonDepth = 8;
constexpr std::size_t kDefaultPage = 50;
constexpr std::size_t kMaxPage = 1'000;
constexpr std::uint64_t kLatestUs = 253'402'300'799'999'999;  // the end of the year 9999
constexpr std::size_t kMaxReferenceBytes = 64;                // of an order; a whole digest
constexpr std::size_t kMaxRuleBytes = 512;                    // of a recurrence
constexpr std::size_t kMaxRuleDays = 400;                     // exceptions, and extra starts, of one schedule
constexpr std::size_t kMaxSpeechParts = 4;                    // texts of one clip
constexpr std::size_t kMaxTemplateBytes = 64;                 // of the name of a template, of a parameter
constexpr std::size_t kMaxTemplateValues = 64;                // parameters given to a template
constexpr auto kTimelineDefault = std::chrono::hours(24);
constexpr auto kTimelineLongest = std::chrono::hours(24 * 92);
constexpr auto kScheduleSlack = std::chrono::hours(1);  // default validity of a schedule: its last start and this
constexpr auto kReadWriteDeadline = seconds(30);        // one whole read or write
constexpr auto kClipDeadline = seconds(120);            // the same, and the answer, for requests that make clips
constexpr auto kTlsHandshakeDeadline = seconds(10);
constexpr std::size_t kMaxLiveChunkBytes = 64 * 1024;  // one message of a browser that speaks; above: closed
constexpr auto kSpeakerPatience = milliseconds(500);   // while its chunks wait; then one is dropped
constexpr auto kSpeakerRetry = milliseconds(20);
constexpr auto kSessionLook = seconds(10);          // who watches: is the session still there?
constexpr std::size_t kMaxIdempotencyKeys = 1'024;  // answers that are kept; the oldest leaves
constexpr std::size_t kMaxIdempotencyKeyBytes = 128;
constexpr auto kReportInterval = milliseconds(200);  // of level and countdown, to a browser that speaks
constexpr auto kAcceptRetry = milliseconds(100);     // pause after a failed accept (no descriptors left)

}  // namespace tongluo::http
