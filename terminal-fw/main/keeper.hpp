#pragma once
// Journal and clip cache behind the storage thread: takes the core's actions, brings the answers back onto the control
// thread's io_context. Owner: the control thread. Destroy it before the io_context.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

#include "terminal-fw/core/actions.hpp"
#include "terminal-fw/main/storage_thread.hpp"
#include "terminal-fw/storage/clip_cache.hpp"
#include "terminal-fw/storage/sqlite_journal.hpp"

namespace tongluo::firmware {

// A disk that became full, read-only or unreadable, or that hangs, is told within a minute, though nothing is written.
constexpr auto kDiskLookInterval = seconds(20);
constexpr const char* kBlockToRead = "boot";  // in the data folder: written at each start

class Keeper {
 public:
  struct Answers {
    std::function<void(std::uint64_t token, bool stored, const std::string& why_not)> committed;
    std::function<void(const Digest& clip, terminal::SharedClipContent content)> loaded;
    std::function<void(const Digest& clip, bool stored)> stored;
    std::function<void(const Digest& clip)> damaged;        // found so at any time; it left the cache
    std::function<void(const std::string& what)> repaired;  // the journal, by a write that found it damaged
    // At the disk, each kDiskLookInterval. Empty: no trouble. Full: the rest is for urgent orders and for ends.
    std::function<void(const std::string& trouble, bool full)> looked;
  };
  Keeper(boost::asio::io_context& context, std::filesystem::path folder, storage::SqliteJournal journal,
         storage::ClipCache cache);

  void start();
  void stop() {
    stopped_ = true;
    timer_.cancel();
  }
  void set_answers(Answers answers) { answers_ = std::move(answers); }
  // Verifies each stored clip, one at a time between other work; again for a cache that is listed later.
  void start_check() { check_next(); }
  void commit(terminal::Commit commit);
  // Of the update machine; answered on the control thread.
  void put_update(Bytes record, std::function<void(bool stored)> answer);
  bool storage_works() const { return storage_works_; }  // the last write succeeded
  void load(const terminal::LoadClip& load);
  void store(const terminal::StoreClip& store);
  void keep(terminal::KeepClips keep);
  const std::vector<Digest>& cached_clips() const { return cached_; }
  std::uint32_t journal_free_percent() const { return free_percent_; }

 private:
  // What the storage thread alone touches.
  struct Disk {
    storage::SqliteJournal journal;
    storage::ClipCache cache;
  };

  void look_each_interval();
  void look();
  void check_next();
  void tell_repair();  // of the storage thread
  void tell_damaged(const std::vector<Digest>& clips);

  boost::asio::io_context& context_;
  boost::asio::steady_timer timer_;
  const std::filesystem::path folder_;
  Answers answers_;
  std::unique_ptr<Disk> disk_;
  std::vector<Digest> cached_;
  std::string cache_trouble_;  // at the last look
  std::uint32_t free_percent_ = 0;
  bool storage_works_ = true;
  bool full_ = false;             // at the last look
  std::uint32_t looks_open_ = 0;  // not answered yet
  bool stopped_ = false;
  StorageThread thread_;  // last: it ends first
};

}  // namespace tongluo::firmware
