#pragma once
// A backup is one SQLite file: a row for each file of the home (name, mode, size, SHA-256), its octets in pieces of
// 1 MiB, and what it is a backup of. The manifest's digest covers all of that; who keeps it beside the file can tell a
// changed one. Blocking. Limits: kMaxBackedFiles, kMaxBackedNameBytes. Failures of reading: ExitCode::verification.

#include <filesystem>
#include <vector>

#include "protocol/base/digest.hpp"
#include "protocol/base/time.hpp"
#include "protocol/sqlite/database.hpp"
#include "tools/ctl/failure.hpp"

namespace tongluo::ctl {

constexpr std::size_t kMaxBackedFiles = 100'000;
constexpr std::size_t kMaxBackedNameBytes = 512;
constexpr std::size_t kBackupPieceBytes = 1024 * 1024;

struct BackedFile {
  std::string name;  // below the home, with '/'
  unsigned mode = 0;
  std::uint64_t bytes = 0;
  Digest digest;
};
struct BackupManifest {
  Digest deployment;
  WallTime made_at{};
  std::string program;            // version of the one that made it
  std::vector<BackedFile> files;  // by name
};
Digest digest_of(const BackupManifest& manifest);

class BackupWriter {
 public:
  static Try<BackupWriter> create(const std::filesystem::path& file);
  Try<void> add(const std::string& name, const std::filesystem::path& source, unsigned mode);
  // Whole on the disk when this has returned.
  Try<BackupManifest> finish(const Digest& deployment, WallTime made_at, const std::string& program);

 private:
  explicit BackupWriter(sqlite::Database database) : database_(std::move(database)) {}
  sqlite::Database database_;
  std::vector<BackedFile> files_;
};

class BackupReader {
 public:
  // Refuses what is no backup, or of a newer form.
  static Try<BackupReader> open(const std::filesystem::path& file);
  const BackupManifest& manifest() const { return manifest_; }
  // Writes one file below `folder` and compares size and digest.
  Try<void> extract(const BackedFile& file, const std::filesystem::path& folder);

 private:
  explicit BackupReader(sqlite::Database database) : database_(std::move(database)) {}
  Try<void> read_manifest();
  sqlite::Database database_;
  BackupManifest manifest_;
};

}  // namespace tongluo::ctl
