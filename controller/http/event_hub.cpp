#include "controller/http/event_hub.hpp"

#include <algorithm>

namespace tongluo::http {
namespace {

bool shows(const accounts::AreaScope& scope, const EventPart& part) {
  return scope.whole_county() || part.everybody ||
         std::any_of(part.areas.begin(), part.areas.end(), [&](AreaCode area) { return scope.covers(area); });
}

std::string joined(const std::vector<EventPart>& parts, const accounts::AreaScope& scope) {
  std::string text;
  for (const EventPart& part : parts)
    if (shows(scope, part)) text.append(text.empty() ? "" : ",").append(part.json);
  return text;
}

}  // namespace

void EventHub::publish(WallTime now, std::string_view kind, std::string_view name, std::vector<EventPart> parts,
                       bool list) {
  Event event;
  event.sequence = ++last_;
  event.begin = "{\"kind\":\"" + std::string(kind) + "\",\"sequence\":" + std::to_string(event.sequence) +
                ",\"at_us\":" + std::to_string(to_us(now)) + ",\"" + std::string(name) + "\":" + (list ? "[" : "");
  event.end = list ? "]}" : "}";
  event.list = list;
  event.whole = std::make_shared<const std::string>(event.begin + joined(parts, {}) + event.end);
  event.parts = std::move(parts);
  event.bytes = event.whole->size();
  for (const EventPart& part : event.parts) event.bytes += sizeof part + part.json.size();
  bytes_ += event.bytes;
  events_.push_back(std::move(event));
  while (events_.size() > kMaxEvents || (bytes_ > kMaxEventBytes && events_.size() > 1)) drop_oldest();
  wake();
}

void EventHub::drop_oldest() {
  forgotten_ = events_.front().sequence;
  bytes_ -= events_.front().bytes;
  events_.pop_front();
}

void EventHub::wake() {
  const auto listeners = listeners_;  // one that is woken may leave
  for (const auto& [number, wake_one] : listeners) wake_one();
}

std::optional<std::string> EventHub::text_for(const Event& event, const accounts::AreaScope& scope) {
  if (scope.whole_county()) return *event.whole;
  std::string parts = joined(event.parts, scope);
  if (parts.empty()) return std::nullopt;
  return event.begin + parts + event.end;
}

std::optional<EventHub::Next> EventHub::next(std::uint64_t after, const accounts::AreaScope& scope) const {
  if (after < forgotten_ || after > last_) {
    ++resyncs_;
    return Next{"{\"kind\":\"resync\",\"sequence\":" + std::to_string(last_) + "}", last_, true};
  }
  const auto from = std::upper_bound(events_.begin(), events_.end(), after,
                                     [](std::uint64_t number, const Event& event) { return number < event.sequence; });
  for (auto at = from; at != events_.end(); ++at)
    if (auto text = text_for(*at, scope)) return Next{std::move(*text), at->sequence, false};
  return std::nullopt;
}

void EventHub::forget() {
  forgotten_ = last_;
  events_.clear();
  bytes_ = 0;
}

std::uint64_t EventHub::listen(std::function<void()> woken) {
  if (listeners_.empty() && first_) first_();
  listeners_.emplace(++last_listener_, std::move(woken));
  return last_listener_;
}

}  // namespace tongluo::http
