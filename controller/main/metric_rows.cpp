// Every figure of /metrics that is not the HTTP server's own, as tables. docs/metrics.md explains each.

#include <functional>
#include <map>

#include "controller/main/core_backend.hpp"
#include "controller/main/county_rows.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::daemon {
namespace {

using controller::Counters;
using http::Metric;
using http::MetricKind;
using link::LinkCounters;
using notify::PlanCounters;
using store::StoreCounters;

template <class Struct>
struct Row {
  std::uint64_t Struct::*member;
  const char* name;
  const char* help;
};

constexpr Row<Counters> kCoreRows[] = {
    {&Counters::enrolments, "tongluo_enrolments_total", "Requests of the enrolment listener"},
    {&Counters::enrolments_refused, "tongluo_enrolments_refused_total", "Of them, refused"},
    {&Counters::certificates_issued, "tongluo_certificates_issued_total", "Certificates issued to terminals"},
    {&Counters::revoked_certificates, "tongluo_revoked_certificates_total", "Sessions refused: revoked or replaced"},
    {&Counters::hellos, "tongluo_hellos_total", "Hellos of terminals"},
    {&Counters::not_enrolled, "tongluo_not_enrolled_total", "Terminals sent away: no place record names them"},
    {&Counters::bad_certificates, "tongluo_bad_certificates_total", "Certificates whose key cannot verify receipts"},
    {&Counters::sessions_replaced, "tongluo_sessions_replaced_total", "Sessions replaced by a newer one"},
    {&Counters::clone_alarms, "tongluo_clone_alarms_total", "Two live sessions with one identity"},
    {&Counters::orders_issued, "tongluo_orders_issued_total", "Orders accepted, durable and sent out"},
    {&Counters::orders_submitted, "tongluo_orders_submitted_total", "Orders that wait, or waited, for persons"},
    {&Counters::orders_held, "tongluo_orders_held_total", "Of them, held by the guard"},
    {&Counters::orders_returned, "tongluo_orders_returned_total", "Drafts and submitted orders sent back"},
    {&Counters::orders_cancelled, "tongluo_orders_cancelled_total", "Orders ended by a cancel, a stop-all or another"},
    {&Counters::orders_paced, "tongluo_orders_paced_total", "Orders that waited for their turn to go out"},
    {&Counters::stops_taken, "tongluo_stops_taken_total", "Cancels and stop-alls accepted"},
    {&Counters::quota_refusals, "tongluo_quota_refusals_total", "Orders refused: above their issuer's quota"},
    {&Counters::people_called, "tongluo_people_called_total", "Times a person was called"},
    {&Counters::orders_rejected, "tongluo_orders_rejected_total", "Orders refused at the submit"},
    {&Counters::orders_delivered, "tongluo_orders_delivered_total", "Orders handed to a terminal's session"},
    {&Counters::orders_evicted, "tongluo_orders_evicted_total", "Ended orders that left memory"},
    {&Counters::receipts_taken, "tongluo_receipts_taken_total", "Receipts stored for the first time"},
    {&Counters::receipts_repeated, "tongluo_receipts_repeated_total", "Receipts that were stored already"},
    {&Counters::receipts_foreign, "tongluo_receipts_foreign_total", "Receipts for unknown orders"},
    {&Counters::receipts_dropped, "tongluo_receipts_dropped_total", "Receipts above the limit of their outcome"},
    {&Counters::receipts_malformed, "tongluo_receipts_malformed_total", "Receipts that do not parse"},
    {&Counters::receipts_bad_signature, "tongluo_receipts_bad_signature_total", "Receipts that do not verify"},
    {&Counters::receipts_out_of_bounds, "tongluo_receipts_out_of_bounds_total", "Receipts for no such occurrence"},
    {&Counters::finals, "tongluo_finals_total", "Outcomes that became final"},
    {&Counters::disputed, "tongluo_disputed_total", "Outcomes with two conflicting signed finals"},
    {&Counters::unreachable_marked, "tongluo_unreachable_marked_total", "Outcomes marked unreachable for now"},
    {&Counters::unreachable_corrected, "tongluo_unreachable_corrected_total", "Of them, corrected by a late receipt"},
    {&Counters::persist_failures, "tongluo_persist_failures_total", "Writes that the database refused"},
    {&Counters::persist_retries, "tongluo_persist_retries_total", "Receipts written again after a failure"},
    {&Counters::sent_away_busy, "tongluo_sent_away_busy_total", "Terminals sent away: too many writes wait"},
    {&Counters::refusals_forgotten, "tongluo_refusals_forgotten_total", "Oldest refusals that left the list"},
    {&Counters::clip_pushes, "tongluo_clip_pushes_total", "Clips pushed behind an order"},
    {&Counters::clips_resumed, "tongluo_clips_resumed_total", "Of them, gone on with after a lost link"},
    {&Counters::clip_requests, "tongluo_clip_requests_total", "Clip requests of terminals"},
    {&Counters::clips_unavailable, "tongluo_clips_unavailable_total", "Clip requests that could not be met"},
    {&Counters::clip_waiters_dropped, "tongluo_clip_waiters_dropped_total", "Transfers dropped while a clip loaded"},
    {&Counters::statuses_dropped, "tongluo_statuses_dropped_total", "Status deltas of terminals without their base"},
    {&Counters::image_requests, "tongluo_image_requests_total", "Requests of terminals for a release's image"},
    {&Counters::images_unavailable, "tongluo_images_unavailable_total", "Of them, that could not be met"},
    {&Counters::heartbeats, "tongluo_heartbeats_total", "Heartbeats of terminals"},
    {&Counters::events, "tongluo_events_total", "Events reported by terminals"},
    {&Counters::unexpected_messages, "tongluo_unexpected_messages_total", "Messages that a controller never gets"},
};

constexpr Row<LinkCounters> kLinkRows[] = {
    {&LinkCounters::accepted, "tongluo_link_accepted_total", "Connections of terminals accepted"},
    {&LinkCounters::handshakes, "tongluo_link_handshakes_total", "TLS handshakes completed"},
    {&LinkCounters::handshake_failures, "tongluo_link_handshake_failures_total", "TLS handshakes that failed"},
    {&LinkCounters::resumed, "tongluo_link_resumed_total", "Handshakes that resumed an earlier session"},
    {&LinkCounters::handshakes_given_up, "tongluo_link_handshakes_given_up_total",
     "Handshakes that had begun and gave way to others"},
    {&LinkCounters::refused_busy, "tongluo_link_refused_busy_total", "Connections refused because of a limit"},
    {&LinkCounters::sessions_closed, "tongluo_link_sessions_closed_total", "Sessions ended"},
    {&LinkCounters::bytes_in, "tongluo_link_bytes_in_total", "Bytes of frames received, added when a session ends"},
    {&LinkCounters::bytes_out, "tongluo_link_bytes_out_total", "Bytes of frames sent, added when a session ends"},
    {&LinkCounters::bad_frames, "tongluo_link_bad_frames_total", "Frames with an illegal length"},
    {&LinkCounters::bad_messages, "tongluo_link_bad_messages_total", "Frames that are no message"},
    {&LinkCounters::unknown_messages, "tongluo_link_unknown_messages_total", "Messages of a newer version, ignored"},
};

constexpr Row<StoreCounters> kStoreRows[] = {
    {&StoreCounters::transactions, "tongluo_store_transactions_total", "Transactions committed"},
    {&StoreCounters::jobs, "tongluo_store_jobs_total", "Writes and reads done"},
    {&StoreCounters::failed_jobs, "tongluo_store_failed_jobs_total", "Writes that failed for good"},
    {&StoreCounters::queue_full, "tongluo_store_queue_full_total", "Writes refused because the queue was full"},
};

constexpr Row<MediaCounters> kMediaRows[] = {
    {&MediaCounters::made, "tongluo_clips_made_total", "Clips made and stored"},
    {&MediaCounters::failed, "tongluo_clips_failed_total", "Recordings and texts that gave no clip"},
    {&MediaCounters::queue_full, "tongluo_media_queue_full_total", "Recordings and texts refused: queue full"},
    {&MediaCounters::speech_faults, "tongluo_speech_faults_total", "Faults of an own engine or own words"},
    {&MediaCounters::speech_mute, "tongluo_speech_mute_total", "Texts that no engine could speak"},
};

constexpr Row<PlanCounters> kCallRows[] = {
    {&PlanCounters::called, "tongluo_calls_total", "Calls to people"},
    {&PlanCounters::delivered, "tongluo_calls_delivered_total", "Deliveries of calls by a channel"},
    {&PlanCounters::failed_tries, "tongluo_calls_failed_tries_total", "Tries of a channel that failed"},
    {&PlanCounters::escalated, "tongluo_calls_escalated_total", "Calls that went to the next step of the list"},
    {&PlanCounters::merged, "tongluo_calls_merged_total", "Equal calls that became one"},
    {&PlanCounters::held_back, "tongluo_calls_held_back_total", "Calls above the rate, told in a summary"},
    {&PlanCounters::unanswered, "tongluo_calls_unanswered_total", "Calls that nobody answered"},
    {&PlanCounters::unreached, "tongluo_calls_unreached_total", "Calls that reached nobody"},
    {&PlanCounters::dropped, "tongluo_calls_dropped_total", "Calls dropped because too many were open"},
};

template <class Struct, std::size_t kCount>
void append(const Struct& counters, const Row<Struct> (&rows)[kCount], std::vector<Metric>& metrics) {
  for (const Row<Struct>& row : rows)
    metrics.push_back({row.name, row.help, MetricKind::counter, static_cast<double>(counters.*row.member), {}, {}});
}

void append_gauge(const char* name, const char* help, std::size_t value, std::vector<Metric>& metrics) {
  metrics.push_back({name, help, MetricKind::gauge, static_cast<double>(value), {}, {}});
}

constexpr Row<live::LiveCounters> kLiveRows[] = {
    {&live::LiveCounters::streams_opened, "tongluo_live_streams_total", "Live streams opened"},
    {&live::LiveCounters::streams_refused, "tongluo_live_streams_refused_total",
     "Live streams that could not be opened"},
    {&live::LiveCounters::trains, "tongluo_live_trains_total", "Signed trains made"},
    {&live::LiveCounters::packets, "tongluo_live_packets_total", "Packets of speech taken"},
    {&live::LiveCounters::packets_refused, "tongluo_live_packets_refused_total", "Packets of speech refused"},
    {&live::LiveCounters::train_sends, "tongluo_live_train_sends_total", "Trains sent, one for each listener"},
    {&live::LiveCounters::octets_sent, "tongluo_live_bytes_total", "UDP payload sent on the media socket"},
    {&live::LiveCounters::sends_dropped, "tongluo_live_sends_dropped_total", "Sends that the kernel did not take"},
    {&live::LiveCounters::trains_late, "tongluo_live_trains_late_total", "Trains given up because newer ones waited"},
    {&live::LiveCounters::over_control, "tongluo_live_over_control_total", "Trains sent over control channels"},
    {&live::LiveCounters::malformed, "tongluo_live_malformed_total", "Datagrams that are no control packet"},
    {&live::LiveCounters::foreign_tokens, "tongluo_live_foreign_tokens_total", "Control packets of no session"},
    {&live::LiveCounters::bad_seals, "tongluo_live_bad_seals_total", "Control packets with a wrong seal"},
    {&live::LiveCounters::replayed, "tongluo_live_replayed_total", "Control packets seen before"},
    {&live::LiveCounters::bad_echoes, "tongluo_live_bad_echoes_total", "Echoes of no challenge of ours"},
    {&live::LiveCounters::opens, "tongluo_live_opens_total", "Opens, keep-alives too"},
    {&live::LiveCounters::opens_refused, "tongluo_live_opens_refused_total", "Opens of streams not admitted"},
    {&live::LiveCounters::challenges, "tongluo_live_challenges_total", "Addresses asked to prove themselves"},
    {&live::LiveCounters::moves, "tongluo_live_moves_total", "Sessions that moved to another address"},
    {&live::LiveCounters::expired, "tongluo_live_expired_total", "Addresses forgotten: silent for too long"},
    {&live::LiveCounters::time_answers, "tongluo_live_time_answers_total", "Time queries answered"},
    {&live::LiveCounters::nacks, "tongluo_live_nacks_total", "Requests for repairs"},
    {&live::LiveCounters::repairs, "tongluo_live_repairs_total", "Packets and manifests sent again"},
    {&live::LiveCounters::repairs_refused, "tongluo_live_repairs_refused_total", "Repairs above a session's budget"},
    {&live::LiveCounters::repairs_repeated, "tongluo_live_repairs_repeated_total",
     "Repairs asked for again before the first could have come"},
    {&live::LiveCounters::repairs_missing, "tongluo_live_repairs_missing_total", "Repairs of what is not in the ring"},
    {&live::LiveCounters::sessions_refused, "tongluo_live_sessions_refused_total", "Media sessions refused"},
    {&live::LiveCounters::admissions_dropped, "tongluo_live_admissions_dropped_total",
     "Admissions above a session's limit"},
    {&live::LiveCounters::commands_refused, "tongluo_live_commands_refused_total",
     "Commands refused: the live thread's queue was full"},
};

constexpr Row<SpeechCounters> kSpeechRows[] = {
    {&SpeechCounters::recordings_kept, "tongluo_live_recordings_total", "Recordings of live speech kept as clips"},
    {&SpeechCounters::recordings_failed, "tongluo_live_recordings_failed_total",
     "Recordings that were not stored; their files stay for the next start"},
    {&SpeechCounters::trains_unrecorded, "tongluo_live_trains_unrecorded_total",
     "Trains that are missing in a recording: too many waited"},
};

// How signing in to the console went.
void append_sign_ins(const SignInCounters& counters, std::vector<Metric>& metrics) {
  const auto add = [&](const char* name, const char* help, std::uint64_t value, const char* reason) {
    metrics.push_back({name, help, MetricKind::counter, static_cast<double>(value), reason == nullptr ? "" : "reason",
                       reason == nullptr ? "" : reason});
  };
  add("tongluo_sign_ins_total", "Sessions of the console opened", counters.signed_in, nullptr);
  for (const auto& [reason, value] : {std::pair{"name", counters.wrong_name},
                                      {"password", counters.wrong_password},
                                      {"code", counters.wrong_code},
                                      {"busy", counters.busy}})
    add("tongluo_sign_ins_refused_total", "Tries to sign in that were refused", value, reason);
  add("tongluo_sign_ins_locked_total", "Tries turned away: the account waits after wrong ones", counters.locked,
      nullptr);
  add("tongluo_sign_ins_throttled_total", "Tries turned away: the address waits after wrong ones", counters.throttled,
      nullptr);
}

// Of clip bytes: what waits, and by class what went out and how long it had waited.
void append_egress(const session::EgressPacer& pacer, std::vector<Metric>& metrics) {
  append_gauge("tongluo_clip_transfers_waiting", "Transfers of clips that wait or are under way",
               pacer.transfers_waiting(), metrics);
  append_gauge("tongluo_clip_bytes_waiting", "Bytes of clips not handed to their session yet", pacer.bytes_waiting(),
               metrics);
  metrics.push_back({"tongluo_clip_transfers_refused_total",
                     "Transfers above the limit of their session",
                     MetricKind::counter,
                     static_cast<double>(pacer.counters().refused),
                     {},
                     {}});
  const auto by_class = [&](const char* name, const char* help, auto value_of) {
    for (std::size_t i = 0; i < session::kClipClasses; ++i)
      metrics.push_back({name, help, MetricKind::counter, value_of(pacer.counters().of[i]), "class",
                         std::string(to_string(static_cast<session::ClipClass>(i)))});
  };
  using session::ClassCounters;
  by_class("tongluo_clip_bytes_total", "Bytes of clips sent",
           [](const ClassCounters& of) { return static_cast<double>(of.bytes); });
  by_class("tongluo_clip_transfers_total", "Transfers of clips begun",
           [](const ClassCounters& of) { return static_cast<double>(of.transfers); });
  by_class("tongluo_clip_wait_seconds_total", "How long they waited for their first chunk, all together",
           [](const ClassCounters& of) { return static_cast<double>(of.waited_us) / 1e6; });
}

// What is about to end or has ended, by the last step of its announcement.
void append_expiries(const controller::ControllerCore& core, std::vector<Metric>& metrics) {
  std::map<std::uint32_t, std::size_t, std::greater<>> announced{{90, 0}, {30, 0}, {7, 0}, {0, 0}};
  for (const controller::Expiry& expiry : core.expiries(os::now()))
    if (expiry.announced_days) ++announced[*expiry.announced_days];
  for (const auto& [days, count] : announced)
    metrics.push_back({"tongluo_expiries", "Lists, keys and certificates that end within so many days (0: ended)",
                       MetricKind::gauge, static_cast<double>(count), "days", std::to_string(days)});
}

}  // namespace

std::string render_metrics(const MetricSources& sources) {
  std::vector<Metric> metrics;
  append_gauge("tongluo_sessions", "Terminals connected now",
               sources.link == nullptr ? 0 : sources.link->session_count(), metrics);
  append_gauge("tongluo_receipt_check_queue", "Receipts whose signature is being verified",
               sources.runner.receipt_checks_waiting(), metrics);
  append_gauge("tongluo_store_queue", "Writes on their way to the database", sources.runner.writes_waiting(), metrics);
  append_gauge("tongluo_media_queue", "Recordings and texts that wait", sources.media.waiting(), metrics);
  append_gauge("tongluo_trust_list_version", "Version of the trust list held",
               static_cast<std::size_t>(sources.runner.core().trust_list_version()), metrics);
  append_gauge("tongluo_trust_list_stale", "1: no fresh statement names the trust list",
               sources.runner.core().health(os::now()).trust_list_stale ? 1 : 0, metrics);
  append_expiries(sources.runner.core(), metrics);
  append_county(sources.runner.core(), os::now(), metrics);
  append_disk(sources.data_folder, metrics);
  if (sources.calls != nullptr)
    append_gauge("tongluo_calls_open", "Calls to people on their way or unanswered", sources.calls->open_calls(),
                 metrics);
  append(sources.runner.core().counters(), kCoreRows, metrics);
  if (sources.link != nullptr) {
    append(sources.link->counters(), kLinkRows, metrics);
    append_egress(sources.link->egress(), metrics);
  }
  if (const MediaGate* media = sources.runner.media(); media != nullptr) {
    append(media->broadcaster().counters(), kLiveRows, metrics);
    metrics.push_back({"tongluo_live_control_frames_dropped_total",
                       "Trains for control channels dropped: too many waited for the control thread",
                       MetricKind::counter,
                       static_cast<double>(media->frames_dropped()),
                       {},
                       {}});
  }
  if (sources.live != nullptr) append(sources.live->counters(), kSpeechRows, metrics);
  if (sources.sign_ins != nullptr) append_sign_ins(*sources.sign_ins, metrics);
  append(sources.store.counters(), kStoreRows, metrics);
  append(sources.media.counters(), kMediaRows, metrics);
  if (sources.calls != nullptr) append(sources.calls->counters(), kCallRows, metrics);
  for (const auto& [reason, count] : sources.runner.refusals())
    metrics.push_back({"tongluo_refusals_total", "Signed objects refused by the controller, by reason",
                       MetricKind::counter, static_cast<double>(count), "reason", std::string(to_string(reason))});
  if (sources.http != nullptr) http::append_http_metrics(sources.http->counters(), metrics);
  return http::render_metrics(metrics, {{"tongluo_persist_seconds", "From handing a write over to its being durable",
                                         &sources.runner.persist_latency()}});
}

}  // namespace tongluo::daemon
