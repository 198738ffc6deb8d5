#pragma once
// What the loudspeaker gets, frame by frame: tone, drill prefixes, items, gaps, repetitions, fades, volume; a passive
// chain clocked by whoever pulls. Pure: no clock, no thread, no allocation after load(). Limits: kMaxPlaylistItems,
// kMaxRepetitions (asserted: the order's parser holds them), kMaxStepsPerFrame. Sample format: sound.hpp. Owner: the
// audio thread (or the test that pulls).

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/base/spsc_queue.hpp"
#include "protocol/base/time.hpp"
#include "protocol/base/vocabulary.hpp"
#include "terminal-fw/playout/decoder.hpp"
#include "terminal-fw/playout/drill_prefix.hpp"
#include "terminal-fw/playout/item_reader.hpp"
#include "terminal-fw/playout/live_phase.hpp"
#include "terminal-fw/playout/packet_source.hpp"
#include "terminal-fw/playout/smoother.hpp"
#include "terminal-fw/playout/sound.hpp"
#include "terminal-fw/playout/tone.hpp"

namespace tongluo::playout {

struct PlayItem {
  std::shared_ptr<const PacketSource> source;
};

// Sound from a device of the terminal itself, frame by frame as it is captured. What is late is silence.
using PcmQueue = SpscQueue<Frame, 16>;
struct PcmPart {
  std::shared_ptr<PcmQueue> frames;  // null: none
  std::uint64_t limit_samples = 0;   // behind the tone; then it ends
};
constexpr std::size_t kPcmLead = 3;  // frames that wait before the first one sounds, and again after a gap

struct Programme {
  std::uint64_t play_id = 0;
  Tone tone = Tone::none;
  std::uint32_t tone_samples = 0;
  std::optional<TestTone> test_tone;                // instead of `tone`
  std::shared_ptr<const DrillPrefix> drill_prefix;  // set exactly for a drill: spoken before the items and between them
  std::vector<PlayItem> items;
  // Live speech in the place of items: one repetition, no gap; T is where the tone ends. `first_sample` is the running
  // position. It ends at the stream's end mark or the limit; between packets it goes on, silent.
  LivePart live;
  PcmPart pcm;                         // likewise in the place of items
  std::uint32_t first_repetition = 0;  // counts from 0; more than 0 when resuming
  // Into the first repetition (tone, then items with their drill prefixes): the running position to join at. What lies
  // beyond the items counts as gap.
  std::uint64_t first_sample = 0;
  std::uint32_t repetitions = 1;
  std::uint32_t gap_samples = 0;
  std::uint32_t volume_percent = 100;     // of the amplitude
  std::uint32_t start_delay_samples = 0;  // silence before the first sample: starts inside a frame
};

struct Progress {
  std::uint64_t play_id = 0;
  bool active = false;                 // something is loaded
  bool finished = false;               // it played to its end
  std::uint64_t samples_played = 0;    // of tone, prefixes, items and live packets, without gaps, waiting and fades
  std::uint64_t samples_starved = 0;   // silence played because packets were missing
  std::uint32_t frames_concealed = 0;  // packets that could not be decoded, or live ones that were missing
  std::uint32_t frames_lost = 0;       // live packets' worth of silence between its speech and its end
  std::uint32_t repetitions_played = 0;
  std::uint32_t repetition = 0;  // where it is now, to resume later
  std::uint64_t position_sample = 0;
};

// What happened inside the last pulled frame.
struct PullReport {
  bool started = false;  // its first audible sample ever is in this frame
  std::size_t start_offset = 0;
  bool finished = false;       // it ended in this frame
  std::size_t end_offset = 0;  // one past the last sample
};

constexpr std::uint32_t kMaxStepsPerFrame = 256;

// Missing packets at the play position: silence, position held (clips are never skipped), counted as starved.
class Player {
 public:
  explicit Player(Decoder& decoder) : reader_(decoder), live_(decoder) {}
  void load(Programme programme);  // replaces what plays; the old one fades out within one frame, the new fades in
  void stop();  // fades out within one frame; then inactive. Progress stays readable until the next load()
  // Fills the next 20 ms. Returns false, and silence, when nothing is active.
  bool pull(Frame& out);
  const Progress& progress() const { return progress_; }
  const PullReport& last_pull() const { return report_; }
  // A frame of the old sound will be pulled before a programme that is loaded now.
  bool must_fade() const { return tail_ready_ || (phase_ != Phase::inactive && pulled_); }
  void discard_tail() { tail_ready_ = false; }  // the device failed: nobody hears the fade
  // Programmes that are done with, so that the caller decides where they are freed. Take them after each call above;
  // when more than four wait, the oldest is freed here.
  std::optional<Programme> take_retired();

 private:
  enum class Phase : std::uint8_t { inactive, waiting, tone, prefix, items, live, pcm, gap };

  void begin_repetition(std::uint64_t skip);
  void begin_programme(std::uint64_t behind_tone);
  void begin_items(std::uint64_t skip);
  void begin_live(std::uint64_t behind_tone);
  void begin_prefix(std::uint64_t skip);
  std::uint64_t programme_position(std::uint64_t item_sample) const;
  void end_repetition();
  void finish();
  void render(Frame& out);
  void step(std::span<std::int16_t> out);
  void step_tone(std::span<std::int16_t> out);
  void step_prefix(std::span<std::int16_t> out);
  void step_items(std::span<std::int16_t> out);
  void step_live(std::span<std::int16_t> out);
  void step_pcm(std::span<std::int16_t> out);
  void step_silence(std::span<std::int16_t> out);
  void next_item();
  void starve(std::span<std::int16_t> missing);
  void count_played(std::size_t samples);
  void prepare_decay();
  void retire_current();
  void retire(Programme programme);

  ItemReader reader_;
  LivePhase live_;
  Smoother smoother_;
  Programme programme_;
  ToneShape tone_;
  Progress progress_;
  PullReport report_;
  Phase phase_ = Phase::inactive;
  bool pulled_ = false;           // since load()
  bool starved_ = false;          // the last item sample was followed by missing packets
  std::size_t frame_offset_ = 0;  // of the sample rendered now
  std::size_t item_ = 0;
  std::uint64_t items_before_ = 0;  // item samples before the current item
  std::uint64_t joined_at_ = 0;     // where behind the tone this repetition began: not at 0 when it was joined
  std::size_t prefix_sample_ = 0;
  std::uint64_t block_left_ = 0;  // item samples until the next drill prefix
  std::uint32_t concealed_before_ = 0;
  std::uint64_t silence_left_ = 0;
  Frame pcm_frame_{};
  std::size_t pcm_left_ = 0;    // of it, not played
  bool pcm_waits_ = true;       // for kPcmLead frames
  std::uint64_t pcm_done_ = 0;  // samples, silent ones too
  Frame tail_{};                // the end of the former sound, pulled next
  bool tail_ready_ = false;
  std::array<std::optional<Programme>, 4> retired_;
};

}  // namespace tongluo::playout
