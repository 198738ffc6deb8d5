#pragma once
// The port to what holds two slots and starts one of them. Adapters: terminal-fw/slots (directories, RAUC).
// Owner: one thread that may block (never control or audio: an installation takes minutes). Errors are for people; the
// machine tries again or gives up by its own rules.

#include <filesystem>
#include <optional>

#include "protocol/base/digest.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::update {

// Read once, at start.
struct BootFacts {
  std::optional<Digest> trial;     // a release is tried, not yet confirmed
  bool trial_runs = false;         // and we are it
  std::optional<Digest> returned;  // the release that was given up last
  bool passed_over = false;        // at a start: the good slot runs though the trial was to
};

class UpdateEngine {
 public:
  virtual ~UpdateEngine() = default;
  virtual Result<BootFacts> facts() = 0;
  // Writes the image into the slot that is not good, syncs it and reads it back: on success it holds exactly `image`.
  // Refused (conflict) while a trial is under way. A power cut leaves that slot useless, and it is not started.
  virtual Result<void> install(const std::filesystem::path& file, const Digest& image) = 0;
  // The slot just installed is tried at the next start, kTrialBoots times at most.
  virtual Result<void> activate(const Digest& release) = 0;
  virtual Result<void> confirm() = 0;  // the trial is good from now on
  virtual Result<void> revert() = 0;   // the trial is given up; the good slot starts next
};

}  // namespace tongluo::update
