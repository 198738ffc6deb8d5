#pragma once
// An Atom feed that lists CAP messages: which to fetch. Read under the same caps as a message; nothing is fetched here.
// Any thread. Limit: kMaxFeedEntries, the rest is left out and said so.

#include <vector>

#include "controller/cap/rejection.hpp"
#include "protocol/base/bytes.hpp"

namespace tongluo::cap {

struct FeedLink {
  std::string id;
  std::string updated;  // as written; a changed one is a changed entry
  std::string link;     // as written: absolute or relative to the feed
};
struct FeedContent {
  std::vector<FeedLink> entries;  // in the feed's order, those with a link
  bool cut = false;
};

// Codes: the reader's up to xml.malformed, feed.unknown (not an Atom feed).
Result<FeedContent, Rejection> read_feed(ByteView bytes);

// Oldest first, by `updated`: a message comes after those that it names. Of equal instants the last in the feed comes
// first, as feeds are newest first; an unreadable one stays beside its neighbour.
std::vector<FeedLink> oldest_first(std::vector<FeedLink> entries);

// The absolute address of `link` in the feed at `feed`, if it lies on the very same scheme, host and port; else
// nothing.
std::string same_host_address(std::string_view feed, std::string_view link);

}  // namespace tongluo::cap
