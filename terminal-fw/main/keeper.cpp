#include "terminal-fw/main/keeper.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "protocol/base/limits.hpp"
#include "terminal-fw/storage/disk_look.hpp"

namespace tongluo::firmware {

Keeper::Keeper(boost::asio::io_context& context, std::filesystem::path folder, storage::SqliteJournal journal,
               storage::ClipCache cache)
    : context_(context),
      timer_(context),
      folder_(std::move(folder)),
      disk_(std::make_unique<Disk>(Disk{std::move(journal), std::move(cache)})) {
  cached_ = disk_->cache.list(limits::kMaxCachedClipsInHello);
  free_percent_ = disk_->journal.free_percent().value_or(0);
}

void Keeper::start() { look_each_interval(); }

void Keeper::look_each_interval() {
  if (looks_open_ == 0)
    look();
  else
    answers_.looked("the disk does not answer", full_);
  timer_.expires_after(kDiskLookInterval);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) look_each_interval();
  });
}

void Keeper::look() {
  const bool queued = thread_.post([this] {
    std::string disk_trouble = storage::look_at_disk(folder_).trouble;
    const bool full = !disk_->journal.keep_reserve();
    if (disk_trouble.empty() && full) disk_trouble = "the file system is full: no room for the journal's reserve";
    if (disk_trouble.empty()) disk_trouble = storage::read_trouble(folder_ / kBlockToRead);
    std::string cache_trouble = disk_->cache.trouble();
    const std::uint32_t free = disk_->journal.free_percent().value_or(0);
    boost::asio::post(
        context_, [this, free, full, disk_trouble = std::move(disk_trouble), cache_trouble = std::move(cache_trouble)] {
          --looks_open_;
          free_percent_ = free;
          full_ = full;
          const bool listed_at_last = !cache_trouble_.empty() && cache_trouble.empty();
          cache_trouble_ = cache_trouble;
          answers_.looked(disk_trouble.empty() ? cache_trouble : disk_trouble, full);
          if (listed_at_last) check_next();
        });
  });
  if (queued) ++looks_open_;
}

void Keeper::commit(terminal::Commit commit) {
  const std::uint64_t token = commit.token;
  const bool queued = thread_.post([this, commit = std::move(commit)] {
    const auto applied = disk_->journal.apply(commit.write);
    if (!applied) spdlog::error("event=journal_write_failed detail=\"{}\"", applied.error().detail);
    tell_repair();
    const std::uint32_t free = disk_->journal.free_percent().value_or(0);
    const bool full = !disk_->journal.keep_reserve();
    boost::asio::post(context_, [this, free, full, token = commit.token, stored = applied.has_value(),
                                 why_not = applied ? std::string() : applied.error().detail] {
      free_percent_ = free;
      storage_works_ = stored;
      answers_.committed(token, stored, why_not);
      if (full != full_ && !stopped_) look();
    });
  });
  if (!queued) boost::asio::post(context_, [this, token] { answers_.committed(token, false, "too many writes wait"); });
}

void Keeper::put_update(Bytes record, std::function<void(bool)> answer) {
  const bool queued = thread_.post([this, record = std::move(record), answer] {
    const auto applied = disk_->journal.apply({terminal::PutUpdate{record}});
    if (!applied) spdlog::error("event=journal_write_failed detail=\"{}\"", applied.error().detail);
    tell_repair();
    boost::asio::post(context_, [this, answer, stored = applied.has_value()] {
      storage_works_ = stored;
      answer(stored);
    });
  });
  if (!queued) boost::asio::post(context_, [answer] { answer(false); });
}

void Keeper::load(const terminal::LoadClip& load) {
  const bool queued = thread_.post([this, clip = load.clip] {
    auto content = disk_->cache.load(clip);
    auto listed = disk_->cache.list(limits::kMaxCachedClipsInHello);
    auto damaged = disk_->cache.take_damaged();
    boost::asio::post(
        context_, [this, clip, content = std::move(content), listed = std::move(listed), damaged = std::move(damaged)] {
          cached_ = listed;
          tell_damaged(damaged);
          answers_.loaded(clip, content);
        });
  });
  if (!queued) boost::asio::post(context_, [this, clip = load.clip] { answers_.loaded(clip, nullptr); });
}

void Keeper::store(const terminal::StoreClip& store) {
  const bool queued = thread_.post([this, store] {
    const auto stored = disk_->cache.store(store.clip, *store.content);
    if (!stored) spdlog::error("event=clip_store_failed detail=\"{}\"", stored.error().detail);
    auto listed = disk_->cache.list(limits::kMaxCachedClipsInHello);
    boost::asio::post(context_, [this, clip = store.clip, ok = stored.has_value(), listed = std::move(listed)] {
      cached_ = listed;
      answers_.stored(clip, ok);
    });
  });
  if (!queued) boost::asio::post(context_, [this, clip = store.clip] { answers_.stored(clip, false); });
}

// A failure of the queue only costs the order of eviction until the next change.
void Keeper::keep(terminal::KeepClips keep) {
  thread_.post([this, clips = std::move(keep.clips)] { disk_->cache.keep(clips); });
}

// One clip for each turn of the queue: a commit that waits meanwhile waits for one clip at most.
void Keeper::check_next() {
  thread_.post([this] {
    const bool more = disk_->cache.check_next();
    auto damaged = disk_->cache.take_damaged();
    auto listed = disk_->cache.list(limits::kMaxCachedClipsInHello);
    boost::asio::post(context_, [this, more, damaged = std::move(damaged), listed = std::move(listed)] {
      cached_ = listed;
      tell_damaged(damaged);
      if (more) check_next();
    });
  });
}

void Keeper::tell_repair() {
  if (auto what = disk_->journal.take_repair())
    boost::asio::post(context_, [this, what = std::move(*what)] { answers_.repaired(what); });
}

void Keeper::tell_damaged(const std::vector<Digest>& clips) {
  for (const Digest& clip : clips) answers_.damaged(clip);
}

}  // namespace tongluo::firmware
