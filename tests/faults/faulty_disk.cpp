#include "tests/faults/faulty_disk.hpp"

#include <algorithm>
#include <utility>

namespace tongluo::faults {
namespace {

constexpr std::size_t kSectorBytes = 512;

bool changes_something(Operation operation) {
  return operation == Operation::write || operation == Operation::sync || operation == Operation::truncate ||
         operation == Operation::remove;
}

bool flip(std::mt19937_64& random) { return random() % 2 == 0; }

}  // namespace

void FaultyDisk::arm(const Fault& fault) {
  fault_ = fault;
  armed_ = true;
  fired_ = full_ = false;
  seen_ = 0;
}

// Counts, and true when the armed fault is due here.
bool FaultyDisk::strikes(Operation operation) {
  ++counts_[static_cast<std::size_t>(operation)];
  if (changes_something(operation)) ++changes_;
  if (!armed_ || off_) return false;
  const bool counted =
      fault_.effect == Effect::power_cut ? changes_something(operation) : operation == fault_.operation;
  if (!counted || ++seen_ != fault_.at) return false;
  fired_ = true;
  armed_ = false;
  off_ = fault_.effect == Effect::power_cut;
  full_ = fault_.effect == Effect::full;
  return true;
}

bool FaultyDisk::may(Operation operation) {
  if (off_) return false;
  return !strikes(operation);
}

bool FaultyDisk::open(const std::string& name, bool create, bool sync_names, FilePtr& file) {
  if (!may(Operation::open)) return false;
  const auto found = names_.find(name);
  if (found == names_.end() && (!create || full_)) return false;
  file = found == names_.end() ? std::make_shared<File>() : found->second;
  if (found != names_.end()) return true;
  file->sync_names = sync_names;
  if (!name.empty()) names_[name] = file;
  return true;
}

void FaultyDisk::apply(Bytes& content, const Change& change) {
  const std::size_t end = change.offset + change.bytes.size();
  if (change.is_truncate || content.size() < end) content.resize(end);
  std::copy(change.bytes.begin(), change.bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(change.offset));
}

bool FaultyDisk::write(File& file, std::size_t offset, ByteView bytes) {
  if (off_) return false;
  const bool struck = strikes(Operation::write);
  if (struck && fault_.effect == Effect::error) return false;
  if (full_ && offset + bytes.size() > file.now.size()) return false;
  const std::size_t length = struck && fault_.effect == Effect::half ? bytes.size() / 2 : bytes.size();
  const ByteView part = bytes.first(length);
  const Change change{offset, Bytes(part.begin(), part.end()), false};
  apply(file.now, change);
  file.unsynced.push_back(change);
  return !struck || full_;
}

bool FaultyDisk::truncate(File& file, std::size_t bytes) {
  if (off_) return false;
  const bool struck = strikes(Operation::truncate);
  if (struck && fault_.effect != Effect::power_cut) return false;
  const Change change{bytes, {}, true};
  apply(file.now, change);
  file.unsynced.push_back(change);
  return !struck;
}

bool FaultyDisk::sync(File& file) {
  if (off_) return false;
  if (strikes(Operation::sync)) {
    if (fault_.effect == Effect::loses) file.unsynced.clear();
    return false;
  }
  for (const Change& change : file.unsynced) apply(file.kept, change);
  file.unsynced.clear();
  if (std::exchange(file.sync_names, false)) kept_names_ = names_;
  return true;
}

bool FaultyDisk::remove(const std::string& name, bool sync_names) {
  if (off_) return false;
  const bool struck = strikes(Operation::remove);
  if (struck && fault_.effect != Effect::power_cut) return false;
  names_.erase(name);
  if (sync_names && !struck) kept_names_ = names_;
  return !struck;
}

// As SQLite's own for Unix: an empty file is none.
bool FaultyDisk::exists(const std::string& name) const {
  const auto found = names_.find(name);
  return found != names_.end() && !found->second->now.empty();
}

Bytes FaultyDisk::after_cut(const File& file, Survival survival, std::mt19937_64& random) {
  if (survival == Survival::none) return file.kept;
  Bytes content = file.kept;
  const std::size_t whole =
      survival == Survival::beginning_torn && !file.unsynced.empty() ? random() % file.unsynced.size() : 0;
  for (std::size_t i = 0; i < file.unsynced.size(); ++i) {
    Change change = file.unsynced[i];
    if (survival == Survival::beginning_torn) {
      if (i > whole) break;
      if (i == whole && !change.is_truncate) change.bytes.resize(random() % (change.bytes.size() + 1));
    }
    if (survival != Survival::any_sectors || change.is_truncate) {
      if (survival != Survival::any_sectors || flip(random)) apply(content, change);
      continue;
    }
    for (std::size_t at = 0; at < change.bytes.size();) {
      const std::size_t end = std::min(change.bytes.size(), at + kSectorBytes - (change.offset + at) % kSectorBytes);
      const ByteView sector = ByteView(change.bytes).subspan(at, end - at);
      if (flip(random)) apply(content, {change.offset + at, Bytes(sector.begin(), sector.end()), false});
      at = end;
    }
  }
  return content;
}

void FaultyDisk::restart(Survival survival, std::mt19937_64& random) {
  std::map<std::string, FilePtr> there;
  std::map<std::string, FilePtr> all = kept_names_;
  all.insert(names_.begin(), names_.end());
  for (const auto& [name, unused] : all) {
    const bool newest = survival == Survival::all || (survival != Survival::none && flip(random));
    const auto& source = newest ? names_ : kept_names_;
    if (const auto found = source.find(name); found != source.end()) there[name] = found->second;
  }
  names_.clear();
  for (const auto& [name, file] : there) {
    auto fresh = std::make_shared<File>();
    fresh->now = fresh->kept = after_cut(*file, survival, random);
    names_[name] = fresh;
  }
  kept_names_ = names_;
  off_ = full_ = armed_ = false;
}

}  // namespace tongluo::faults
