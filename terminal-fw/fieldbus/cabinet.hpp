#pragma once
// The terminal's cabinet, decided without doing: when the amplifier has power, and what is proved of each play. Fed
// with the events of the buses, the levels of the audio thread and the life of plays. Owner: one thread (control).
// Pure; time is handed in. Use: call an on_…(), then read amplifier_wanted() and drain next_proof(); call on_time() at
// next_deadline(). Limits: those of its parts; kMaxWaitingProofs, the oldest is lost.

#include <deque>

#include "terminal-fw/fieldbus/amplifier_switch.hpp"
#include "terminal-fw/fieldbus/sound_proof.hpp"

namespace tongluo::fieldbus {

constexpr std::size_t kMaxWaitingProofs = 16;
constexpr auto kGlanceInterval = milliseconds(250);  // while something plays
constexpr auto kIdleInterval = milliseconds(1'000);
constexpr auto kProofDelay = milliseconds(500);  // after the end: what was measured then is still on its way

struct CabinetSettings {
  ProofSettings proof;
  AmplifierTimes amplifier;
};

struct PlayProof {
  std::uint64_t play = 0;
  Proof proof;
};

class Cabinet {
 public:
  // `map` has no fault (first_fault).
  Cabinet(const RegisterMap& map, CabinetSettings settings);

  void on_bus(const BusEvent& event);
  void on_level(const SoundLevel& level);
  void on_play(std::uint64_t play, SteadyTime start);    // it was handed to the audio thread
  void on_started(SteadyTime now, std::uint64_t play);   // its first sample is out
  void on_finished(SteadyTime now, std::uint64_t play);  // to its end: its proof follows
  Proof on_stopped(SteadyTime now, std::uint64_t play);  // before its end: what is proved so far
  void on_time(SteadyTime now);

  std::optional<PlayProof> next_proof();
  bool amplifier_wanted(SteadyTime now) const { return amplifier_.wanted(now); }
  SteadyTime next_deadline(SteadyTime now) const;

  // For whoever looks at the cabinet: every quantity, device and output, and what was proved last.
  const BoardState& state() const { return state_; }
  const std::optional<PlayProof>& last_proof() const { return last_proof_; }
  bool audio_stalled(SteadyTime now) const { return amplifier_.stalled(now); }
  std::uint64_t plays_unwatched() const { return amplifier_.evicted(); }

 private:
  struct Proving {
    std::uint64_t play = 0;
    SteadyTime due{};
  };
  void look(SteadyTime now);
  void prove_now();
  void tell(PlayProof proof);

  BoardState state_;
  SoundProof proof_;
  AmplifierSwitch amplifier_;
  std::optional<std::uint64_t> sounding_;
  std::optional<Proving> proving_;
  std::deque<PlayProof> proofs_;
  std::optional<PlayProof> last_proof_;
  SteadyTime next_glance_ = SteadyTime::min();
};

}  // namespace tongluo::fieldbus
