#pragma once
// Lets the right occurrence sound at the right time: start windows, arbitration, interruption and going on, end times,
// and what the audio thread reports. Owner: the core. `started` is committed before sound. Limit: kMaxActivePlays.

#include <map>
#include <optional>

#include "terminal-fw/core/ledger.hpp"
#include "terminal-fw/core/local_play.hpp"
#include "terminal-fw/playout/player.hpp"

namespace tongluo::terminal {

// What the audio thread says of a play. Times by the system's clock.
struct PlaybackEvent {
  enum class Kind : std::uint8_t { started, finished, stopped, sink_failed };
  Kind kind{};
  std::uint64_t play_id = 0;
  WallTime first_sample{};
  WallTime last_sample{};
  playout::Progress progress;
  std::uint64_t sink_samples = 0;  // of this play, given to the sink; 0: none, or not known
  Digest sink_digest{};
  std::optional<fieldbus::Proof> proof;  // of a play that ended before its end; where sound is proved
};

class Conductor {
 public:
  Conductor(CoreParts& parts, Ledger& ledger) : parts_(parts), ledger_(ledger) {}

  // After every event: what is late, what must stop, what may start, which audio is new.
  void pump(Now now);
  void on_playback(Now now, const PlaybackEvent& event);
  void on_progress(Now now, const playout::Progress& progress);
  // What the amplifier gave out of a play that ended by itself.
  void on_proof(Now now, std::uint64_t play_id, const fieldbus::Proof& proof);
  void on_start_result(Now now, const OccurrenceKey& key, bool stored);
  // Cancelled, superseded or no longer trusted: silence now, one final outcome each.
  void end_order(Now now, const Digest& order, Outcome outcome, Refusal refusal, const std::string& detail);

  // A live stream went silent: its play ends, and begins again when the stream is back (PROTOCOL.md section 11.5).
  void on_stream_lost(Now now, const Digest& order);
  void on_stream_back(const Digest& order);
  // The play that takes a live order's packets now; 0: none.
  std::uint64_t live_play(const Digest& order) const;

  // A self-test. Ends by itself, or when an order outranks it; its events come as for every play.
  Result<std::uint64_t, LocalRefusal> start_local(Now now, const LocalRequest& request);

  // Somebody at the terminal. Ends by itself after its longest time, by end_claim(), or when it is not allowed any
  // more.
  Result<void, LocalRefusal> claim(Now now, const ClaimRequest& request);
  void end_claim(Now now, const std::string& why);
  const std::optional<LocalClaim>& claimed() const { return claim_; }

  std::optional<Digest> playing_order() const;
  bool sound_fault() const { return sound_fault_; }
  void forget_sink_failure() { sound_fault_ = false; }  // the card that was gone is back
  // `look_again`: the longest wait on a wall-clock time.
  SteadyTime next_deadline(Now now, SteadyTime::duration look_again) const;

 private:
  struct Ending {
    Outcome outcome{};
    Refusal refusal = Refusal::none;
    std::string detail;
  };
  struct ActivePlay {
    std::uint64_t play_id = 0;
    OccurrenceKey key;
    bool sounding = false;         // its first sample is out
    bool interrupted = false;      // a higher one was handed over
    bool paused = false;           // its stream is lost: it was told to stop, and waits for it
    std::optional<Ending> ending;  // it was told to stop, for this
    SteadyTime give_up = SteadyTime::max();
    playout::Progress last;
    WallTime last_sample{};
    std::uint64_t sink_samples = 0;
    Digest sink_digest{};
    std::optional<fieldbus::Proof> proof;
    std::map<Digest, std::size_t> fed;  // bytes handed to the audio side
    std::set<Digest> closed;            // clips handed over whole
  };
  struct Starting {
    OccurrenceKey key;
    bool stored = false;
  };
  struct Open {
    OpenOrder* order = nullptr;
    OpenOccurrence* occurrence = nullptr;
  };

  Open find(const OccurrenceKey& key) const;
  StartPlan plan(const Open& open, WallTime wall) const;
  bool has_neighbours(const Open& open) const;
  bool waits_for_clock(const OpenOrder& order) const;
  bool audio_ready(const OpenOrder& order, const Position& from) const;
  bool may_start(Now now, const Open& open) const;
  void sweep(Now now);
  void sweep_waiting(Now now, const Open& open);
  WallTime end_of(const Open& open) const;
  void start_due(Now now);
  std::optional<Priority> highest_active() const;
  void begin(Now now, const OccurrenceKey& key);
  void issue_if_due(Now now);
  void issue(Now now, const Open& open, const StartPlan& plan);
  void feed();
  void stop(Now now, ActivePlay& play, std::optional<Ending> ending);
  void on_first_sample(Now now, const Open& open, WallTime first_sample);
  void close_play(Now now, std::vector<ActivePlay>::iterator play, PlaybackEvent::Kind kind);
  void finish_played(Now now, const Open& open, std::uint64_t play_id);
  void conclude(Now now, const Open& open);
  milliseconds start_lead() const;
  WallTime horizon(Now now) const;
  static void wait_for_stream(const Open& open);
  static void add_sink_part(Played& played, const ActivePlay& play);
  static Position place_to_resume(const Open& open, const ActivePlay& play);
  void after_interruption(Now now, const Open& open, const ActivePlay& play);
  void after_sink_failure(Now now, const Open& open, const ActivePlay& play);
  void note_sink_failure(Now now, const Digest& order);
  void interrupt_orders(Now now, microseconds ahead);
  void interrupt_local(Now now, microseconds ahead);
  void on_local_playback(Now now, const PlaybackEvent& event);
  void push_local(Now now, const Priority& priority, Play play, WallTime::duration length);
  void stop_local(Now now);
  void issue_claim(Now now);
  void sweep_claim(Now now);
  void note_claim(Now now, std::uint64_t more_samples);
  void give_up_local(Now now);
  void put_back_starting();
  const ActivePlay* current() const;
  ActivePlay* current();
  SteadyTime deadline_of(Now now, const Open& open, SteadyTime::duration look_again) const;

  CoreParts& parts_;
  Ledger& ledger_;
  std::vector<ActivePlay> plays_;
  std::optional<Starting> starting_;
  std::optional<LocalPlay> local_;
  std::optional<LocalClaim> claim_;
  std::optional<StoredPlay> closing_claim_;  // it has ended, its last sample is not out yet
  std::uint64_t last_play_id_ = 0;
  bool sound_fault_ = false;  // the device failed at its last use
};

}  // namespace tongluo::terminal
