#include "terminal-fw/core/terminal_core.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "terminal-fw/core/cached_clips.hpp"
#include "terminal-fw/core/intake.hpp"
#include "terminal-fw/core/live_desk.hpp"

namespace tongluo::terminal {
namespace {

const std::vector<std::string> kCapabilities = {"clip", "ogg_opus", "tone", "cancel", "stop_all", "live"};

}  // namespace

class TerminalCore::Machines {
 public:
  explicit Machines(CoreParts& parts)
      : ledger(parts),
        conductor(parts, ledger),
        intake(parts, ledger, conductor),
        live(parts, conductor),
        cached(parts),
        commands(parts, ledger) {}
  Ledger ledger;
  Conductor conductor;
  Intake intake;
  LiveDesk live;
  CachedClips cached;
  CommandDesk commands;
};

TerminalCore::TerminalCore(CoreSettings settings, const trust::PinnedRoots& roots, const sign::Signer& signer)
    : parts_(std::move(settings), roots, signer), machines_(std::make_unique<Machines>(parts_)) {}

TerminalCore::~TerminalCore() = default;

// Before each event.
void TerminalCore::begin(Now now) {
  last_ = now;
  const auto jump = parts_.time.observe(now);
  if (jump) ++parts_.counters.clock_jumps;
  auto event = parts_.jumps.observe(now.steady, jump);
  if (!event) return;
  parts_.actions.alarm("event=clock_jump by=\"" + event->detail + "\" times=" + std::to_string(event->count));
  report(parts_, now, std::move(*event));
}

// After every event, also one without consequence: next_deadline() counts from it, so nothing due may be left behind.
void TerminalCore::settle(Now now) {
  machines_->intake.date_forgotten(now);
  for (const CommitResult& result : machines_->ledger.expire(now)) apply(now, result);
  machines_->live.pump(now);  // a lost stream ends its play,
  machines_->conductor.pump(now);
  machines_->live.pump(now);  // a new play takes the packets that wait for it
  machines_->ledger.write_ends(now);
  machines_->ledger.send_receipts();
  machines_->cached.update(now);
}

void TerminalCore::start(Now now, const JournalSnapshot& journal, const std::optional<Envelope>& installed_trust_list,
                         const std::optional<Envelope>& installed_place) {
  begin(now);
  machines_->intake.restore(now, journal, installed_trust_list, installed_place);
  report(parts_, now, {.kind = wire::EventKind::restarted, .detail = parts_.settings.boot_reason});
  if (!parts_.settings.journal_repair.empty())
    machines_->intake.on_journal_repaired(now, parts_.settings.journal_repair);
  if (parts_.settings.vital_only)
    report(parts_, now, {.kind = wire::EventKind::safe_mode, .detail = parts_.settings.boot_reason});
  settle(now);
}

wire::Hello TerminalCore::make_hello(Now now, const Nonce& time_nonce, std::vector<Digest> cached_clips) {
  begin(now);
  time_nonce_ = time_nonce;
  hello_at_ = now.steady;
  if (cached_clips.size() > limits::kMaxCachedClipsInHello) cached_clips.resize(limits::kMaxCachedClipsInHello);
  parts_.clips.set_offered({cached_clips.begin(), cached_clips.end()});
  wire::Hello hello{.protocol_major = limits::kProtocolMajor,
                    .protocol_minor = limits::kProtocolMinor,
                    .terminal = parts_.settings.terminal,
                    .firmware = parts_.settings.firmware,
                    .capabilities = kCapabilities,
                    .boot_id = parts_.settings.boot_id,
                    .clock = parts_.time.wall(now),
                    .clock_synchronised = parts_.time.synchronised(now),
                    .cached_clips = std::move(cached_clips)};
  hello.unacknowledged_receipts = static_cast<std::uint32_t>(parts_.outbox.untaken());
  hello.trust_list_version = parts_.trust.list_version();
  hello.place_version = parts_.trust.place_version();
  hello.configuration_version = parts_.configuration_version;
  hello.time_nonce = time_nonce;
  hello.partial_clips = parts_.clips.held_parts(limits::kMaxPartialClipsInHello);
  settle(now);
  return hello;
}

void TerminalCore::on_link_open(Now now, const wire::Welcome& welcome, ByteView exported_key) {
  begin(now);
  parts_.actions.set_link_open(true);
  if (welcome.time_statement && time_nonce_)
    machines_->intake.on_time_statement(now, *welcome.time_statement, *time_nonce_, hello_at_);
  time_nonce_.reset();  // one answer per question
  tell_events(parts_, now);
  parts_.storage.on_link_open();
  tell_storage(parts_, now);
  parts_.card.on_link_open();
  tell_sound_card(parts_, now);
  parts_.outbox.on_link(true);
  parts_.clips.on_link_open(now.steady);
  machines_->cached.on_link_open(now);
  machines_->live.on_link_open(now, welcome, exported_key);
  if (!parts_.media.settled(now.steady)) machines_->live.ask_time(now);
  settle(now);
}

void TerminalCore::on_link_closed(Now now) {
  begin(now);
  parts_.actions.set_link_open(false);
  parts_.outbox.on_link(false);
  parts_.events.on_link_closed();
  machines_->live.on_link_closed();
  settle(now);
}

void TerminalCore::on_exchange(Now now, const wire::HeartbeatSeen& seen) {
  parts_.time.on_exchange(now, seen.sent_at, seen.received_at, seen.replied_at);
  machines_->intake.store_floor(now);
  const auto ago = now.wall - seen.sent_at;  // our steady clock is not sent, but the system's
  if (ago < WallTime::duration(0) || ago > instep::kLongestRoundTrip) return;
  parts_.events.on_arrived(now.steady, now.steady - ago);
  parts_.media.on_exchange({now.steady - ago, seen.received_at, seen.replied_at, now.steady});
}

std::optional<instep::ClockLine> TerminalCore::media_line(Now now) const {
  return in_step(parts_, now) ? std::optional(parts_.media.line()) : std::nullopt;
}

// Whoever is to play in step asks for the time first; who knows it well only checks it.
void TerminalCore::on_delivery(Now now, const wire::OrderDelivery& delivery) {
  machines_->live.ask_time(now);
  machines_->intake.on_delivery(now, delivery);
}

void TerminalCore::on_object(Now now, const Envelope& envelope) {
  if (envelope.type == PayloadType::command)
    machines_->commands.on_command(now, envelope, alert_near(now));
  else
    machines_->intake.on_signed_object(now, envelope);
}

void TerminalCore::on_message(Now now, const wire::Message& message) {
  begin(now);
  if (const auto* delivery = std::get_if<wire::OrderDelivery>(&message))
    on_delivery(now, *delivery);
  else if (const auto* packets = std::get_if<wire::LivePackets>(&message))
    machines_->live.on_packets(now, *packets);
  else if (const auto* object = std::get_if<wire::SignedObject>(&message))
    on_object(now, object->envelope);
  else if (const auto* manifest = std::get_if<wire::ClipManifestPush>(&message))
    parts_.clips.on_manifest(now.steady, *manifest);
  else if (const auto* chunk = std::get_if<wire::ClipChunk>(&message))
    parts_.clips.on_chunk(now.steady, *chunk);
  else if (const auto* unavailable = std::get_if<wire::ClipUnavailable>(&message))
    parts_.clips.on_unavailable(now.steady, unavailable->clip);
  else if (const auto* taken = std::get_if<wire::ReceiptTaken>(&message))
    machines_->ledger.on_taken(now, *taken);
  else if (const auto* seen = std::get_if<wire::HeartbeatSeen>(&message))
    on_exchange(now, *seen);
  else
    ++parts_.counters.unexpected_messages;
  settle(now);
}

void TerminalCore::on_datagram(Now now, ByteView datagram) {
  begin(now);
  machines_->live.on_datagram(now, datagram);
}

void TerminalCore::on_datagrams_taken(Now now) {
  begin(now);
  settle(now);
}

void TerminalCore::on_bundle(Now now, const wire::OfflineBundle& bundle) {
  begin(now);
  machines_->intake.on_bundle(now, bundle);
  settle(now);
}

void TerminalCore::on_unreadable_bundle(Now now, const std::string& detail) {
  begin(now);
  machines_->intake.on_unreadable_bundle(now, detail);
  settle(now);
}

void TerminalCore::apply(Now now, const CommitResult& result) {
  if (result.purpose == Purpose::acceptance) machines_->intake.on_acceptance(now, result);
  if (result.purpose == Purpose::command) machines_->commands.on_stored(now, result.key.order, result.stored);
  if (result.purpose == Purpose::start) machines_->conductor.on_start_result(now, result.key, result.stored);
}

void TerminalCore::on_commit(Now now, std::uint64_t token, bool stored, std::string_view why_not) {
  begin(now);
  if (const auto result = machines_->ledger.on_commit(now, token, stored, why_not)) apply(now, *result);
  settle(now);
}

void TerminalCore::on_clip_loaded(Now now, const Digest& clip, SharedClipContent content) {
  begin(now);
  parts_.clips.on_loaded(now.steady, clip, std::move(content));
  settle(now);
}

void TerminalCore::on_clip_stored(Now now, const Digest& clip, bool stored) {
  begin(now);
  parts_.clips.on_stored(clip, stored);
  settle(now);
}

void TerminalCore::on_clip_damaged(Now now, const Digest& clip) {
  begin(now);
  machines_->cached.on_damaged(now, clip);
  settle(now);
}

void TerminalCore::on_playback(Now now, const PlaybackEvent& event) {
  begin(now);
  machines_->conductor.on_playback(now, event);
  settle(now);
}

void TerminalCore::on_progress(Now now, const playout::Progress& progress) {
  begin(now);
  machines_->conductor.on_progress(now, progress);
  settle(now);
}

void TerminalCore::on_proof(Now now, std::uint64_t play_id, const fieldbus::Proof& proof) {
  begin(now);
  machines_->conductor.on_proof(now, play_id, proof);
  settle(now);
}

Result<std::uint64_t, LocalRefusal> TerminalCore::start_local(Now now, const LocalRequest& request) {
  begin(now);
  auto started = sound_near(now) ? fail(LocalRefusal::near) : machines_->conductor.start_local(now, request);
  settle(now);
  return started;
}

Result<void, LocalRefusal> TerminalCore::claim(Now now, const ClaimRequest& request) {
  begin(now);
  auto claimed = machines_->conductor.claim(now, request);
  settle(now);
  return claimed;
}

void TerminalCore::end_claim(Now now, const std::string& why) {
  begin(now);
  machines_->conductor.end_claim(now, why);
  settle(now);
}

const std::optional<LocalClaim>& TerminalCore::claimed() const { return machines_->conductor.claimed(); }

void TerminalCore::on_maintained(Now now, const Digest& command, Maintained result) {
  begin(now);
  machines_->commands.on_maintained(now, command, std::move(result));
  settle(now);
}

void TerminalCore::on_trouble(Now now, wire::Event event) {
  begin(now);
  report(parts_, now, std::move(event));
  settle(now);
}

void TerminalCore::on_disk_look(Now now, std::string trouble, bool full) {
  begin(now);
  parts_.storage.on_look(now.steady, std::move(trouble), full);
  tell_storage(parts_, now);
  settle(now);
}

void TerminalCore::on_sound_look(Now now, std::string missing) {
  begin(now);
  if (parts_.card.on_look(now.steady, std::move(missing))) machines_->conductor.forget_sink_failure();
  tell_sound_card(parts_, now);
  settle(now);
}

void TerminalCore::on_journal_repaired(Now now, const std::string& what) {
  begin(now);
  machines_->intake.on_journal_repaired(now, what);
  machines_->ledger.store_again(now);
  settle(now);
}

void TerminalCore::on_deadline(Now now) {
  begin(now);
  machines_->commands.on_deadline(now);
  machines_->ledger.on_deadline(now);
  parts_.clips.on_deadline(now.steady);
  machines_->live.on_deadline(now);
  settle(now);
}

bool TerminalCore::sound_fault() const { return machines_->conductor.sound_fault() || parts_.card.gone(); }

std::optional<Action> TerminalCore::next_action() { return parts_.actions.next(); }

SteadyTime TerminalCore::next_deadline(SteadyTime::duration look_again) const {
  return std::min({machines_->ledger.next_deadline(), machines_->conductor.next_deadline(last_, look_again),
                   machines_->live.next_deadline(), parts_.clips.next_deadline(), machines_->commands.next_deadline()});
}

void TerminalCore::refuse_object(Now now, const Digest& object, Refusal reason) {
  begin(now);
  machines_->ledger.refuse_object(now, object, reason);
  settle(now);
}

Evictions TerminalCore::evictions() const {
  return {.writes = parts_.counters.writes_lost,
          .stops = parts_.stops.evicted(),
          .events = parts_.events.evicted(),
          .untold_events = parts_.events.given_up(),
          .logged_plays = parts_.plays.evicted(),
          .plays = parts_.counters.plays_given_up};
}

bool TerminalCore::sound_works() const { return !sound_fault(); }

wire::Heartbeat TerminalCore::telemetry() const {
  wire::Heartbeat heartbeat;
  heartbeat.playing_order = machines_->conductor.playing_order();
  const bool degraded =
      sound_fault() || parts_.storage.fails() || parts_.trust.list() == nullptr || parts_.trust.place() == nullptr;
  heartbeat.state = degraded                  ? wire::TerminalState::degraded
                    : heartbeat.playing_order ? wire::TerminalState::playing
                                              : wire::TerminalState::idle;
  heartbeat.unacknowledged_receipts = static_cast<std::uint32_t>(parts_.outbox.untaken());
  heartbeat.refused_total = static_cast<std::uint32_t>(parts_.refusals.total());
  return heartbeat;
}

}  // namespace tongluo::terminal
