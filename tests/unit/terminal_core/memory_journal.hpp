#pragma once
// A journal that is a value: what SqliteJournal does on disk, done to a snapshot. storage_test holds the two against
// each other.

#include "terminal-fw/core/journal.hpp"

namespace tongluo::test {

class MemoryJournal {
 public:
  MemoryJournal() = default;
  explicit MemoryJournal(terminal::JournalSnapshot held) : snapshot_(std::move(held)) {}
  void apply(const terminal::JournalWrite& write);
  const terminal::JournalSnapshot& snapshot() const { return snapshot_; }

 private:
  void put(const terminal::PutOrder& put);
  void put(const terminal::PutStage& put);
  void put(const terminal::RemoveOrder& remove);
  void put(const terminal::PutReceipt& put);
  void put(const terminal::MarkTaken& mark);
  void put(const terminal::RemoveReceipts& remove);
  void put(const terminal::PutReplay& put);
  void put(const terminal::ForgetReplays& forget);
  void put(const terminal::PutStop& put);
  void put(const terminal::RemoveStop& remove);
  void put(const terminal::PutPlay& put);
  void put(const terminal::PutEvent& put);
  void put(const terminal::PutTrustList& put) { snapshot_.trust_list = put.envelope; }
  void put(const terminal::PutPlace& put) { snapshot_.place = put.envelope; }
  void put(const terminal::PutFreshness& put) { snapshot_.freshness = put.envelope; }
  void put(const terminal::PutRoots& put) { snapshot_.roots = put.root_set; }
  void put(const terminal::PutConfiguration& put) { snapshot_.configuration = put.envelope; }
  void put(const terminal::PutUpdate& put) { snapshot_.update = put.record; }
  void put(const terminal::PutForgotten& put) { snapshot_.forgotten_until = put.until; }
  void put(const terminal::PutTimeFloor& put) { snapshot_.time_floor = put.floor; }
  void put(const terminal::PutTimeReset& put) { snapshot_.time_reset_sequence = put.sequence; }
  void put(const terminal::PutCounters& put);

  terminal::JournalSnapshot snapshot_;
};

}  // namespace tongluo::test
