#pragma once
// The life of an update, from a verified manifest to a confirmed image or the old one again. Pure: events and the
// current time in, actions out. PROTOCOL.md section 7.12. Owner: the control thread.
// Use: begin() once; call an on_…(); drain next_action() until empty; then wait until next_deadline().
// At most one action of the kind that is answered (Job) is under way; on_done() answers it. Each state is durable
// (Persist answered) before anything of it is done. Limits: update/limits.hpp; one block (256 KiB) of memory.

#include <deque>
#include <optional>
#include <variant>

#include "protocol/trust/release.hpp"
#include "protocol/wire/messages.hpp"
#include "terminal-fw/update/block_download.hpp"
#include "terminal-fw/update/engine.hpp"
#include "terminal-fw/update/health_check.hpp"
#include "terminal-fw/update/limits.hpp"
#include "terminal-fw/update/stored_update.hpp"

namespace tongluo::update {

// Answered by on_done().
struct Persist {
  StoredUpdate record;
};
struct OpenDownload {  // room for all of it, and what is there: answered with the digest of each block held
  Digest release;
  std::uint64_t bytes = 0;
};
struct StoreBlock {
  std::size_t index = 0;
  Bytes bytes;
};
struct DigestImage {};  // of the whole download: answered with one digest
struct Install {
  Digest image;
};
struct Activate {
  Digest release;
};
struct Confirm {};
struct Revert {};
// Not answered.
struct Fetch {  // answered, if at all, by on_chunk() or on_unavailable()
  Digest release;
  ByteRange range;
};
struct Discard {};  // the download is no longer needed
struct Restart {
  std::string why;
};
struct Report {
  wire::UpdateProgress progress;
};
using UpdateAction = std::variant<Persist, OpenDownload, StoreBlock, DigestImage, Install, Activate, Confirm, Revert,
                                  Fetch, Discard, Restart, Report>;

struct JobAnswer {
  bool ok = false;
  std::string detail{};           // one line, when not ok
  std::vector<Digest> digests{};  // OpenDownload, DigestImage
};

struct Conditions {
  bool link_up = false;
  bool clock_synchronised = false;
  bool quiet = false;  // nothing plays, and nothing starts within the next minutes
};

struct UpdateSettings {
  TerminalId terminal;
  std::string hardware;
  std::uint64_t running_version = 0;
  HealthLimits health{};
};

class UpdateMachine {
 public:
  // `release`: the record's, verified again (verify_accepted_release); none if it is no longer admitted.
  UpdateMachine(UpdateSettings settings, StoredUpdate record, std::optional<trust::AdmittedRelease> release,
                BootFacts facts);
  UpdateMachine(const UpdateMachine&) = delete;
  UpdateMachine& operator=(const UpdateMachine&) = delete;

  void begin(Now now);
  // `release` was verified now; `envelope` are its bytes. Known already: none, and a report. Refuses those of
  // check_host, replayed (tried before) and queue_full (another one is too far).
  Refusal offer(Now now, trust::AdmittedRelease release, Bytes envelope, std::optional<AreaCode> area);
  void on_distrusted(Now now);  // the trust list in force no longer admits the release in hand
  void on_conditions(Now now, const Conditions& conditions);
  void on_done(Now now, JobAnswer answer);
  void on_chunk(Now now, const Digest& release, std::uint64_t offset, ByteView bytes);
  void on_unavailable(Now now, const Digest& release);
  void on_health(Now now, const HealthFacts& facts);
  void on_deadline(Now now);

  std::optional<UpdateAction> next_action();
  SteadyTime next_deadline(SteadyTime now) const;  // SteadyTime::max() when there is none

  bool on_trial() const { return health_.has_value(); }
  const StoredUpdate& record() const { return record_; }
  wire::UpdateProgress progress() const;  // of the release in hand, or the last one

 private:
  enum class Job : std::uint8_t { none, persist, open, store, digest, install, activate, confirm, revert };

  // States and jobs
  void enter(Now now, wire::UpdateState state);
  void persist();
  void start(Job job, UpdateAction action);
  void act(Now now);       // the state is durable: do what it is for
  void consider(Now now);  // may it go on, now?
  void finish(Now now, wire::UpdateState final, std::string detail, bool not_again);
  void back_off(Now now, std::string why);
  void on_job_done(Now now, Job job, JobAnswer answer);
  void on_persisted(Now now, bool ok);
  // Before the switch
  bool expired(Now now) const;
  void consider_waiting(Now now);
  void consider_ready(Now now);
  void fetch(Now now);
  void on_false_block(Now now);
  void on_opened(Now now, const JobAnswer& answer);
  void on_image_digest(Now now, const JobAnswer& answer);
  void on_progress();
  // From the switch on
  void resume_after_boot(Now now);
  void resume_before_trial(Now now);
  void begin_trial(Now now);
  void after_trial(Now now);
  void forget_release();
  Digest release_in_hand() const;
  void withdraw(Now now, std::string why);  // activated, perhaps, but not yet started
  void consider_trial(Now now);
  void fail_trial(Now now, std::string why);
  void on_confirmed(Now now, const JobAnswer& answer);
  void on_reverted(Now now, const JobAnswer& answer);
  void ask_restart(Now now, std::string why, SteadyTime at_last);
  void consider_restart(Now now);
  void report();

  UpdateSettings settings_;
  StoredUpdate record_;
  std::optional<trust::AdmittedRelease> release_;  // in hand and trusted
  BootFacts facts_;
  Conditions conditions_;
  std::optional<BlockDownload> download_;  // refers to release_
  std::optional<HealthCheck> health_;      // on trial
  std::deque<UpdateAction> actions_;

  Job job_ = Job::none;
  bool dropped_ = false;  // no longer trusted: ends as soon as no job is under way
  std::optional<SteadyTime> persist_again_;
  std::optional<std::string> withdrawing_;  // why
  std::string detail_;                      // of the report
  SteadyTime retry_at_{};
  SteadyTime recheck_at_{};
  // Download
  bool asked_ = false;
  SteadyTime heard_at_{};
  SteadyTime fetch_at_{};
  microseconds fetch_backoff_{kFetchBackoff};
  std::uint32_t false_blocks_ = 0;
  std::uint32_t reported_percent_ = 0;
  bool digest_failed_ = false;
  // Restart
  struct WantedRestart {
    std::string why;
    SteadyTime at_last;  // also when it is not quiet
    SteadyTime next;
  };
  std::optional<WantedRestart> restart_;
  std::uint32_t revert_tries_ = 0;
};

}  // namespace tongluo::update
