#include "terminal-fw/main/import_folder.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <new>
#include <unistd.h>

#include "protocol/base/limits.hpp"
#include "protocol/os/folder_file.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::firmware {
namespace {

constexpr std::string_view kExtension = ".tongluo";
constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return descriptor_; }
  bool ok() const { return descriptor_ >= 0; }

 private:
  const int descriptor_;
};

bool is_bundle_name(std::string_view name) {
  return name.size() > kExtension.size() && name.ends_with(kExtension) && !name.starts_with('.');
}

std::int64_t nanoseconds(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * kNanosecondsPerSecond + time.tv_nsec;
}

// Why this is no file to read, or nothing. A pipe or a device would hang or lie about its size.
std::optional<std::string> objection(const struct stat& info) {
  if (!S_ISREG(info.st_mode)) return "not a regular file";
  if (static_cast<std::uint64_t>(info.st_size) > limits::kMaxBundleBytes) return "larger than a bundle may be";
  return std::nullopt;
}

Result<wire::OfflineBundle, std::string> parse(ByteView content) {
  auto bundle = wire::parse_bundle(content);
  if (!bundle) return fail(to_string(bundle.error()));
  return *std::move(bundle);
}

}  // namespace

ImportFolder::Mark ImportFolder::mark_of(const struct stat& info) {
  return {info.st_ino, info.st_size, nanoseconds(info.st_mtim), nanoseconds(info.st_ctim)};
}

std::vector<std::string> ImportFolder::names(int folder) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(::dup(folder)), ::closedir);
  if (entries == nullptr) return names;
  std::size_t seen = 0;
  for (const dirent* entry = nullptr; seen < kMaxImportEntries && (entry = ::readdir(entries.get())) != nullptr; ++seen)
    if (is_bundle_name(entry->d_name)) names.emplace_back(entry->d_name);
  std::sort(names.begin(), names.end());
  too_many_ = names.size() > kMaxImportFiles || seen == kMaxImportEntries;
  names.resize(std::min(names.size(), kMaxImportFiles));
  return names;
}

std::optional<ImportedFile> ImportFolder::next() {
  const Descriptor folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const std::vector<std::string> present = folder.ok() ? names(folder.get()) : std::vector<std::string>();
  std::erase_if(known_, [&present](const auto& known) {
    return !std::binary_search(present.begin(), present.end(), known.first);
  });
  for (const std::string& name : present)
    if (auto found = look_within_memory(folder.get(), name)) return found;
  return std::nullopt;
}

// A stranger's file must not be what ends the program at its ceiling.
std::optional<ImportedFile> ImportFolder::look_within_memory(int folder, const std::string& name) {
  Known& known = known_[name];
  try {
    return look_at(folder, name, known);
  } catch (const std::bad_alloc&) {
    known.done = true;
    return ImportedFile{os::printable_name(name),
                        fail("no memory for it: at the ceiling supervision.memory_mb, or the device has no more")};
  }
}

std::optional<ImportedFile> ImportFolder::look_at(int folder, const std::string& name, Known& known) {
  struct stat info {};
  if (::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  const Mark mark = mark_of(info);
  if (known.mark != mark) known = {mark, 0, false, known.content};
  if (known.done) return std::nullopt;
  if (const auto reason = objection(info)) {
    known.done = true;
    return ImportedFile{os::printable_name(name), fail(*reason)};
  }
  const auto content = os::read_in_folder(folder, name, limits::kMaxBundleBytes);
  if (!content) {
    known.done = ++known.attempts >= kMaxImportReadAttempts;
    return known.done ? std::optional(ImportedFile{os::printable_name(name), fail(content.error().detail)})
                      : std::nullopt;
  }
  known.done = true;
  const Digest digest = sign::digest_of(*content);
  const bool handled = is_handled(digest);
  known.content = digest;
  if (handled) return std::nullopt;
  return ImportedFile{os::printable_name(name), parse(*content)};
}

// In a file that is still there, be it under another name.
bool ImportFolder::is_handled(const Digest& content) const {
  return std::ranges::any_of(known_, [&content](const auto& entry) { return entry.second.content == content; });
}

}  // namespace tongluo::firmware
