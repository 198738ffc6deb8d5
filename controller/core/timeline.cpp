#include "controller/core/timeline.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace tongluo::controller {
namespace {

// One start of one order, with what is needed to compare it.
struct Span {
  WallTime start{}, end{};
  const TimelineOrder* order = nullptr;
  std::uint32_t number = 0;
};

Span span_of(const TimelineOrder& order, const wire::Occurrence& occurrence) {
  const WallTime sounds_until = occurrence.earliest_start + wire::longest_sound(*order.order);
  return {occurrence.earliest_start, std::min(sounds_until, occurrence.end), &order, occurrence.number};
}

bool share_a_terminal(const TimelineOrder& a, const TimelineOrder& b) {
  auto left = a.addressed.begin();
  auto right = b.addressed.begin();
  while (left != a.addressed.end() && right != b.addressed.end()) {
    if (*left == *right) return true;
    *left < *right ? ++left : ++right;
  }
  return false;
}

bool is_live(const TimelineOrder& order) {
  return order.state == OrderState::issued || order.state == OrderState::running;
}

// Pairs of orders are compared once, however many starts they share.
class Conflicts {
 public:
  bool between(const TimelineOrder& a, const TimelineOrder& b) {
    const Key key = &a < &b ? Key{&a, &b} : Key{&b, &a};
    const auto known =
        std::find_if(known_.begin(), known_.end(), [&](const auto& entry) { return entry.first == key; });
    if (known != known_.end()) return known->second;
    known_.emplace_back(key, share_a_terminal(a, b));
    return known_.back().second;
  }

 private:
  using Key = std::pair<const TimelineOrder*, const TimelineOrder*>;
  std::vector<std::pair<Key, bool>> known_;
};

TimelineEntry entry_of(const Span& span) {
  const wire::Order& order = *span.order->order;
  return {span.order->digest,
          span.number,
          order.order_class,
          order.level,
          order.headline,
          span.order->state,
          span.start,
          span.end,
          span.order->addressed.size(),
          {},
          span.order->ended,
          span.order->superseded_by};
}

// What was replaced is followed to the newest order that stands for it.
class Replacements {
 public:
  explicit Replacements(std::span<const TimelineOrder> orders) : longest_(orders.size()) {
    for (const TimelineOrder& order : orders)
      if (order.superseded_by) next_.emplace(order.digest, *order.superseded_by);
  }
  std::optional<Digest> newest(std::optional<Digest> order) const {
    for (std::size_t step = 0; order && step < longest_; ++step) {
      const auto at = next_.find(*order);
      if (at == next_.end()) break;
      order = at->second;
    }
    return order;
  }

 private:
  std::unordered_map<Digest, Digest> next_;
  std::size_t longest_;
};

void add_conflict(TimelineEntry& entry, const Digest& other) {
  if (std::find(entry.conflicts.begin(), entry.conflicts.end(), other) == entry.conflicts.end())
    entry.conflicts.push_back(other);
}

}  // namespace

std::vector<TimelineEntry> make_timeline(std::span<const TimelineOrder> orders, WallTime from, WallTime until) {
  std::vector<Span> spans;
  for (const TimelineOrder& order : orders)
    for (const wire::Occurrence& occurrence : order.order->occurrences)
      if (occurrence.earliest_start >= from && occurrence.earliest_start < until)
        spans.push_back(span_of(order, occurrence));
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
    return std::tie(a.start, a.order->order->order_class, a.order->order->level, a.order->digest, a.number) <
           std::tie(b.start, b.order->order->order_class, b.order->order->level, b.order->digest, b.number);
  });
  if (spans.size() > kMaxTimelineEntries) spans.resize(kMaxTimelineEntries);
  std::vector<TimelineEntry> entries;
  entries.reserve(spans.size());
  const Replacements replacements(orders);
  for (const Span& span : spans) {
    entries.push_back(entry_of(span));
    entries.back().superseded_by = replacements.newest(entries.back().superseded_by);
  }
  Conflicts conflicts;
  for (std::size_t i = 0; i < spans.size(); ++i)
    for (std::size_t j = i + 1; j < spans.size() && spans[j].start < spans[i].end; ++j) {
      if (!is_live(*spans[i].order) || !is_live(*spans[j].order)) continue;
      if (spans[i].order == spans[j].order || !conflicts.between(*spans[i].order, *spans[j].order)) continue;
      add_conflict(entries[i], spans[j].order->digest);
      add_conflict(entries[j], spans[i].order->digest);
    }
  return entries;
}

std::vector<Digest> conflicts_of(const TimelineOrder& order, std::span<const TimelineOrder> others) {
  std::vector<Digest> found;
  for (const TimelineOrder& other : others) {
    if (other.digest == order.digest || !is_live(other) || !share_a_terminal(order, other)) continue;
    const auto overlaps = [&](const wire::Occurrence& mine) {
      const Span a = span_of(order, mine);
      return std::any_of(other.order->occurrences.begin(), other.order->occurrences.end(), [&](const auto& theirs) {
        const Span b = span_of(other, theirs);
        return a.start < b.end && b.start < a.end;
      });
    };
    if (std::any_of(order.order->occurrences.begin(), order.order->occurrences.end(), overlaps))
      found.push_back(other.digest);
  }
  return found;
}

}  // namespace tongluo::controller
