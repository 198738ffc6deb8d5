// First part: from the offer to the moment before the switch. The second part is update_trial.cpp.

#include "terminal-fw/update/update_machine.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::update {

using wire::UpdateState;

UpdateMachine::UpdateMachine(UpdateSettings settings, StoredUpdate record,
                             std::optional<trust::AdmittedRelease> release, BootFacts facts)
    : settings_(std::move(settings)),
      record_(std::move(record)),
      release_(std::move(release)),
      facts_(std::move(facts)) {
  if (release_) download_.emplace(release_->manifest);
}

void UpdateMachine::begin(Now now) { resume_after_boot(now); }

Refusal UpdateMachine::offer(Now now, trust::AdmittedRelease release, Bytes envelope, std::optional<AreaCode> area) {
  if (release_ && release_->digest == release.digest) {
    report();
    return Refusal::none;
  }
  if (std::find(record_.tried.begin(), record_.tried.end(), release.digest) != record_.tried.end())
    return Refusal::replayed;
  const trust::ReleaseHost host{settings_.terminal, settings_.hardware, settings_.running_version,
                                record_.version_floor, area};
  if (const Refusal refusal = check_host(release, host); refusal != Refusal::none) return refusal;
  if (job_ != Job::none || persist_again_ || on_trial() || restart_ || withdrawing_ ||
      record_.state >= UpdateState::switching)
    return Refusal::queue_full;
  if (release_ && release.manifest.version <= release_->manifest.version) return Refusal::older_version;
  forget_release();
  record_.release = std::move(envelope);
  record_.version_floor = std::max(record_.version_floor, release.manifest.version_floor);
  release_ = std::move(release);
  download_.emplace(release_->manifest);
  enter(now, UpdateState::waiting);
  return Refusal::none;
}

void UpdateMachine::on_distrusted(Now now) {
  if (record_.state == UpdateState::none) return;
  dropped_ = true;
  consider(now);
}

void UpdateMachine::on_conditions(Now now, const Conditions& conditions) {
  const bool came_up = conditions.link_up && !conditions_.link_up;
  if (!conditions.link_up || came_up) asked_ = false;
  if (came_up) {
    fetch_at_ = now.steady;
    fetch_backoff_ = kFetchBackoff;
  }
  conditions_ = conditions;
  if (came_up) report();
  consider(now);
}

void UpdateMachine::on_deadline(Now now) {
  if (persist_again_ && now.steady >= *persist_again_) return persist();
  consider(now);
}

// ---- States and jobs

void UpdateMachine::start(Job job, UpdateAction action) {
  TL_ASSERT(job_ == Job::none);
  job_ = job;
  actions_.push_back(std::move(action));
}

void UpdateMachine::persist() {
  persist_again_.reset();
  start(Job::persist, Persist{record_});
}

void UpdateMachine::enter(Now now, UpdateState state) {
  record_.state = state;
  recheck_at_ = now.steady;
  persist();
}

void UpdateMachine::on_persisted(Now now, bool ok) {
  // A new image whose storage fails shows it in its health; waiting for that storage would hide it.
  if (!ok && !on_trial()) {
    persist_again_ = now.steady + kPersistRetry;
    return;
  }
  report();
  act(now);
}

void UpdateMachine::act(Now now) {
  switch (record_.state) {
    case UpdateState::none:
      actions_.push_back(Discard{});
      return;
    case UpdateState::downloading:
      return start(Job::open, OpenDownload{release_->digest, release_->manifest.image_bytes});
    case UpdateState::verifying:
      return start(Job::digest, DigestImage{});
    case UpdateState::installing:
      return start(Job::install, Install{release_->manifest.image});
    case UpdateState::switching:
      return start(Job::activate, Activate{release_->digest});
    case UpdateState::trial:
      if (!record_.failure.empty()) return start(Job::revert, Revert{});
      return consider(now);
    default:
      return consider(now);
  }
}

void UpdateMachine::on_done(Now now, JobAnswer answer) {
  TL_ASSERT(job_ != Job::none);
  const Job job = std::exchange(job_, Job::none);
  if (answer.detail.size() > kMaxDetailBytes) answer.detail.resize(kMaxDetailBytes);
  on_job_done(now, job, std::move(answer));
}

void UpdateMachine::on_job_done(Now now, Job job, JobAnswer answer) {
  switch (job) {
    case Job::none:
      return;
    case Job::persist:
      return on_persisted(now, answer.ok);
    case Job::open:
      return on_opened(now, answer);
    case Job::store:
      if (!answer.ok) return back_off(now, "storing a block: " + answer.detail);
      download_->stored();
      on_progress();
      return consider(now);
    case Job::digest:
      return on_image_digest(now, answer);
    case Job::install:
      if (!answer.ok) return back_off(now, "installing: " + answer.detail);
      return enter(now, UpdateState::ready);
    case Job::activate:
      if (answer.ok) return ask_restart(now, "update", SteadyTime::max());
      retry_at_ = now.steady + kRetryLater;
      detail_ = "activating: " + answer.detail;
      return report();
    case Job::confirm:
      return on_confirmed(now, answer);
    case Job::revert:
      return on_reverted(now, answer);
  }
}

void UpdateMachine::consider(Now now) {
  if (job_ != Job::none || persist_again_) return;
  recheck_at_ = now.steady + kWallRecheck;
  if (on_trial()) return consider_trial(now);
  if (withdrawing_) return withdraw(now, {});
  if (record_.state == UpdateState::switching) return restart_ ? consider_restart(now) : withdraw(now, {});
  if (restart_) return consider_restart(now);
  if (record_.state == UpdateState::none) return;
  if (dropped_) return finish(now, UpdateState::abandoned, "no longer trusted", false);
  if (expired(now)) return finish(now, UpdateState::abandoned, "expired", false);
  if (record_.state == UpdateState::waiting) return consider_waiting(now);
  if (record_.state == UpdateState::ready) return consider_ready(now);
  if (record_.state != UpdateState::downloading) return;
  if (download_->complete()) return enter(now, UpdateState::verifying);
  fetch(now);
}

void UpdateMachine::finish(Now now, UpdateState final, std::string detail, bool not_again) {
  const Digest release = release_in_hand();
  record_.last = LastUpdate{release, final, std::move(detail)};
  if (not_again) record_.tried.push_back(release);
  if (record_.tried.size() > kMaxTried) record_.tried.erase(record_.tried.begin());
  forget_release();
  enter(now, UpdateState::none);
}

Digest UpdateMachine::release_in_hand() const {
  if (release_) return release_->digest;
  const auto envelope = wire::parse_envelope(record_.release);
  return envelope ? sign::identity(*envelope) : Digest{};
}

void UpdateMachine::forget_release() {
  download_.reset();
  release_.reset();
  health_.reset();
  record_.release.clear();
  record_.failure.clear();
  detail_.clear();
  dropped_ = false;
  asked_ = false;
  digest_failed_ = false;
  false_blocks_ = 0;
  reported_percent_ = 0;
  retry_at_ = {};
}

void UpdateMachine::back_off(Now now, std::string why) {
  detail_ = std::move(why);
  asked_ = false;
  retry_at_ = now.steady + kRetryLater;
  enter(now, UpdateState::waiting);
}

// ---- Before the switch

bool UpdateMachine::expired(Now now) const {
  return conditions_.clock_synchronised && release_ && now.wall > release_->manifest.expires_at;
}

void UpdateMachine::consider_waiting(Now now) {
  if (now.steady < retry_at_ || !conditions_.clock_synchronised) return;
  const wire::ReleaseManifest& manifest = release_->manifest;
  if (now.wall < manifest.rings[trust::ring_of(manifest, settings_.terminal)].not_before) return;
  detail_.clear();
  enter(now, UpdateState::downloading);
}

void UpdateMachine::consider_ready(Now now) {
  if (conditions_.clock_synchronised && conditions_.quiet) enter(now, UpdateState::switching);
}

void UpdateMachine::on_opened(Now now, const JobAnswer& answer) {
  if (!answer.ok) return back_off(now, "no room: " + answer.detail);
  download_->resume(answer.digests);
  asked_ = false;
  fetch_at_ = now.steady;
  consider(now);
}

void UpdateMachine::fetch(Now now) {
  if (asked_ && now.steady - heard_at_ >= kChunkTimeout) {
    asked_ = false;
    fetch_at_ = now.steady + fetch_backoff_;
    fetch_backoff_ = std::min<microseconds>(2 * fetch_backoff_, kMaxFetchBackoff);
  }
  if (asked_ || !conditions_.link_up || now.steady < fetch_at_) return;
  asked_ = true;
  heard_at_ = now.steady;
  actions_.push_back(Fetch{release_->digest, download_->wanted()});
}

void UpdateMachine::on_chunk(Now now, const Digest& release, std::uint64_t offset, ByteView bytes) {
  const bool wanted = record_.state == UpdateState::downloading && asked_ && job_ == Job::none && !persist_again_;
  if (!wanted || release != release_->digest) return;
  switch (download_->take(offset, bytes)) {
    case ChunkFate::ignored:
      return;
    case ChunkFate::taken:
      heard_at_ = now.steady;
      fetch_backoff_ = kFetchBackoff;
      return;
    case ChunkFate::complete:
      asked_ = false;
      false_blocks_ = 0;
      fetch_at_ = now.steady;
      return start(Job::store, StoreBlock{download_->block(), download_->take_block()});
    case ChunkFate::false_block:
      return on_false_block(now);
  }
}

void UpdateMachine::on_false_block(Now now) {
  asked_ = false;
  if (++false_blocks_ < kMaxBadBlocks) {
    fetch_at_ = now.steady + kFetchBackoff;
    return;
  }
  false_blocks_ = 0;
  back_off(now, "the controller's image is not the signed one");
}

void UpdateMachine::on_unavailable(Now now, const Digest& release) {
  if (record_.state != UpdateState::downloading || !asked_ || release != release_->digest) return;
  asked_ = false;
  fetch_at_ = now.steady + kUnavailableRetry;
}

// A digest that differs though every block matches: once the disk may have lied, twice the manifest contradicts itself.
void UpdateMachine::on_image_digest(Now now, const JobAnswer& answer) {
  if (!answer.ok) return back_off(now, "reading the image: " + answer.detail);
  if (answer.digests.size() == 1 && answer.digests[0] == release_->manifest.image)
    return enter(now, UpdateState::installing);
  if (std::exchange(digest_failed_, true))
    return finish(now, UpdateState::abandoned, "the blocks make another image than the manifest says", true);
  enter(now, UpdateState::downloading);
}

void UpdateMachine::on_progress() {
  if (download_->percent() < reported_percent_ + kReportStep) return;
  reported_percent_ = download_->percent();
  report();
}

}  // namespace tongluo::update
