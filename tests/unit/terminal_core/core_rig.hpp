#pragma once
// One terminal core with everything round it played by the test: the journal is a value, the controller a list of
// received messages, the loudspeaker a calculation, time a number. Every action appears in `trace` in the order the
// core asked for it. Real signatures throughout.

#include <deque>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>

#include "protocol/stream/media_seal.hpp"
#include "protocol/wire/clip_manifest.hpp"
#include "protocol/wire/receipt.hpp"
#include "terminal-fw/core/terminal_core.hpp"
#include "tests/support/trust_fixture.hpp"
#include "tests/unit/terminal_core/memory_journal.hpp"

namespace tongluo::test {

struct TestClip {
  Digest digest;
  Bytes manifest;
  std::vector<Bytes> chunks;
  wire::ClipManifestPush manifest_push() const { return {digest, manifest}; }
  wire::ClipChunk chunk(std::uint32_t index) const { return {digest, index, chunks.at(index)}; }
  terminal::SharedClipContent content() const;
};
// Ten seconds of nonsense in so many chunks; `seed` makes it another clip.
TestClip make_clip(std::size_t chunks = 3, int seed = 1);

enum class JournalMode { stores, fails, holds };

class CoreRig {
 public:
  explicit CoreRig(AreaCode place = village());
  // Of a deployment that is there, with keys that are not random.
  CoreRig(AreaCode place, TrustFixture deployment, sign::PrivateKey device);

  // A new core on the same journal, after a power cut: the link is down, nothing plays.
  void restart();
  // With `media`: the Welcome names a media socket, whose other end is this->media.
  void open_link(bool with_time = true, bool media = false);
  void close_link();
  void deliver(const Envelope& order, WallTime start_at = {});
  void receive(const wire::Message& message);
  void receive_clip(const TestClip& clip);
  void take_bundle(const wire::OfflineBundle& bundle);
  void receive_datagrams(const std::vector<Bytes>& datagrams);  // in one wake-up
  void prove(std::uint64_t play_id, const fieldbus::Proof& proof);
  Result<std::uint64_t, terminal::LocalRefusal> start_local(const terminal::LocalRequest& request);
  Result<void, terminal::LocalRefusal> claim(const terminal::ClaimRequest& request);
  void end_claim();
  void look_at_disk(const std::string& trouble, bool full = false);
  void look_at_sound(const std::string& missing);
  void take_receipts();  // the controller acknowledges all it got

  // Time passes; deadlines and the loudspeaker act at their exact instants.
  void advance_to(WallTime wall);
  void advance(microseconds duration) { advance_to(now.wall + duration); }
  void answer_commits(bool stored);  // those held back

  std::vector<wire::Receipt> receipts() const;  // received over the current link, in order
  std::vector<std::string> take_trace() { return std::exchange(trace, {}); }
  std::size_t count(const std::string& line) const;
  const wire::Receipt* final_of(const Digest& order, std::uint32_t occurrence = 1) const;
  // Whose sound is out now.
  std::optional<Digest> sounding() const { return sound_ ? std::optional(sound_->play.order) : std::nullopt; }
  bool silent() const { return !sound_ && !waiting_; }

  TrustFixture trust;
  sign::PrivateKey device_key;
  TerminalId id = terminal_id("TL-500116-0001");
  AreaCode where;
  MemoryJournal journal;
  JournalMode journal_mode = JournalMode::stores;
  Now now{SteadyTime(seconds(1'000)), kNow};
  TestClip clip = make_clip();
  std::map<Digest, TestClip> cache;
  std::map<Digest, terminal::SharedClipContent> stored_clips;  // what the core asked to be cached
  std::vector<Digest> kept_clips;                              // that the cache must keep, as last said
  std::vector<terminal::UseControllers> controllers;           // that signed configuration named
  std::vector<terminal::Maintain> maintained;                  // what commands asked of the shell
  std::vector<terminal::Play> plays;
  std::vector<terminal::PlayLive> live;    // verified packets handed to the loudspeaker
  std::vector<Bytes> datagrams;            // sent to the media socket
  std::optional<stream::MediaSeal> media;  // the controller's end of this session's media socket
  std::uint32_t live_frames_lost = 0;      // that the loudspeaker reports
  std::uint64_t clip_samples_starved = 0;  // likewise
  std::vector<wire::Message> sent;         // over the current link
  std::vector<wire::Receipt> reported;     // over all links
  std::vector<std::string> trace;
  bool safe_mode = false;  // acts at the next restart, as does
  bool clock_kept = true;
  WallTime::duration clock_wrong_by{};  // the system's, against the controller's
  bool sink_broken = false;
  bool proves_sound = false;  // from the next restart on, with
  milliseconds amplifier_wake{};
  std::optional<fieldbus::Proof> interrupted_proof;  // that the loudspeaker reports of what it stops
  std::size_t commits = 0;
  std::size_t power_cut_at_commit = 0;  // counts from 1; the commit is applied only if `cut_after_write`
  bool cut_after_write = false;
  bool dead = false;
  std::unique_ptr<terminal::TerminalCore> core;

 private:
  struct Sound {
    terminal::Play play;
    WallTime first_sample{};
    std::optional<std::uint64_t> live_ends;  // samples behind the tone
  };
  void settle();
  void perform(const terminal::Action& action);
  void on(const terminal::Send& send);
  void on(const terminal::Commit& commit);
  void on(const terminal::StoreClip& store);
  void on(const terminal::LoadClip& load);
  void on(const terminal::KeepClips& keep) { kept_clips = keep.clips; }
  void on(const terminal::Play& play);
  void on(const terminal::AppendAudio& append);
  void on(const terminal::AudioComplete& complete);
  void on(const terminal::PlayLive& packet);
  void on(const terminal::OpenMedia& open);
  void on(const terminal::SendDatagram& send);
  void on(const terminal::UseControllers& use) { controllers.push_back(use); }
  void on(const terminal::Maintain& maintain) { maintained.push_back(maintain); }
  void on(const terminal::StopPlay& stop);
  void on(const terminal::Notice& notice);
  WallTime sound_end() const;
  playout::Progress progress_of(const Sound& sound) const;
  void tell(terminal::PlaybackEvent::Kind kind, const Sound& sound);
  void sound_due();

  std::optional<Sound> sound_;
  std::optional<Sound> waiting_;
  std::set<std::uint64_t> complete_;
  int sessions_ = 0;
  std::deque<std::uint64_t> held_commits_;
  std::deque<terminal::Commit> held_writes_;
  std::deque<std::function<void()>> answers_;
};

}  // namespace tongluo::test
