#pragma once
// A disk for SQLite that can fail and lose power: files in memory, each with what programs see and what would be there
// after a power cut. Until a file is synced its writes may be lost, torn or kept out of order; so may names until the
// folder is synced. One thread, one connection at a time. No clock. Everything random follows from the seed.

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "protocol/base/bytes.hpp"

namespace tongluo::faults {

enum class Operation : std::uint8_t { write, sync, truncate, open, read, remove, size, lock };
constexpr std::size_t kOperations = 8;

enum class Effect : std::uint8_t {
  error,      // it fails and does nothing
  half,       // half of a write is done, then it fails
  loses,      // a sync fails, and what it should have kept will never be kept: what Linux does with dirty pages
  full,       // from here on nothing grows, until there is room again
  power_cut,  // it is begun; then nothing answers any more
};

// Which unsynced writes a power cut leaves.
enum class Survival : std::uint8_t { none, all, beginning_torn, any_sectors };
inline constexpr std::array kSurvivals = {Survival::none, Survival::all, Survival::beginning_torn,
                                          Survival::any_sectors};

struct Fault {
  Operation operation{};  // of a power cut: not looked at, it counts writes, syncs, truncates and removes
  std::uint64_t at = 0;   // the n-th from now on, from 1
  Effect effect{};
};

class FaultyDisk {
 public:
  struct Change {  // a write; without bytes: a truncate
    std::size_t offset = 0;
    Bytes bytes;
    bool is_truncate = false;
  };
  struct File {
    Bytes now, kept;
    std::vector<Change> unsynced;
    bool sync_names = false;  // its first sync keeps the folder's names too
    std::vector<std::unique_ptr<Bytes>> shared;
  };
  using FilePtr = std::shared_ptr<File>;
  using Counts = std::array<std::uint64_t, kOperations>;

  void arm(const Fault& fault);
  void disarm() { armed_ = full_ = false; }
  bool has_fired() const { return fired_; }
  bool is_off() const { return off_; }
  const Counts& counts() const { return counts_; }
  std::uint64_t changes() const { return changes_; }  // writes, syncs, truncates, removes
  // Power is back.
  void restart(Survival survival, std::mt19937_64& random);

  // For the VFS; false: it failed, is_full() says whether for want of room.
  bool open(const std::string& name, bool create, bool sync_names, FilePtr& file);
  bool write(File& file, std::size_t offset, ByteView bytes);
  bool truncate(File& file, std::size_t bytes);
  bool sync(File& file);
  bool remove(const std::string& name, bool sync_names);
  bool may(Operation operation);
  bool exists(const std::string& name) const;
  bool is_full() const { return full_; }

 private:
  bool strikes(Operation operation);
  static void apply(Bytes& content, const Change& change);
  static Bytes after_cut(const File& file, Survival survival, std::mt19937_64& random);

  std::map<std::string, FilePtr> names_, kept_names_;
  Fault fault_;
  Counts counts_{};
  std::uint64_t changes_ = 0, seen_ = 0;
  bool armed_ = false, fired_ = false, full_ = false, off_ = false;
};

// Registers itself as SQLite's default as long as it lives: every database that is opened lies on `disk`.
class DiskVfs {
 public:
  explicit DiskVfs(FaultyDisk& disk);
  DiskVfs(const DiskVfs&) = delete;
  DiskVfs& operator=(const DiskVfs&) = delete;
  ~DiskVfs();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tongluo::faults
