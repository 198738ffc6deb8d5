#include "controller/core/guard.hpp"

#include <algorithm>

#include "controller/core/limits.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::controller {
namespace {

constexpr std::int64_t kMinutesPerDay = 24 * 60;
constexpr double kSecondsPerHour = 3'600.0;

std::uint32_t minute_of_day(WallTime at, std::chrono::minutes utc_offset) {
  const auto minutes = std::chrono::floor<std::chrono::minutes>(at.time_since_epoch()) + utc_offset;
  return static_cast<std::uint32_t>(((minutes.count() % kMinutesPerDay) + kMinutesPerDay) % kMinutesPerDay);
}

bool within(const DayHours& hours, std::uint32_t minute) {
  if (hours.from_minute <= hours.until_minute) return minute >= hours.from_minute && minute < hours.until_minute;
  return minute >= hours.from_minute || minute < hours.until_minute;
}

bool is_level_i(const wire::Order& order) { return order.order_class == OrderClass::actual && order.level == Level::i; }

// Levels I and II of class actual are never counted against anybody.
bool is_counted(const wire::Order& order) { return order.order_class != OrderClass::actual || order.level > Level::ii; }

bool any_start(const wire::Order& order, const auto& condition) {
  return std::any_of(order.occurrences.begin(), order.occurrences.end(),
                     [&](const wire::Occurrence& occurrence) { return condition(occurrence.earliest_start); });
}

// Where a terminal was away the sound may begin as late as the occurrence says. Whoever begins within the usual window
// has it at its time.
bool any_late_start(const wire::Occurrence& occurrence, const auto& condition) {
  const WallTime last = std::min<WallTime>(occurrence.latest_start, occurrence.earliest_start + std::chrono::days(1));
  for (WallTime at = occurrence.earliest_start + kUsualStartWindow; (at += std::chrono::minutes(1)) <= last;)
    if (condition(at)) return true;
  return false;
}

std::string seconds_text(milliseconds duration) { return std::to_string(duration.count() / 1'000) + " s"; }

}  // namespace

Digest content_digest(const wire::Order& order) {
  wire::Order content = order;
  content.issued_at = content.valid_from = content.valid_until = WallTime{};
  content.nonce = Nonce{};
  // A schedule's starts are content; those of an order for now are not.
  if (order.occurrences.size() == 1) content.occurrences.clear();
  return sign::digest_of(wire::serialize(content));
}

bool Guard::allowed(OrderClass order_class, WallTime at) const {
  const std::uint32_t minute = minute_of_day(at, settings_.utc_offset);
  switch (order_class) {
    case OrderClass::routine:
      return within(settings_.routine_hours, minute);
    case OrderClass::exercise:
      return within(settings_.exercise_hours, minute);
    case OrderClass::test:
      return within(settings_.test_hours, minute);
    case OrderClass::actual:
      return true;
    case OrderClass::unspecified:
      break;
  }
  return false;
}

double Guard::tokens(const BucketKey& key, WallTime now) const {
  const auto at = buckets_.find(key);
  if (at == buckets_.end()) return settings_.quota_burst;
  const double elapsed = std::chrono::duration<double>(std::max(now - at->second.at, WallTime::duration(0))).count();
  return std::min<double>(settings_.quota_burst,
                          at->second.tokens + elapsed * settings_.quota_per_hour / kSecondsPerHour);
}

GuardVerdict Guard::look(const GuardInput& input, WallTime now) const {
  GuardVerdict verdict;
  const wire::Order& order = input.order;
  const auto forbidden = [&](WallTime start) { return !allowed(order.order_class, start); };
  const bool outside =
      any_start(order, forbidden) ||
      (order.order_class != OrderClass::actual &&
       std::any_of(order.occurrences.begin(), order.occurrences.end(),
                   [&](const wire::Occurrence& occurrence) { return any_late_start(occurrence, forbidden); }));
  const bool at_night = any_start(
      order, [&](WallTime start) { return within(settings_.night, minute_of_day(start, settings_.utc_offset)); });
  if (outside) verdict.holds.emplace_back("curfew");
  if (input.by_relay && (outside || (at_night && !is_level_i(order)))) verdict.holds.emplace_back("upstream");
  warn(input, at_night, verdict);
  if (!is_counted(order)) return verdict;
  if (input.issuer && tokens({*input.issuer, order.order_class}, now) < 1) {
    verdict.refusal = Refusal::quota_exceeded;
    verdict.detail = "more than " + std::to_string(settings_.quota_per_hour) + " orders an hour by one key";
  }
  const Digest content = content_digest(order);
  const bool doubled = std::any_of(recent_.begin(), recent_.end(), [&](const Recent& recent) {
    return recent.content == content && now - recent.at < settings_.duplicate_window;
  });
  if (doubled && !order.supersedes) {
    verdict.refusal = Refusal::duplicate;
    verdict.detail = "the same sound for the same places was sent less than " +
                     std::to_string(settings_.duplicate_window.count()) + " s ago";
  }
  return verdict;
}

void Guard::warn(const GuardInput& input, bool at_night, GuardVerdict& verdict) const {
  const auto add = [&verdict](const char* code, std::string text) {
    verdict.warnings.push_back({code, std::move(text)});
  };
  if (at_night) add("night", "it sounds at night");
  const double share =
      input.terminals == 0 ? 0 : static_cast<double>(input.addressed) / static_cast<double>(input.terminals);
  if (share >= settings_.whole_county_share)
    add("whole_county",
        "it reaches " + std::to_string(input.addressed) + " of " + std::to_string(input.terminals) + " terminals");
  if (input.longest_sound > settings_.very_long) add("very_long", "it sounds for " + seconds_text(input.longest_sound));
  if (input.order.volume_percent >= settings_.very_loud_percent && input.order.order_class != OrderClass::actual)
    add("very_loud", "volume " + std::to_string(input.order.volume_percent) + " %");
  for (const std::string& warning : input.clip_warnings) add("clip", warning);
}

void Guard::took(const GuardInput& input, WallTime now) {
  if (!is_counted(input.order)) return;
  std::erase_if(recent_, [&](const Recent& recent) { return now - recent.at >= settings_.duplicate_window; });
  if (recent_.size() >= kMaxRecentOrders) recent_.erase(recent_.begin());
  recent_.push_back({content_digest(input.order), now});
  if (!input.issuer) return;
  const BucketKey key{*input.issuer, input.order.order_class};
  // The one that was used longest ago is full again, or nearly: forgetting it costs nothing.
  if (!buckets_.contains(key) && buckets_.size() >= kMaxGuardedIssuers)
    buckets_.erase(std::min_element(buckets_.begin(), buckets_.end(),
                                    [](const auto& a, const auto& b) { return a.second.at < b.second.at; }));
  const double left = tokens(key, now) - 1;
  buckets_.insert_or_assign(key, Bucket{left, now});
}

}  // namespace tongluo::controller
