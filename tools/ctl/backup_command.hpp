#pragma once
// backup: everything that a controller needs to go on elsewhere, from its home, while it runs. restore: back into an
// empty folder. docs/operations.md says what is in it, and what to do after a restore.

#include "tools/ctl/context.hpp"

namespace tongluo::ctl {

struct BackupOptions {
  std::string file;
};
Try<void> run_backup(const Context& context, const BackupOptions& options);

struct RestoreOptions {
  std::string file;
  std::string deployment;  // that it must be of; empty: any
};
Try<void> run_restore(const Context& context, const RestoreOptions& options);

constexpr std::string_view kDatabaseName = "controller.db";

// `data_dir` of tongluod.toml, below the home; empty: it lies elsewhere.
Try<std::filesystem::path> data_folder_of(const Home& home);

}  // namespace tongluo::ctl
