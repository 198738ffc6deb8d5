#include "terminal-fw/fieldbus/cabinet.hpp"

#include <algorithm>
#include <utility>

namespace tongluo::fieldbus {
namespace {

constexpr auto kLevelSpan = milliseconds(100);  // kMeterBlockSamples

}  // namespace

Cabinet::Cabinet(const RegisterMap& map, CabinetSettings settings)
    : state_(map), proof_(settings.proof), amplifier_(settings.amplifier) {}

void Cabinet::on_bus(const BusEvent& event) {
  state_.apply(event);
  const auto* reading = std::get_if<Reading>(&event.what);
  if (reading != nullptr && reading->quantity == Quantity::output_level) look(event.at);
}

void Cabinet::on_level(const SoundLevel& level) {
  proof_.on_decoded(level.from, level.level_db);
  amplifier_.on_sound(level.from + kLevelSpan);
}

void Cabinet::on_play(std::uint64_t play, SteadyTime start) { amplifier_.on_play(play, start); }

void Cabinet::on_started(SteadyTime now, std::uint64_t play) {
  look(now);
  prove_now();
  proof_.begin();
  sounding_ = play;
}

void Cabinet::on_finished(SteadyTime now, std::uint64_t play) {
  amplifier_.on_end(now, play);
  if (sounding_ != play) return tell({play, {}});
  sounding_.reset();
  proving_ = Proving{play, now + SteadyTime::duration(kProofDelay)};
}

Proof Cabinet::on_stopped(SteadyTime now, std::uint64_t play) {
  amplifier_.on_end(now, play);
  if (sounding_ != play) return {};
  sounding_.reset();
  last_proof_ = PlayProof{play, proof_.verdict()};
  return last_proof_->proof;
}

// A value that is new counts at once; that there is none, only so often.
void Cabinet::look(SteadyTime now) {
  const Glance glance = glance_at(now, state_);
  const bool due = now >= next_glance_;
  if (due) next_glance_ = now + SteadyTime::duration(kGlanceInterval);
  if (due || glance.level_percent) proof_.on_glance(glance);
}

void Cabinet::prove_now() {
  if (!proving_) return;
  tell({proving_->play, proof_.verdict()});
  proving_.reset();
}

void Cabinet::tell(PlayProof proof) {
  last_proof_ = proof;
  if (proofs_.size() == kMaxWaitingProofs) proofs_.pop_front();
  proofs_.push_back(std::move(proof));
}

void Cabinet::on_time(SteadyTime now) {
  look(now);
  if (proving_ && now >= proving_->due) prove_now();
}

std::optional<PlayProof> Cabinet::next_proof() {
  if (proofs_.empty()) return std::nullopt;
  const PlayProof proof = proofs_.front();
  proofs_.pop_front();
  return proof;
}

SteadyTime Cabinet::next_deadline(SteadyTime now) const {
  const bool busy = sounding_ || proving_;
  SteadyTime next = now + SteadyTime::duration(busy ? kGlanceInterval : kIdleInterval);
  if (proving_) next = std::min(next, proving_->due);
  return std::min(next, amplifier_.next_change(now));
}

}  // namespace tongluo::fieldbus
