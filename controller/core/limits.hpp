#pragma once
// Every limit of the controller core: one table, repeated with reasons in controller/DESIGN.md. Limits that both sides
// share are in protocol/base/limits.hpp.

#include <cstddef>
#include <cstdint>

#include "protocol/base/time.hpp"

namespace tongluo::controller {

constexpr auto kUsualStartWindow = std::chrono::seconds(600);  // a start so late is still that of its time
constexpr std::uint32_t kPersonsOfHeldOrder = 2;         // that must sign an order which the guard holds, at least
constexpr std::size_t kMaxTerminals = 20'000;            // further place records are refused (limit_exceeded)
constexpr std::size_t kMaxSessionsPerTerminal = 4;       // the oldest is sent away (replaced)
constexpr std::size_t kMaxOrdersInMemory = 512;          // the oldest ended order leaves memory; it stays in the store
constexpr std::size_t kMaxOutcomesInMemory = 4'000'000;  // terminals × occurrences of all orders in memory
constexpr std::size_t kMaxReceiptsPerOutcome = 8;  // further distinct ones are counted and acknowledged, not stored
constexpr std::size_t kMaxChangesKept = 16'384;    // of an order's outcomes, for who watches; of older ones all is told
constexpr std::size_t kMaxRefusals = 10'000;       // the oldest leaves; also the store's rows of foreign receipts
constexpr std::size_t kMaxWritesWaiting = 100'000;  // then a reporting terminal is sent away and comes back later
constexpr std::size_t kMaxRequestsPerOrder = 16;    // callers that wait for one and the same submit
constexpr std::size_t kMaxClipUsers = 20;           // orders told with a clip; the newest
constexpr std::size_t kMaxClipsKnown = 100'000;     // further clips are refused
constexpr std::size_t kMaxResidentClipBytes = 64 * 1024 * 1024;  // least recently used clips leave memory
constexpr std::size_t kMaxClipWaiters = 65'536;   // transfers waiting for a clip to load; more are dropped: asked again
constexpr std::size_t kMaxGoneSessions = 4'096;   // whose media data may still be told; of older ones it is lost
constexpr std::size_t kMaxCommandTerminals = 20;  // that one maintenance command may reach; more: limit_exceeded
constexpr std::size_t kMaxCommandsKept = 256;     // with their answers; the oldest leaves
constexpr std::size_t kMaxCommandBytesKept = 8 * 1024 * 1024;  // of answers' data; the oldest data leaves
constexpr std::size_t kMaxDialsRemembered = 8;                 // of each terminal; the oldest leaves
constexpr std::size_t kMaxPlaysRemembered = 8;                 // finals of each terminal; likewise
constexpr std::size_t kMaxNewsRemembered = 4;                  // events of each kind of each terminal; likewise
constexpr std::size_t kMaxPushedClipsRemembered = 128;         // per session
constexpr std::size_t kMaxPageRows = 1'000;                    // of any list
constexpr std::size_t kMaxProposals = 512;  // oldest over-and-done leaves; when all live, new ones are refused
constexpr std::size_t kMaxDraftBytes = 48 * 1024;
constexpr std::size_t kMaxStops = 4'096;      // the one that ends soonest leaves
constexpr std::size_t kMaxDocuments = 2'000;  // of each kind; further ones are refused, a cap one replaces the oldest
constexpr std::size_t kMaxPlaylists = 200;    // further ones are refused; each has kMaxPlaylistItems clips at most
constexpr auto kMaxPlaylistDuration = std::chrono::hours(1);  // of its clips together
constexpr std::size_t kMaxConfigurations = 64;                // signed ones that are kept; the oldest leaves
constexpr std::size_t kMaxReleases = 16;                      // known at one time; the oldest that is over makes room
constexpr auto kAlertAhead = std::chrono::minutes(10);        // before an alert of level I or II nothing is updated
constexpr auto kReleaseCheck = seconds(30);
constexpr std::size_t kMaxDocumentBytes = 64 * 1024;
constexpr std::size_t kMaxNameBytes = 128;      // of a document, an actor, an origin
constexpr std::size_t kMaxReasonBytes = 512;    // longer ones are cut
constexpr std::size_t kMaxReadsWaiting = 256;   // exports and audit pages under way; further ones fail (limit)
constexpr std::size_t kMaxAuditSlice = 10'000;  // entries in one export; a longer slice is left out of it
constexpr std::size_t kMaxExpiryCalls = 5;      // people called for one by one; the rest in one line

constexpr std::size_t kMaxClaims = 40'000;        // claim codes; those that are over leave, else new ones are refused
constexpr std::size_t kMaxClaimsInRequest = 200;  // one request verifies so many places at most
constexpr auto kMaxClaimLife = std::chrono::hours(24 * 366);
constexpr auto kPendingKept = std::chrono::hours(24 * 30);  // hardware that waits, after its code's end
constexpr auto kPendingRetry = seconds(30);                 // what an enrolling terminal is told to wait
constexpr auto kRefusedRetry = seconds(300);
constexpr auto kEnrolBusyRetry = seconds(10);
constexpr auto kDeviceLife = std::chrono::hours(24 * 730);  // of a certificate that is issued here

constexpr auto kStartLead = milliseconds(500);  // start_at = time of issue + this, one instant for all terminals
// The clips of an order to many are held back while its orders and receipts are under way, if its tone lasts until
// then.
constexpr std::size_t kManyTerminals = 200;
constexpr auto kClipsHoldOfEach = microseconds(250);
constexpr auto kMostClipsHold = seconds(1);
constexpr auto kClipsBeforeWords = milliseconds(2'500);  // no later than this before the first word
constexpr auto kReceiptGrace = seconds(60);      // after an occurrence's end; then a missing final is unreachable
constexpr auto kPersistRetryDelay = seconds(1);  // a failed write of a receipt is tried again
constexpr auto kCloneGrace = seconds(5);  // an older session that still speaks this long after a newer one: a clone
constexpr auto kNotEnrolledReconnectMin = seconds(60);
constexpr auto kNotEnrolledReconnectMax = seconds(120);
// Likewise, while place records may still be on their way into a controller that has just started.
constexpr auto kYoung = seconds(120);
constexpr auto kYoungReconnectMin = seconds(1);
constexpr auto kYoungReconnectMax = seconds(5);
constexpr auto kBusyReconnectMin = seconds(1);
constexpr auto kBusyReconnectMax = seconds(30);
constexpr auto kScheduledFrom = std::chrono::minutes(10);  // a first start later than this is scheduled: start_at = 0
constexpr auto kPushAhead = std::chrono::hours(24 * 7);    // delivered this long before its next start
constexpr auto kStopKept = std::chrono::hours(24);         // a stop-all is deliverable at least this long
constexpr auto kStoreEpisode = seconds(60);   // without a failed write, then the next one calls people again
constexpr auto kExpiryRefresh = seconds(10);  // after a change, what ends when is gathered anew
constexpr auto kAllClearValidity = std::chrono::hours(1);
constexpr auto kAllClearStart = seconds(600);
constexpr auto kSoundMargin = seconds(60);  // prepare: end = latest start + longest sound + this

}  // namespace tongluo::controller
