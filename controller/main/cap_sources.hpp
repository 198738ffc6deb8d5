#pragma once
// Where CAP messages come from by themselves: a watched folder and polled Atom feeds. All file and network work happens
// on one thread of its own; messages are handed to the desk on the control thread, one after the other. Time source:
// protocol/os and the timers of the context. Limits: kMaxFolderFiles and kMaxFeedFetches a round, kMaxFeedMemory.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <set>

#include "controller/http/api_backend.hpp"
#include "controller/main/cap_desk.hpp"
#include "controller/main/cap_worker.hpp"

namespace tongluo::daemon {

constexpr auto kFolderPoll = seconds(1);
constexpr auto kFileAge = seconds(2);  // a younger file may still be written
constexpr std::size_t kMaxFolderFiles = 32;
constexpr std::size_t kMaxFolderEntries = 10'000;  // looked at in one round
constexpr std::size_t kMaxFeedFetches = 20;
constexpr std::size_t kMaxFeedMemory = 1'000;  // entries remembered as taken, per feed

// Files ending in .xml or .cap; each is moved to done/ or refused/, beside a .reason file.
class CapFolder {
 public:
  struct Found {
    std::filesystem::path path;
    std::string content;
    std::string fault;  // it cannot be read: moved to refused/ for this
  };
  explicit CapFolder(std::filesystem::path folder) : folder_(std::move(folder)) {}
  // By name; at most kMaxFolderFiles; only plain files that were left alone for kFileAge. Blocking.
  std::vector<Found> look() const;
  void put_away(const std::filesystem::path& file, const http::CapDecision& decision) const;

 private:
  std::filesystem::path folder_;
};

// What of a feed was taken already.
class CapFeedMemory {
 public:
  bool is_new(const std::string& entry) const { return !known_.contains(entry); }
  void took(const std::string& entry);

 private:
  std::set<std::string, std::less<>> known_;
  std::deque<std::string> order_;  // oldest first
};

class CapSources {
 public:
  struct Where {
    std::filesystem::path folder;  // empty: none
    std::vector<std::string> feeds;
    seconds poll{60};
  };
  CapSources(boost::asio::io_context& context, http::CapGate& gate, Where where, CapFetch fetch);

 private:
  struct Fetched {
    std::string feed;
    std::string entry;
    std::string content;
  };
  void wait_for_folder();
  void wait_for_feeds();
  void look_into_folder();
  void take_files(std::vector<CapFolder::Found> files);
  void poll_feed(std::size_t index);
  void take_entries(std::size_t index, std::vector<Fetched> fetched);
  static std::vector<Fetched> fetch_news(const std::string& feed, const CapFeedMemory& memory, const CapFetch& fetch,
                                         const std::stop_token& stop);

  boost::asio::io_context& context_;
  http::CapGate& gate_;
  const Where where_;
  const CapFetch fetch_;
  const CapFolder folder_;
  std::vector<CapFeedMemory> memories_;  // one for each feed; control thread only
  boost::asio::steady_timer folder_timer_, feed_timer_;
  CapWorker worker_{16};
};

}  // namespace tongluo::daemon
