#pragma once
// Our own orders as CAP 1.2, and the Atom feed that lists them. Pure. A drill's status is Exercise, whatever its text
// says; a cancelled order's message is a Cancel that names the first one.

#include <optional>
#include <string>
#include <vector>

#include "controller/cap/alert.hpp"
#include "protocol/base/digest.hpp"
#include "protocol/wire/order.hpp"

namespace tongluo::cap {

struct OutgoingAlert {
  std::string sender;  // ours, from the configuration
  Digest digest;       // the identifier comes from it
  WallTime sent{};     // of the order: its submit; of a cancel: when it was taken
  wire::Order order;
  std::optional<Reference> acts_on;  // the order that this one supersedes
  bool cancelled = false;            // write the cancel, not the alert
};

// "tongluo.DIGEST", and "tongluo.DIGEST.cancel".
std::string identifier_of(const Digest& digest, bool cancelled);
std::string write_alert(const OutgoingAlert& outgoing);

struct FeedEntry {
  std::string identifier;
  std::string title;
  std::string link;  // relative to the feed
  WallTime updated{};
};
struct Feed {
  std::string id;  // an IRI
  std::string title;
  WallTime updated{};
  std::vector<FeedEntry> entries;  // newest first
};
std::string write_feed(const Feed& feed);

}  // namespace tongluo::cap
