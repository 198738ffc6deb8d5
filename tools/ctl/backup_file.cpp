#include "tools/ctl/backup_file.hpp"

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <openssl/evp.h>
#include <unistd.h>

#include "protocol/base/assert.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/sqlite/schema_check.hpp"

namespace tongluo::ctl {
namespace {

constexpr std::int64_t kApplicationId = 0x546C4231;  // "TlB1"
constexpr std::int64_t kBackupFormat = 1;
constexpr std::string_view kTables = R"sql(
CREATE TABLE backup (format INTEGER NOT NULL, deployment BLOB NOT NULL, made_at INTEGER NOT NULL,
  program TEXT NOT NULL, manifest BLOB NOT NULL) STRICT;
CREATE TABLE files (name TEXT PRIMARY KEY, mode INTEGER NOT NULL, bytes INTEGER NOT NULL, digest BLOB NOT NULL) STRICT;
CREATE TABLE pieces (
  name TEXT NOT NULL, number INTEGER NOT NULL, octets BLOB NOT NULL, PRIMARY KEY (name, number)) STRICT;
)sql";

// SHA-256 of what does not fit into memory.
class RunningDigest {
 public:
  RunningDigest() : context_(EVP_MD_CTX_new()) {
    TL_ASSERT(context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }
  void add(ByteView bytes) { TL_ASSERT(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1); }
  Digest finish() {
    Digest digest;
    unsigned size = 0;
    auto* octets = reinterpret_cast<unsigned char*>(digest.octets.data());
    TL_ASSERT(EVP_DigestFinal_ex(context_.get(), octets, &size) == 1 && size == Digest::kSize);
    return digest;
  }

 private:
  struct Freer {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Freer> context_;
};

auto damaged_backup(const std::string& what) { return give_up(ExitCode::verification, "damaged backup: " + what); }

// Nothing that leaves the folder it is written into.
bool is_safe_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxBackedNameBytes || name.front() == '/' || name.find('\0') != name.npos)
    return false;
  const std::filesystem::path path{std::string(name)};
  return std::none_of(path.begin(), path.end(),
                      [](const auto& part) { return part.empty() || part == "." || part == ".."; });
}

// Octets and all, on the disk; the file must be new.
class NewFile {
 public:
  NewFile(const std::filesystem::path& path, unsigned mode)
      : descriptor_(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)) {}
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  bool write(ByteView bytes) {
    while (descriptor_ >= 0 && !bytes.empty()) {
      const ssize_t taken = ::write(descriptor_, bytes.data(), bytes.size());
      if (taken <= 0) return false;
      bytes = bytes.subspan(static_cast<std::size_t>(taken));
    }
    return descriptor_ >= 0;
  }
  bool sync() const { return descriptor_ >= 0 && ::fsync(descriptor_) == 0; }

 private:
  int descriptor_;
};

}  // namespace

Digest digest_of(const BackupManifest& manifest) {
  std::string text =
      to_string(manifest.deployment) + "\n" + std::to_string(to_us(manifest.made_at)) + "\n" + manifest.program + "\n";
  for (const BackedFile& file : manifest.files)
    text += to_string(file.digest) + " " + std::to_string(file.bytes) + " " + std::to_string(file.mode) + " " +
            file.name + "\n";
  return sign::digest_of(as_bytes(text));
}

Try<BackupWriter> BackupWriter::create(const std::filesystem::path& file) {
  auto database = sqlite::Database::open(file);
  if (!database) return give_up(ExitCode::failed, database.error());
  // One file, written once and thrown away if that fails.
  const std::string ready = "PRAGMA journal_mode = DELETE; PRAGMA application_id = " + std::to_string(kApplicationId) +
                            "; BEGIN; " + std::string(kTables);
  if (auto done = database->execute(ready); !done) return give_up(ExitCode::failed, done.error());
  return BackupWriter(std::move(*database));
}

Try<void> BackupWriter::add(const std::string& name, const std::filesystem::path& source, unsigned mode) {
  if (!is_safe_name(name)) return refuse(name + ": a name that a backup cannot hold");
  if (files_.size() == kMaxBackedFiles) return refuse("more than " + std::to_string(kMaxBackedFiles) + " files");
  std::ifstream in(source, std::ios::binary);
  if (!in) return refuse(source.string() + ": cannot be read");
  auto insert = database_.prepare("INSERT INTO pieces VALUES (?, ?, ?)");
  if (!insert) return give_up(ExitCode::failed, insert.error());
  BackedFile file{name, mode, 0, {}};
  RunningDigest digest;
  std::string piece(kBackupPieceBytes, '\0');
  for (std::int64_t number = 0; in; ++number) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const ByteView read = as_bytes(piece).first(static_cast<std::size_t>(in.gcount()));
    if (read.empty()) break;
    digest.add(read);
    file.bytes += read.size();
    if (auto done = insert->run(std::string_view(name), number, read); !done)
      return give_up(ExitCode::failed, done.error());
  }
  if (in.bad()) return refuse(source.string() + ": cannot be read");
  file.digest = digest.finish();
  files_.push_back(std::move(file));
  return {};
}

Try<BackupManifest> BackupWriter::finish(const Digest& deployment, WallTime made_at, const std::string& program) {
  std::sort(files_.begin(), files_.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  BackupManifest manifest{deployment, made_at, program, std::move(files_)};
  auto insert = database_.prepare("INSERT INTO files VALUES (?, ?, ?, ?)");
  if (!insert) return give_up(ExitCode::failed, insert.error());
  for (const BackedFile& file : manifest.files)
    if (auto done = insert->run(std::string_view(file.name), std::uint32_t{file.mode}, file.bytes, file.digest); !done)
      return give_up(ExitCode::failed, done.error());
  auto head = database_.prepare("INSERT INTO backup VALUES (?, ?, ?, ?, ?)");
  if (!head) return give_up(ExitCode::failed, head.error());
  if (auto done = head->run(kBackupFormat, deployment, made_at, std::string_view(program), digest_of(manifest)); !done)
    return give_up(ExitCode::failed, done.error());
  if (auto done = database_.execute("COMMIT"); !done) return give_up(ExitCode::failed, done.error());
  return manifest;
}

Try<BackupReader> BackupReader::open(const std::filesystem::path& file) {
  auto database = sqlite::Database::open(file, {.create = false, .read_only = true});
  if (!database) return give_up(ExitCode::verification, file.string() + ": no backup: " + database.error().detail);
  const auto application = database->query_integer("PRAGMA application_id");
  if (!application || *application != kApplicationId)
    return give_up(ExitCode::verification, file.string() + ": no backup of this program");
  if (auto ours = sqlite::check_schema(*database, std::span(&kTables, 1)); !ours)
    return damaged_backup(ours.error().detail);
  BackupReader reader(std::move(*database));
  if (Try<void> read = reader.read_manifest(); !read) return tl::unexpected(read.error());
  return reader;
}

Try<void> BackupReader::read_manifest() {
  auto head = database_.prepare("SELECT format, deployment, made_at, program, manifest FROM backup");
  if (!head) return damaged_backup(head.error().detail);
  const auto row = head->step();
  if (!row || !*row) return damaged_backup("it is not complete");
  if (head->integer(0) != kBackupFormat)
    return give_up(ExitCode::verification, "a backup of form " + std::to_string(head->integer(0)) +
                                               ", made by a newer program: " + std::string(head->text(3)));
  const auto deployment = head->digest(1), expected = head->digest(4);
  if (!deployment || !expected) return damaged_backup("its head");
  manifest_ = {*deployment, head->time(2), std::string(head->text(3)), {}};
  auto rows = database_.prepare("SELECT name, mode, bytes, digest FROM files ORDER BY name");
  if (!rows) return damaged_backup(rows.error().detail);
  for (;;) {
    const auto next = rows->step();
    if (!next) return damaged_backup(next.error().detail);
    if (!*next) break;
    const auto digest = rows->digest(3);
    if (!digest || !is_safe_name(rows->text(0)) || manifest_.files.size() == kMaxBackedFiles)
      return damaged_backup("its list of files");
    manifest_.files.push_back({std::string(rows->text(0)), static_cast<unsigned>(rows->integer(1)) & 0777U,
                               static_cast<std::uint64_t>(rows->integer(2)), *digest});
  }
  if (digest_of(manifest_) != *expected) return damaged_backup("its list of files is not what was written");
  return {};
}

Try<void> BackupReader::extract(const BackedFile& file, const std::filesystem::path& folder) {
  const std::filesystem::path target = folder / file.name;
  std::error_code error;
  std::filesystem::create_directories(target.parent_path(), error);
  NewFile out(target, file.mode);
  auto rows = database_.prepare("SELECT number, octets FROM pieces WHERE name = ? ORDER BY number");
  if (!rows) return damaged_backup(rows.error().detail);
  if (auto bound = rows->bind(std::string_view(file.name)); !bound) return damaged_backup(bound.error().detail);
  RunningDigest digest;
  std::uint64_t bytes = 0;
  for (;;) {
    const auto row = rows->step();
    if (!row) return damaged_backup(file.name + ": " + row.error().detail);
    if (!*row) break;
    const ByteView piece = rows->blob(1);
    if (piece.size() > file.bytes - bytes) return damaged_backup(file.name + " is longer than its list says");
    digest.add(piece);
    bytes += piece.size();
    if (!out.write(piece)) return refuse(target.string() + ": cannot be written");
  }
  if (bytes != file.bytes || digest.finish() != file.digest)
    return damaged_backup(file.name + " is not what was written");
  if (!out.sync()) return refuse(target.string() + ": cannot be written");
  return {};
}

}  // namespace tongluo::ctl
