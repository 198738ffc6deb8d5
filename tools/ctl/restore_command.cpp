// restore: a backup back into an empty folder, whole or not at all, and what a person must look at before it runs.

#include "controller/store/store_schema.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/sqlite/copy.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/order.hpp"
#include "tools/ctl/backup_command.hpp"
#include "tools/ctl/backup_file.hpp"

namespace tongluo::ctl {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kReferenceDigits = 12;

// What the restored controller will go on with.
struct Restored {
  std::int64_t trust_list_version = 0;
  std::vector<std::string> valid_orders;  // one line each
};

Try<void> extract_all(BackupReader& backup, const fs::path& folder) {
  if (Try<void> made = make_folder(folder, true); !made) return made;
  for (const BackedFile& file : backup.manifest().files)
    if (Try<void> written = backup.extract(file, folder); !written) return written;
  return {};
}

auto damaged_database(const Error& error) {
  return give_up(ExitCode::verification, "damaged database: " + error.detail);
}

Try<Restored> look_into(const fs::path& file, WallTime now) {
  auto database = sqlite::Database::open(file, {.create = false, .read_only = true});
  if (!database) return damaged_database(database.error());
  if (auto ours = store::check_store_schema(*database); !ours) return damaged_database(ours.error());
  if (auto checked = sqlite::check_integrity(*database); !checked) return damaged_database(checked.error());
  const auto version = database->query_integer("SELECT coalesce(max(version), 0) FROM trust_list");
  if (!version) return damaged_database(version.error());
  Restored restored{*version, {}};
  auto orders = database->prepare("SELECT digest, envelope FROM orders ORDER BY sequence");
  if (!orders) return damaged_database(orders.error());
  for (;;) {
    const auto row = orders->step();
    if (!row) return damaged_database(row.error());
    if (!*row) return restored;
    const auto digest = orders->digest(0);
    const auto envelope = wire::parse_envelope(orders->blob(1));
    const auto order = envelope ? wire::parse_order(envelope->payload) : tl::unexpected(wire::WireError{});
    if (!digest || !order) return give_up(ExitCode::verification, "damaged database: an order");
    if (order->valid_until > now)
      restored.valid_orders.push_back(to_string(*digest).substr(0, kReferenceDigits) + "  " +
                                      std::string(to_string(order->order_class)) + " " +
                                      std::string(to_string(order->level)) + "  " + order->headline);
  }
}

Try<void> check_identity(const BackupManifest& manifest, const std::string& wanted, const Home& home) {
  const Try<Digest> deployment = read_deployment(home);
  if (!deployment) return tl::unexpected(deployment.error());
  if (*deployment != manifest.deployment)
    return give_up(ExitCode::verification, "damaged backup: its roots are not those that its manifest names");
  if (!wanted.empty() && to_string(*deployment) != wanted)
    return give_up(ExitCode::verification, "foreign backup: of deployment " + to_string(*deployment));
  return {};
}

void report_restore(const Context& context, const BackupManifest& manifest, const Restored& restored) {
  context.out << "restored    " << context.options.home << ": " << manifest.files.size() << " files\n"
              << "manifest    " << to_string(digest_of(manifest)) << "\n"
              << "deployment  " << to_string(manifest.deployment) << "\n"
              << "made        " << local_text(manifest.made_at, context.utc_offset()) << " by " << manifest.program
              << "\n"
              << "trust list  version " << restored.trust_list_version << "\n";
  for (const std::string& order : restored.valid_orders) context.out << "still valid " << order << "\n";
  context.out << "\nThe controller has forgotten what happened since. Before it runs:\n"
              << "  put the newest trust list in place of " << files::kTrustList
              << ": an older one trusts revoked keys\n"
              << "As soon as it runs:\n"
              << "  cancel again what was cancelled since, of the orders above; submit again what was issued since\n"
              << "  revoke and enrol again the terminals that were replaced since\n";
}

Try<Restored> restore_into(const fs::path& unfinished, const RestoreOptions& options, BackupReader& backup) {
  if (Try<void> written = extract_all(backup, unfinished); !written) return tl::unexpected(written.error());
  const Home home{unfinished};
  if (Try<void> known = check_identity(backup.manifest(), options.deployment, home); !known)
    return tl::unexpected(known.error());
  const Try<fs::path> data = data_folder_of(home);
  if (!data) return tl::unexpected(data.error());
  return look_into(unfinished / *data / kDatabaseName, os::wall_now());
}

}  // namespace

Try<void> run_restore(const Context& context, const RestoreOptions& options) {
  const Try<Home> home = context.home();
  if (!home) return tl::unexpected(home.error());
  std::error_code error;
  fs::path folder = home->folder.lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  if (fs::exists(folder, error) && !fs::is_empty(folder, error))
    return refuse(folder.string() + ": is not empty; a home is never overwritten");
  Try<BackupReader> backup = BackupReader::open(options.file);
  if (!backup) return tl::unexpected(backup.error());
  const fs::path unfinished = folder.string() + ".unfinished";
  fs::remove_all(unfinished, error);
  const Try<Restored> restored = restore_into(unfinished, options, *backup);
  if (!restored) {
    fs::remove_all(unfinished, error);
    return tl::unexpected(restored.error());
  }
  fs::rename(unfinished, folder, error);  // an empty folder gives way
  if (error) return refuse(folder.string() + ": " + error.message());
  report_restore(context, backup->manifest(), *restored);
  return {};
}

}  // namespace tongluo::ctl
