#include "terminal-fw/main/keeper.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "protocol/base/limits.hpp"

namespace tongluo::firmware {

Keeper::Keeper(boost::asio::io_context& context, storage::SqliteJournal journal, storage::ClipCache cache)
    : context_(context), disk_(std::make_unique<Disk>(Disk{std::move(journal), std::move(cache)})) {
  cached_ = disk_->cache.list(limits::kMaxCachedClipsInHello);
  free_percent_ = disk_->journal.free_percent().value_or(0);
}

void Keeper::commit(terminal::Commit commit) {
  const std::uint64_t token = commit.token;
  const bool queued = thread_.post([this, commit = std::move(commit)] {
    const auto applied = disk_->journal.apply(commit.write);
    if (!applied) spdlog::error("event=journal_write_failed detail=\"{}\"", applied.error().detail);
    const std::uint32_t free = disk_->journal.free_percent().value_or(0);
    boost::asio::post(context_, [this, free, token = commit.token, stored = applied.has_value()] {
      free_percent_ = free;
      answers_.committed(token, stored);
    });
  });
  if (!queued) boost::asio::post(context_, [this, token] { answers_.committed(token, false); });
}

void Keeper::load(const terminal::LoadClip& load) {
  const bool queued = thread_.post([this, clip = load.clip] {
    auto content = disk_->cache.load(clip);
    auto listed = disk_->cache.list(limits::kMaxCachedClipsInHello);
    boost::asio::post(context_, [this, clip, content = std::move(content), listed = std::move(listed)] {
      cached_ = listed;
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

}  // namespace tongluo::firmware
