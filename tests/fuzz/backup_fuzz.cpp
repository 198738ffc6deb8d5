// A backup as a restore reads it. Either the octets of the file as they are, or a true backup whose rows the input
// wrote, with the manifest's digest made to fit: so it comes past the gate. Whatever it says, nothing is written
// outside the folder it is extracted into, and what counts as extracted has the size that the manifest names.

#include <algorithm>
#include <fstream>

#include "protocol/sign/digest_of.hpp"
#include "tests/fuzz/fuzz_assert.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/unit/ctl/temporary_folder.hpp"
#include "tools/ctl/backup_file.hpp"

namespace {

using namespace tongluo;
using namespace tongluo::ctl;
using fuzz::Input;
namespace fs = std::filesystem;

constexpr std::size_t kMostRows = 6, kMostOctets = 8'192;

void write_raw(const fs::path& file, ByteView octets) {
  const std::string_view text = as_text(octets);
  std::ofstream(file, std::ios::binary).write(text.data(), static_cast<std::streamsize>(text.size()));
}

void must(const auto& done) { TL_ASSERT(done.has_value()); }

// One row of the list and its pieces: right, or wrong by a size, a digest, a missing or a further piece.
BackedFile add_row(sqlite::Database& database, Input& input) {
  const unsigned spoil = input.octet() % 8;
  const std::string name(as_text(input.at_most(input.octet() % 48)));
  const ByteView content = input.at_most(input.octet());
  BackedFile file{name, input.octet() | (spoil == 1 ? 07000U : 0U), content.size(), sign::digest_of(content)};
  if (spoil == 2) file.bytes += 1U + input.octet();
  if (spoil == 3) file.digest.octets[0] ^= std::byte{1};
  auto piece = database.prepare("INSERT OR REPLACE INTO pieces VALUES (?, ?, ?)");
  must(piece);
  const std::size_t cut = std::min<std::size_t>(content.size(), input.octet());
  must(piece->run(std::string_view(name), std::int64_t{0}, content.first(cut)));
  if (spoil != 4) must(piece->run(std::string_view(name), std::int64_t{1}, content.subspan(cut)));
  if (spoil == 5) must(piece->run(std::string_view(name), std::int64_t{2}, content));
  return file;
}

void write_true(const fs::path& file, const fs::path& source, Input& input) {
  BackupManifest manifest;
  {
    auto writer = BackupWriter::create(file);
    must(writer);
    write_raw(source, as_bytes("data"));
    must(writer->add("tongluod.toml", source, 0600));
    auto made = writer->finish(Digest{}, wall_from_us(1'800'000'000'000'000), "1.0");
    must(made);
    manifest = *std::move(made);
  }
  auto database = sqlite::Database::open(file);
  must(database);
  auto row = database->prepare("INSERT OR IGNORE INTO files VALUES (?, ?, ?, ?)");
  must(row);
  for (std::size_t rows = 0; rows < kMostRows && !input.empty(); ++rows) {
    const BackedFile added = add_row(*database, input);
    must(row->run(std::string_view(added.name), std::uint32_t{added.mode}, added.bytes, added.digest));
    if (database->changes() == 0) continue;  // the name was there
    manifest.files.push_back(added);
    manifest.files.back().mode &= 0777U;
  }
  std::sort(manifest.files.begin(), manifest.files.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  auto head = database->prepare("UPDATE backup SET manifest = ?");
  must(head);
  must(head->run(digest_of(manifest)));
  must(database->execute("PRAGMA journal_mode = DELETE"));
}

void restore(const fs::path& file, const fs::path& folder) {
  auto backup = BackupReader::open(file);
  if (!backup) {
    TL_ASSERT(backup.error().code == ExitCode::verification && !backup.error().message.empty());
    return;
  }
  const BackupManifest manifest = backup->manifest();
  TL_ASSERT(manifest.files.size() <= kMaxBackedFiles);
  for (const BackedFile& backed : manifest.files) {
    const auto extracted = backup->extract(backed, folder);
    if (!extracted) continue;
    const fs::path written = fs::canonical(folder / backed.name);
    TL_ASSERT(written.string().starts_with(fs::canonical(folder).string() + "/"));
    TL_ASSERT(fs::file_size(written) == backed.bytes);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > kMostOctets) return 0;
  const TemporaryFolder home;
  const fs::path file = home.path() / "backup", source = home.path() / "source", folder = home.path() / "restored";
  fs::create_directory(folder);
  Input input(fuzz::view(data, size));
  if (input.octet() == 0) {
    write_raw(file, input.at_most(size));
  } else {
    write_true(file, source, input);
    fs::remove(source);
  }
  restore(file, folder);
  for (const auto& entry : fs::directory_iterator(home.path()))
    TL_ASSERT(entry.path() == folder || entry.path().filename().string().starts_with("backup"));
  return 0;
}
