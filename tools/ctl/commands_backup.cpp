// The commands that keep a deployment: backup, restore.

#include "tools/ctl/backup_command.hpp"
#include "tools/ctl/command_set.hpp"

namespace tongluo::ctl {

void add_backup_commands(CommandSet& commands) {
  auto backup = std::make_shared<BackupOptions>();
  CLI::App* save = commands.add("backup", "Copy the controller's home into one file, while it runs",
                                "  tongluo --home /srv/jiangjin backup /mnt/backup/2027-03-01.tlb",
                                [&commands, backup] { return run_backup(commands.context(), *backup); });
  save->add_option("FILE", backup->file, "new file; an existing one is never touched")->required();

  auto restore = std::make_shared<RestoreOptions>();
  CLI::App* back = commands.add("restore", "Put a backup back into an empty folder",
                                "  tongluo restore /mnt/backup/2027-03-01.tlb /srv/jiangjin",
                                [&commands, restore] { return run_restore(commands.context(), *restore); });
  back->add_option("FILE", restore->file, "made by `tongluo backup`")->required();
  back->add_option("HOME", commands.context().options.home, "new or empty folder; or --home");
  back->add_option("--deployment", restore->deployment, "refuse a backup of another deployment than this");
}

}  // namespace tongluo::ctl
