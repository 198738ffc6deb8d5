#include "controller/core/expiry_watch.hpp"

#include <algorithm>
#include <array>

namespace tongluo::controller {
namespace {

using Days = std::chrono::days;

constexpr std::array<std::uint32_t, 4> kSteps = {0, 7, 30, 90};  // days ahead

std::optional<std::uint32_t> step_at(WallTime expiry, WallTime now) {
  const auto passed =
      std::find_if(kSteps.begin(), kSteps.end(), [&](std::uint32_t days) { return now >= expiry - Days(days); });
  return passed == kSteps.end() ? std::nullopt : std::optional(*passed);
}

bool is_news(const Expiry& expiry, WallTime now) {
  const auto step = step_at(expiry.at, now);
  return step && (!expiry.announced_days || *step < *expiry.announced_days);
}

void sort_by_time(std::vector<Expiry>& expiries) {
  std::stable_sort(expiries.begin(), expiries.end(), [](const Expiry& a, const Expiry& b) { return a.at < b.at; });
}

}  // namespace

void ExpiryWatch::watch(std::vector<Expiry> expiries) {
  sort_by_time(expiries);
  if (expiries.size() > kMaxWatchedExpiries) expiries.resize(kMaxWatchedExpiries);
  std::map<std::string, Expiry> next;
  for (Expiry& expiry : expiries) {
    const auto known = watched_.find(expiry.subject);
    expiry.announced_days.reset();
    if (known != watched_.end() && known->second.at == expiry.at) expiry.announced_days = known->second.announced_days;
    next.emplace(expiry.subject, expiry);
  }
  watched_ = std::move(next);
}

std::vector<Expiry> ExpiryWatch::due(WallTime now) {
  std::vector<Expiry> reached;
  for (auto& [subject, expiry] : watched_) {
    if (!is_news(expiry, now)) continue;
    expiry.announced_days = step_at(expiry.at, now);
    reached.push_back(expiry);
  }
  sort_by_time(reached);
  return reached;
}

std::vector<Expiry> ExpiryWatch::all() const {
  std::vector<Expiry> expiries;
  for (const auto& [subject, expiry] : watched_) expiries.push_back(expiry);
  sort_by_time(expiries);
  return expiries;
}

WallTime ExpiryWatch::next_step(WallTime now) const {
  WallTime next = WallTime::max();
  for (const auto& [subject, expiry] : watched_) {
    if (is_news(expiry, now)) return now;
    for (const std::uint32_t days : kSteps)
      if (const WallTime at = expiry.at - Days(days); at > now) next = std::min(next, at);
  }
  return next;
}

}  // namespace tongluo::controller
