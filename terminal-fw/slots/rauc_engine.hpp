#pragma once
// RAUC as the update engine: the image is a RAUC bundle, the boot loader counts the starts. By its command line (1.5
// and newer): install, status, mark-good, mark-bad, mark-active. Needed in system.conf: activate-installed=false, else
// an installation is refused afterwards. RAUC verifies the bundle by its own keyring as well: two locks on one door.
//
//   FOLDER/rauc-trial     activating|trial RELEASE SLOT, or returned RELEASE
//
// Written as "activating" before the boot loader is told and as "trial" after, so that a power cut in between is
// neither a trial that nobody knows of nor a return that never was.
//
// Owner: one thread that may block (an installation takes minutes).

#include <string>
#include <vector>

#include "terminal-fw/slots/command.hpp"
#include "terminal-fw/slots/rauc_status.hpp"
#include "terminal-fw/update/engine.hpp"

namespace tongluo::slots {

class RaucEngine final : public update::UpdateEngine {
 public:
  explicit RaucEngine(std::filesystem::path folder, std::string program = "rauc")
      : folder_(std::move(folder)), program_(std::move(program)) {}

  Result<update::BootFacts> facts() override;
  Result<void> install(const std::filesystem::path& file, const Digest& image) override;
  Result<void> activate(const Digest& release) override;
  Result<void> confirm() override;
  Result<void> revert() override;

 private:
  struct Marker {
    std::optional<Digest> trial;
    std::string slot;         // of the trial
    bool activating = false;  // perhaps the boot loader does not know of it yet
    std::optional<Digest> returned;
  };
  Result<Marker> read_marker() const;
  Result<void> write_marker(const Marker& marker) const;
  Result<RaucStatus> status() const;
  Result<void> command(std::vector<std::string> words, seconds longest) const;
  Result<void> mark(const std::string& how, const std::string& slot) const;

  std::filesystem::path folder_;
  std::string program_;
};

}  // namespace tongluo::slots
