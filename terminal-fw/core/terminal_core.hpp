#pragma once
// The terminal's mind: events in, actions out. Verifies what the network brings, decides what sounds and when, writes
// and sends signed receipts. Pure: no I/O, no clock, no thread, no randomness; the same core runs in the firmware, the
// fleet and the simulation. Use: call start() once, then one on_…() per event; drain next_action(); then wait until
// next_deadline(). Limits: limits.hpp. PROTOCOL.md sections 7, 8, 10, 11.

#include <memory>

#include "protocol/wire/bundle.hpp"
#include "terminal-fw/core/command_desk.hpp"
#include "terminal-fw/core/conductor.hpp"

namespace tongluo::terminal {

class TerminalCore {
 public:
  // Roots and signer must outlive the core.
  TerminalCore(CoreSettings settings, const trust::PinnedRoots& roots, const sign::Signer& signer);
  ~TerminalCore();

  void start(Now now, const JournalSnapshot& journal, const std::optional<Envelope>& installed_trust_list,
             const std::optional<Envelope>& installed_place);

  // For a new connection; remembers the nonce for the time statement in the Welcome.
  wire::Hello make_hello(Now now, const Nonce& time_nonce, std::vector<Digest> cached_clips);
  // `exported_key`: of the TLS session, for the media socket (PROTOCOL.md section 11.1); empty: no datagrams.
  void on_link_open(Now now, const wire::Welcome& welcome, ByteView exported_key);
  void on_link_closed(Now now);
  void on_message(Now now, const wire::Message& message);
  // From the media socket; after the last of those that wait, on_datagrams_taken().
  void on_datagram(Now now, ByteView datagram);
  void on_datagrams_taken(Now now);
  // A file from a local folder: its order is handled like a delivery, without the network.
  void on_bundle(Now now, const wire::OfflineBundle& bundle);
  void on_unreadable_bundle(Now now, const std::string& detail);

  // The answer to Commit; `why_not` is for people.
  void on_commit(Now now, std::uint64_t token, bool stored, std::string_view why_not = {});
  void on_clip_loaded(Now now, const Digest& clip, SharedClipContent content);  // verified; null: not there
  void on_clip_stored(Now now, const Digest& clip, bool stored);
  void on_clip_damaged(Now now, const Digest& clip);  // in the cache, which has removed it
  void on_playback(Now now, const PlaybackEvent& event);
  void on_progress(Now now, const playout::Progress& progress);
  // Whether a play that ended by itself was heard; only with CoreSettings::proves_sound.
  void on_proof(Now now, std::uint64_t play_id, const fieldbus::Proof& proof);
  // A self-test's tone, now: never near an order's start, never over anything. Its id; on_playback() brings its end.
  Result<std::uint64_t, LocalRefusal> start_local(Now now, const LocalRequest& request);
  // Somebody at the terminal claims a local source, or gives it back.
  Result<void, LocalRefusal> claim(Now now, const ClaimRequest& request);
  void end_claim(Now now, const std::string& why);
  const std::optional<LocalClaim>& claimed() const;
  void on_maintained(Now now, const Digest& command, Maintained result);  // the answer to Maintain
  // Something that the shell noticed: told to the controller now, or not at all while the link is down.
  void on_trouble(Now now, wire::Event event);
  // The file system of the journal was looked at; empty: nothing is wrong. Full: what room is left is for actual alerts
  // of level I and II and for what became of the others.
  void on_disk_look(Now now, std::string trouble, bool full = false);
  // While nothing plays; empty: the sound device is there, as far as can be told.
  void on_sound_look(Now now, std::string missing);
  // The journal was found damaged while running, and made anew from what could be read of it.
  void on_journal_repaired(Now now, const std::string& what);
  void on_deadline(Now now);

  // A signed object that somebody else than the core looked at: counted and reported like its own refusals.
  void refuse_object(Now now, const Digest& object, Refusal reason);

  std::optional<Action> next_action();
  // SteadyTime::max() when there is none. While an occurrence waits for its time of day the clock is looked at again
  // after `look_again`: it may have been set. Whoever hears of that himself may wait longer.
  SteadyTime next_deadline(SteadyTime::duration look_again = kClockRecheck) const;

  // Telemetry that the core knows; the shell fills in the rest.
  wire::Heartbeat telemetry() const;
  WallTime wall(Now now) const { return parts_.time.wall(now); }
  // The controller's clock, for as long as it may be used to play in step: hand it to the audio side after each event.
  std::optional<instep::ClockLine> media_line(Now now) const;
  const instep::MediaClock& media_clock() const { return parts_.media; }
  bool synchronised(Now now) const { return parts_.time.synchronised(now); }
  bool clock_lost() const { return parts_.time.lost(); }  // so what is not an alert waits
  // Nothing sounds, and nothing that is known begins within `ahead`.
  bool quiet(Now now, WallTime::duration ahead) const { return !parts_.book.any_before(wall(now) + ahead); }
  bool sound_works() const;
  const TrustState& trust() const { return parts_.trust; }
  const CoreCounters& counters() const { return parts_.counters; }
  Evictions evictions() const;
  const ClipCounters& clip_counters() const { return parts_.clips.counters(); }
  // For whoever asks how the terminal is: the next starts, the play log (newest first), whom it believes.
  std::vector<UpcomingStart> upcoming(std::size_t limit) const;
  const std::deque<StoredPlay>& plays() const { return parts_.plays.plays(); }
  std::vector<StoredEvent> events() const { return parts_.events.events(); }  // the event log, newest first
  bool sound_fault() const;
  bool storage_fails() const { return parts_.storage.fails(); }
  std::string_view storage_trouble() const { return parts_.storage.trouble(); }  // empty: none
  // An actual alert of level I or II sounds, or may start within kAlertNear; any sound at all.
  bool alert_near(Now now) const;
  bool sound_near(Now now) const;
  const RefusalReporter& refusals() const { return parts_.refusals; }
  std::size_t open_orders() const { return parts_.book.size(); }
  std::size_t untaken_receipts() const { return parts_.outbox.untaken(); }

 private:
  class Machines;
  void begin(Now now);
  void settle(Now now);
  void apply(Now now, const CommitResult& result);
  void on_delivery(Now now, const wire::OrderDelivery& delivery);
  void on_object(Now now, const Envelope& envelope);
  void on_exchange(Now now, const wire::HeartbeatSeen& seen);

  CoreParts parts_;
  std::unique_ptr<Machines> machines_;
  Now last_{};
  std::optional<Nonce> time_nonce_;
  SteadyTime hello_at_{};
};

}  // namespace tongluo::terminal
