#pragma once
// What the updater works with, read and opened at start: the slots, what they say, the record of the journal. Without
// it the terminal runs as it is and refuses every release (unsupported).

#include <memory>

#include "terminal-fw/main/config.hpp"
#include "terminal-fw/slots/download_file.hpp"
#include "terminal-fw/update/update_machine.hpp"

namespace tongluo::firmware {

struct UpdateParts {
  update::UpdateSettings settings;
  std::unique_ptr<update::UpdateEngine> engine;
  slots::DownloadFile download;
  update::BootFacts facts;
  update::StoredUpdate record;
};

// Which image this is: of the launcher, or of the command line.
struct RunningImage {
  std::uint64_t release = 0;  // its number
  std::string slot;           // "a" or "b", as the launcher says; empty: nobody launched it
};

// None, with a line in the log: not configured, or the slots cannot be used. A damaged record is an empty one, under
// alarm: what the slots say brings a trial to its end all the same.
std::optional<UpdateParts> make_update_parts(const Config& config, const RunningImage& running,
                                             const std::optional<Bytes>& record);

}  // namespace tongluo::firmware
