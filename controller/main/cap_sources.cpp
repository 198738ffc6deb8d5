#include "controller/main/cap_sources.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "controller/cap/atom_reader.hpp"
#include "controller/cap/limits.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"

namespace tongluo::daemon {

namespace fs = std::filesystem;

namespace {

bool is_wanted(const fs::directory_entry& entry) {
  std::error_code error;
  const auto extension = entry.path().extension();
  if (extension != ".xml" && extension != ".cap") return false;
  if (entry.path().filename().string().starts_with('.')) return false;
  if (!fs::is_regular_file(entry.symlink_status(error)) || error) return false;
  const auto changed = std::chrono::file_clock::to_sys(entry.last_write_time(error)).time_since_epoch();
  return !error && os::wall_now().time_since_epoch() - changed >= kFileAge;
}

// "flood.cap", then "flood.2.cap", … if that is there already.
fs::path free_name(const fs::path& folder, const fs::path& name) {
  std::error_code error;
  fs::path free = folder / name;
  for (int i = 2; fs::exists(free, error) && i < 10'000; ++i)
    free = folder / (name.stem().string() + "." + std::to_string(i) + name.extension().string());
  return free;
}

}  // namespace

std::vector<CapFolder::Found> CapFolder::look() const {
  std::error_code error;
  std::vector<fs::path> paths;
  std::size_t looked = 0;
  for (fs::directory_iterator entry(folder_, error), end; !error && entry != end && looked < kMaxFolderEntries;
       entry.increment(error), ++looked)
    if (is_wanted(*entry)) paths.push_back(entry->path());
  std::sort(paths.begin(), paths.end());
  if (paths.size() > kMaxFolderFiles) paths.resize(kMaxFolderFiles);
  std::vector<Found> found;
  for (const fs::path& path : paths) {
    auto content = os::read_file(path, cap::kMaxMessageBytes);
    if (content) {
      found.push_back({path, std::string(as_text(*content)), {}});
    } else if (content.error().kind != ErrorKind::not_found) {
      found.push_back({path, {}, content.error().detail});
    }
  }
  return found;
}

void CapFolder::put_away(const fs::path& file, const http::CapDecision& decision) const {
  const fs::path folder = folder_ / (decision.decision == "refused" ? "refused" : "done");
  std::error_code error;
  fs::create_directories(folder, error);
  const fs::path target = free_name(folder, file.filename());
  fs::rename(file, target, error);
  if (error) return spdlog::error("event=cap_file_stuck file=\"{}\" reason=\"{}\"", file.string(), error.message());
  std::string text =
      decision.decision + "\n" + decision.reason + "\n" + decision.identifier + "\n" + decision.detail + "\n";
  for (const std::string& name : decision.deviations) text += "deviation " + name + "\n";
  if (decision.order) text += "order " + to_string(*decision.order) + "\n";
  fs::path beside = target;
  beside += ".reason";
  if (const auto written = os::write_file(beside, as_bytes(text)); !written)
    spdlog::error("event=cap_reason_failed detail=\"{}\"", written.error().detail);
}

void CapFeedMemory::took(const std::string& entry) {
  if (!known_.insert(entry).second) return;
  order_.push_back(entry);
  if (order_.size() <= kMaxFeedMemory) return;
  known_.erase(order_.front());
  order_.pop_front();
}

CapSources::CapSources(boost::asio::io_context& context, http::CapGate& gate, Where where, CapFetch fetch)
    : context_(context),
      gate_(gate),
      where_(std::move(where)),
      fetch_(std::move(fetch)),
      folder_(where_.folder),
      memories_(where_.feeds.size()),
      folder_timer_(context),
      feed_timer_(context) {
  if (!where_.folder.empty()) boost::asio::post(context_, [this] { look_into_folder(); });
  if (!where_.feeds.empty()) boost::asio::post(context_, [this] { poll_feed(0); });
}

void CapSources::wait_for_folder() {
  folder_timer_.expires_after(kFolderPoll);
  folder_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) look_into_folder();
  });
}

void CapSources::look_into_folder() {
  const bool taken = worker_.push([this](const std::stop_token&) {
    boost::asio::post(context_, [this, files = folder_.look()]() mutable { take_files(std::move(files)); });
  });
  if (!taken) wait_for_folder();
}

// One after the other; the next round comes when all are put away.
void CapSources::take_files(std::vector<CapFolder::Found> files) {
  if (files.empty()) return wait_for_folder();
  CapFolder::Found file = std::move(files.front());
  files.erase(files.begin());
  const auto put_away = [this, path = file.path, files = std::move(files)](const http::CapDecision& decision) {
    if (decision.reason == "queue.full") return wait_for_folder();  // it stays where it is
    const bool taken = worker_.push([this, path, files, decision](const std::stop_token&) {
      folder_.put_away(path, decision);
      boost::asio::post(context_, [this, files]() mutable { take_files(std::move(files)); });
    });
    if (!taken) wait_for_folder();
  };
  if (!file.fault.empty()) {
    http::CapDecision refused;
    refused.decision = "refused";
    refused.reason = "file.unreadable";
    refused.detail = file.fault;
    return put_away(refused);
  }
  gate_.receive(std::move(file.content), "folder", put_away);
}

void CapSources::wait_for_feeds() {
  feed_timer_.expires_after(where_.poll);
  feed_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) poll_feed(0);
  });
}

void CapSources::poll_feed(std::size_t index) {
  if (index == where_.feeds.size()) return wait_for_feeds();
  const std::string& feed = where_.feeds[index];
  const bool taken =
      worker_.push([this, index, feed, memory = memories_[index], fetch = fetch_](const std::stop_token& stop) {
        boost::asio::post(context_, [this, index, news = fetch_news(feed, memory, fetch, stop)]() mutable {
          take_entries(index, std::move(news));
        });
      });
  if (!taken) wait_for_feeds();
}

std::vector<CapSources::Fetched> CapSources::fetch_news(const std::string& feed, const CapFeedMemory& memory,
                                                        const CapFetch& fetch, const std::stop_token& stop) {
  std::vector<Fetched> news;
  const auto document = fetch(feed, stop);
  if (!document) {
    spdlog::warn("event=cap_feed_unreachable feed=\"{}\" detail=\"{}\"", feed, document.error().detail);
    return news;
  }
  const auto content = cap::read_feed(*document);
  if (!content) {
    spdlog::warn("event=cap_feed_refused feed=\"{}\" reason={} detail=\"{}\"", feed, content.error().code,
                 content.error().detail);
    return news;
  }
  for (const cap::FeedLink& entry : cap::oldest_first(content->entries)) {
    if (news.size() == kMaxFeedFetches || stop.stop_requested()) break;
    const std::string name = entry.id + "\n" + entry.updated + "\n" + entry.link;
    if (!memory.is_new(name)) continue;
    const std::string address = cap::same_host_address(feed, entry.link);
    if (address.empty()) {
      spdlog::warn("event=cap_link_foreign feed=\"{}\" link=\"{}\"", feed, entry.link.substr(0, 200));
      news.push_back({feed, name, {}});
      continue;
    }
    auto message = fetch(address, stop);
    if (!message) {  // asked again at the next round
      spdlog::warn("event=cap_message_unreachable address=\"{}\" detail=\"{}\"", address, message.error().detail);
      continue;
    }
    news.push_back({feed, name, std::string(as_text(*message))});
  }
  return news;
}

void CapSources::take_entries(std::size_t index, std::vector<Fetched> fetched) {
  if (fetched.empty()) return poll_feed(index + 1);
  Fetched one = std::move(fetched.front());
  fetched.erase(fetched.begin());
  if (one.content.empty()) {
    memories_[index].took(one.entry);
    return take_entries(index, std::move(fetched));
  }
  gate_.receive(std::move(one.content), one.feed,
                [this, index, entry = one.entry, fetched = std::move(fetched)](const http::CapDecision& decision) {
                  // Later ones may name it: they wait for it.
                  if (decision.reason == "queue.full") return poll_feed(index + 1);
                  memories_[index].took(entry);
                  take_entries(index, fetched);
                });
}

}  // namespace tongluo::daemon
