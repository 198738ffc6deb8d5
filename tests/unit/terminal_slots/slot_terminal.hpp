#pragma once
// A terminal's updater as it will be wired: launcher, record in a file, update machine, download file and directory
// slots, on a real file system. The controller is at hand, the clock synchronised, the night quiet; every image is
// well.

#include "terminal-fw/slots/directory_slots.hpp"
#include "terminal-fw/slots/download_file.hpp"
#include "terminal-fw/update/update_machine.hpp"
#include "tests/unit/terminal_update/releases.hpp"

namespace tongluo::test {

constexpr std::uint64_t kOldVersion = 11;

class SlotTerminal {
 public:
  SlotTerminal(std::filesystem::path root, const Release& release);

  enum class End { update_ended, restart, broken };
  // One start: from the launcher to a restart or to the end of the update.
  End run();

 private:
  bool start();
  std::optional<End> perform(update::UpdateAction action);
  update::JobAnswer do_job(update::UpdateAction& action);
  void serve(const update::Fetch& fetch);

  std::filesystem::path root_;
  const Release& release_;
  slots::DownloadFile download_;
  std::optional<slots::DirectorySlots> engine_;
  std::optional<update::UpdateMachine> machine_;
  Now now_{SteadyTime(seconds(1)), kNow};
};

}  // namespace tongluo::test
