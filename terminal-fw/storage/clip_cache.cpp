#include "terminal-fw/storage/clip_cache.hpp"

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>

#include "protocol/base/limits.hpp"
#include "protocol/os/files.hpp"
#include "protocol/sign/digest_of.hpp"
#include "terminal-fw/core/clip_assembler.hpp"
#include "terminal-fw/storage/disk_look.hpp"
#include "terminal-fw/storage/disk_reserve.hpp"

namespace tongluo::storage {
namespace {

constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kMaxFileBytes = kLengthBytes + limits::kMaxFrameBytes + limits::kMaxClipBytes;

Bytes file_form(const terminal::ClipContent& content) {
  Bytes file;
  file.reserve(kLengthBytes + content.manifest.size() + content.audio.size());
  for (std::size_t i = 0; i < kLengthBytes; ++i)
    file.push_back(static_cast<std::byte>(content.manifest.size() >> (8 * (kLengthBytes - 1 - i))));
  file.insert(file.end(), content.manifest.begin(), content.manifest.end());
  file.insert(file.end(), content.audio.begin(), content.audio.end());
  return file;
}

// The file's content if it is, to the last byte, the clip of that name.
terminal::SharedClipContent verified(const Digest& clip, ByteView file) {
  if (file.size() < kLengthBytes) return nullptr;
  std::size_t length = 0;
  for (const std::byte octet : file.first(kLengthBytes)) length = length << 8 | std::to_integer<std::size_t>(octet);
  if (length > file.size() - kLengthBytes) return nullptr;
  const ByteView manifest_bytes = file.subspan(kLengthBytes, length);
  const ByteView audio = file.subspan(kLengthBytes + length);
  if (sign::digest_of(manifest_bytes) != clip) return nullptr;
  const auto manifest = wire::parse_clip_manifest(manifest_bytes);
  if (!manifest || !terminal::holds(*manifest, audio)) return nullptr;
  return std::make_shared<terminal::ClipContent>(
      terminal::ClipContent{Bytes(manifest_bytes.begin(), manifest_bytes.end()), Bytes(audio.begin(), audio.end())});
}

}  // namespace

ClipCache ClipCache::open(const std::filesystem::path& folder, std::uint64_t limit_bytes) {
  ClipCache cache(folder, limit_bytes);
  cache.list_folder();
  return cache;
}

void ClipCache::list_folder() {
  trouble_.clear();
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  std::error_code unknown;
  const bool there = std::filesystem::exists(folder_, unknown);
  if (error && !there && !unknown) return;  // the disk cannot be written: it holds nothing
  if (auto scanned = scan(); !scanned) trouble_ = scanned.error().detail;
}

std::string ClipCache::trouble() {
  if (!trouble_.empty()) list_folder();
  return trouble_;
}

// The file's time is its last use. What is no clip of ours (a half-written file) is removed.
Result<void> ClipCache::scan() {
  struct Found {
    std::filesystem::file_time_type used;
    Entry entry;
  };
  std::vector<Found> found;
  std::error_code error, of_file;  // a file that cannot be asked is found damaged when it is read
  for (std::filesystem::directory_iterator file(folder_, error), end; !error && file != end; file.increment(error)) {
    const auto clip = digest_from_hex(file->path().filename().string());
    const auto size = file->file_size(of_file);
    const std::uint64_t bytes = of_file ? 0 : size;
    if (clip)
      found.push_back({file->last_write_time(of_file), {*clip, bytes}});
    else if (file->is_regular_file(of_file))
      std::filesystem::remove(file->path(), of_file);
  }
  if (error) return fail(ErrorKind::io, folder_.string() + ": " + error.message());
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.used < b.used; });
  for (const Found& item : found) insert_first(item.entry.clip, item.entry.bytes);
  while (bytes_ > limit_bytes_) remove(std::prev(entries_.end()));
  for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) unchecked_.push_back(entry->clip);
  return {};
}

std::filesystem::path ClipCache::path_of(const Digest& clip) const { return folder_ / to_string(clip); }

void ClipCache::insert_first(const Digest& clip, std::uint64_t bytes) {
  entries_.push_front({clip, bytes});
  by_digest_[clip] = entries_.begin();
  bytes_ += bytes;
}

void ClipCache::remove(Entries::iterator entry) {
  std::error_code ignored;
  std::filesystem::remove(path_of(entry->clip), ignored);
  bytes_ -= entry->bytes;
  by_digest_.erase(entry->clip);
  entries_.erase(entry);
}

void ClipCache::keep(const std::vector<Digest>& clips) {
  kept_.clear();
  for (const Digest& clip : clips) kept_.emplace(clip, kept_.size());
}

std::size_t ClipCache::rank_of(const Digest& clip) const {
  const auto kept = kept_.find(clip);
  return kept == kept_.end() ? kNotKept : kept->second;
}

// For a clip of that rank. False: even without all that may leave for it there is no room, so nothing leaves.
bool ClipCache::make_room(std::uint64_t bytes, std::size_t rank) {
  const auto may_leave = [&](const Entry& entry) {
    const std::size_t held = rank_of(entry.clip);
    return held == kNotKept || held > rank;
  };
  std::uint64_t staying = 0;
  for (const Entry& entry : entries_) staying += may_leave(entry) ? 0 : entry.bytes;
  if (staying + bytes > limit_bytes_) return false;
  while (bytes_ + bytes > limit_bytes_) {
    auto victim = entries_.end();
    for (auto entry = entries_.begin(); entry != entries_.end();
         ++entry)  // of equals the last: the least recently used
      if (may_leave(*entry) && (victim == entries_.end() || rank_of(entry->clip) >= rank_of(victim->clip)))
        victim = entry;
    remove(victim);
    ++counters_.evicted;
  }
  return true;
}

Result<void> ClipCache::store(const Digest& clip, const terminal::ClipContent& content) {
  const Bytes file = file_form(content);
  if (file.size() > limit_bytes_) return fail(ErrorKind::limit, "clip larger than the cache");
  if (!trouble_.empty()) return fail(ErrorKind::io, trouble_);  // nobody knows how full it is
  if (const auto held = by_digest_.find(clip); held != by_digest_.end()) remove(held->second);
  if (!make_room(file.size(), rank_of(clip))) {
    ++counters_.refused;
    return fail(ErrorKind::limit, "the cache is full of clips that are needed sooner");
  }
  std::error_code told_by_write;
  std::filesystem::create_directories(folder_, told_by_write);
  // The journal's reserve goes first.
  if (look_at_disk(folder_).room < file.size() + 2 * kReserveBytes) return fail(ErrorKind::limit, "the disk is full");
  if (auto written = os::write_file(path_of(clip), file); !written) return written;
  insert_first(clip, file.size());
  return {};
}

terminal::SharedClipContent ClipCache::read(Entries::iterator entry) {
  const auto file = os::read_file(path_of(entry->clip), kMaxFileBytes);
  auto content = file ? verified(entry->clip, *file) : nullptr;
  if (content != nullptr) return content;
  ++counters_.corrupt;
  damaged_.push_back(entry->clip);
  remove(entry);
  return nullptr;
}

terminal::SharedClipContent ClipCache::load(const Digest& clip) {
  const auto held = by_digest_.find(clip);
  if (held == by_digest_.end()) return nullptr;
  auto content = read(held->second);
  if (content == nullptr) return nullptr;
  entries_.splice(entries_.begin(), entries_, held->second);
  ::utimensat(AT_FDCWD, path_of(clip).c_str(), nullptr, 0);  // a failure only costs the order of use
  return content;
}

bool ClipCache::check_next() {
  while (!unchecked_.empty()) {
    const auto held = by_digest_.find(unchecked_.back());
    unchecked_.pop_back();
    if (held == by_digest_.end()) continue;  // left meanwhile
    read(held->second);
    return true;
  }
  return false;
}

std::vector<Digest> ClipCache::list(std::size_t limit) const {
  std::vector<Digest> clips;
  for (const Entry& entry : entries_) {
    if (clips.size() >= limit) break;
    clips.push_back(entry.clip);
  }
  return clips;
}

}  // namespace tongluo::storage
