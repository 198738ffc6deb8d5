#include "controller/http/api_json.hpp"

#include <boost/json/array.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "protocol/base/limits.hpp"

namespace tongluo::http {

namespace json = boost::json;
using namespace controller;

namespace {

json::value digest_or_null(const std::optional<Digest>& digest) {
  return digest ? json::value(to_string(*digest)) : json::value(nullptr);
}

json::value us_or_null(WallTime time) { return time == WallTime{} ? json::value(nullptr) : json::value(to_us(time)); }

json::object to_json(const OutcomeCounts& counts) {
  json::object object{{"waiting", counts.waiting},
                      {"delivered", counts.delivered},
                      {"accepted", counts.accepted},
                      {"started", counts.started}};
  for (std::size_t i = 1; i < counts.finals.size(); ++i)
    if (counts.finals[i] != 0) object[to_string(static_cast<Outcome>(i))] = counts.finals[i];
  if (counts.unreachable != 0) object["unreachable"] = counts.unreachable;
  if (counts.disputed != 0) object["disputed"] = counts.disputed;
  return object;
}

json::object to_json(const OrderSummary& order) {
  return {{"digest", to_string(order.digest)},      {"class", to_string(order.order_class)},
          {"level", to_string(order.level)},        {"headline", order.headline},
          {"issued_at", utc_text(order.issued_at)}, {"state", to_string(order.state)},
          {"addressed", order.addressed},           {"counts", to_json(order.counts)}};
}

json::object to_json(const TerminalOutcome& outcome) {
  return {{"terminal", outcome.terminal.text()},
          {"name", outcome.name},
          {"area", outcome.area ? json::value(outcome.area->text()) : json::value(nullptr)},
          {"online", outcome.online},
          {"occurrence", outcome.occurrence},
          {"stage", to_string(outcome.progress)},
          {"outcome", to_string(outcome.outcome)},
          {"refusal", to_string(outcome.refusal)},
          {"detail", outcome.detail},
          {"delivered_at_us", us_or_null(outcome.delivered_at)},
          {"accepted_at_us", us_or_null(outcome.accepted_at)},
          {"started_at_us", us_or_null(outcome.started_at)},
          {"first_sample_us", us_or_null(outcome.first_sample)},
          {"last_sample_us", us_or_null(outcome.last_sample)},
          {"final_at_us", us_or_null(outcome.final_at)},
          {"samples_played", outcome.samples_played},
          {"frames_lost", outcome.frames_lost},
          {"provisional", outcome.unreachable ? json::value("unreachable") : json::value(nullptr)},
          {"disputed", outcome.disputed}};
}

json::object to_json(const TerminalView& terminal) {
  constexpr double kUnitsPerDegree = 1e7;
  return {{"terminal", terminal.terminal.text()},
          {"name", terminal.name},
          {"area", terminal.area.text()},
          {"latitude", terminal.position.latitude_e7 / kUnitsPerDegree},
          {"longitude", terminal.position.longitude_e7 / kUnitsPerDegree},
          {"state", to_string(terminal.presence)},
          {"last_seen_us", us_or_null(terminal.last_seen)},
          {"firmware", terminal.firmware},
          {"playing", digest_or_null(terminal.playing)},
          {"unacknowledged_receipts", terminal.unacknowledged_receipts}};
}

json::object to_json(const RefusalView& refusal) {
  return {{"terminal", refusal.terminal.text()}, {"order", to_string(refusal.order)},
          {"reason", to_string(refusal.reason)}, {"detail", refusal.detail},
          {"at_us", to_us(refusal.at)},          {"received_at_us", to_us(refusal.received_at)}};
}

template <class Values>
json::array array_of(const Values& values) {
  json::array array;
  array.reserve(values.size());
  for (const auto& value : values) array.push_back(to_json(value));
  return array;
}

json::array texts(const std::vector<std::string>& values) {
  json::array array;
  for (const std::string& value : values) array.emplace_back(value);
  return array;
}

double hundredths(double value) { return std::round(value * 100.0) / 100.0; }

// A word of one of the protocol's enumerations; "unspecified" itself is no choice.
template <class Value>
Value read_word(Fields& fields, std::string_view name, const std::string& word, Value (*from)(std::string_view),
                const char* choices) {
  const Value value = from(word);
  if (value == Value::unspecified) fields.refuse(name, std::string("must be one of ") + choices);
  return value;
}

}  // namespace

std::string utc_text(WallTime time) {
  const std::chrono::sys_time<microseconds> instant(time.time_since_epoch());
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<seconds>(instant - day));
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

json::object to_json(const PreparedOrder& prepared) {
  json::array addressed;
  for (const AddressedTerminal& one : prepared.addressed)
    addressed.push_back(json::object{{"terminal", one.terminal.text()}, {"name", one.name}, {"area", one.area.text()}});
  const std::size_t count = addressed.size();
  return {{"payload", to_base64(prepared.payload)},
          {"digest", to_string(prepared.digest)},
          {"addressed_count", count},
          {"addressed", std::move(addressed)},
          {"longest_sound_ms", prepared.longest_sound.count()}};
}

json::object to_json(const OrderPage& page) {
  return {{"orders", array_of(page.orders)}, {"next", digest_or_null(page.next)}};
}

json::object to_json(const OrderDetail& detail) {
  json::object object = to_json(detail.summary);
  object["issued_at_us"] = to_us(detail.summary.issued_at);
  object["submitted_at_us"] = to_us(detail.summary.submitted_at);
  object["start_at_us"] = to_us(detail.summary.start_at);
  object["terminals"] = array_of(detail.terminals);
  return object;
}

json::object to_json(const TerminalPage& page) {
  return {{"terminals", array_of(page.terminals)},
          {"next", page.next ? json::value(page.next->text()) : json::value(nullptr)}};
}

json::object to_json(const std::vector<RefusalView>& refusals) { return {{"refusals", array_of(refusals)}}; }

json::object to_json(const OrderExport& content) {
  json::array receipts;
  for (const Bytes& receipt : content.receipts) receipts.emplace_back(to_base64(receipt));
  json::object certificates;
  for (const auto& [terminal, der] : content.certificates) certificates[terminal.text()] = to_base64(der);
  return {{"format", "tongluo-order-export-1"},
          {"roots", to_base64(content.roots)},
          {"trust_list", to_base64(content.trust_list)},
          {"order", to_base64(content.order)},
          {"receipts", std::move(receipts)},
          {"certificates", std::move(certificates)}};
}

json::object to_json(const ApiHealth& health) {
  const bool well = health.database_works && health.core.problems.empty();
  return {{"status", well ? "ok" : "degraded"},
          {"version", health.version},
          {"database", health.database_works ? "ok" : "failing"},
          {"sessions", health.core.sessions},
          {"trust_list_version", health.core.trust_list_version},
          {"problems", texts(health.core.problems)}};
}

json::object to_json(const MadeClip& clip) {
  json::object object{{"clip", to_string(clip.digest)},
                      {"duration_ms", clip.duration.count()},
                      {"loudness_lufs", hundredths(clip.loudness_lufs)},
                      {"true_peak_dbtp", hundredths(clip.true_peak_dbtp)},
                      {"warnings", texts(clip.warnings)}};
  if (!clip.container.empty()) object["container"] = clip.container;
  if (!clip.normalised.empty()) object["normalised"] = clip.normalised;
  return object;
}

OrderDraft read_draft(Fields& fields) {
  namespace lim = tongluo::limits;
  constexpr std::size_t kWord = 16;
  OrderDraft draft;
  draft.order_class =
      read_word(fields, "class", fields.text("class", kWord), order_class_from, "actual, exercise, test, routine");
  draft.level = read_word(fields, "level", fields.text("level", kWord), level_from, "I, II, III, IV, routine");
  draft.areas = fields.texts_or_none("areas", lim::kMaxTargets, lim::kMaxTextBytes);
  draft.terminals = fields.texts_or_none("terminals", lim::kMaxTargets, lim::kMaxTextBytes);
  fields.objects("items", lim::kMaxPlaylistItems,
                 [&draft](Fields& item) { draft.items.push_back({item.digest("clip")}); });
  draft.tone = read_word(fields, "tone", fields.text_or("tone", kWord, to_string(tone_of(draft.level))), tone_from,
                         "none, level_i, level_ii, level_iii, level_iv, chime");
  const auto tone_max = static_cast<std::uint32_t>(milliseconds(lim::kMaxToneDuration).count());
  const auto gap_max = static_cast<std::uint32_t>(milliseconds(lim::kMaxGap).count());
  const auto valid_max = static_cast<std::uint32_t>(seconds(lim::kMaxRoutineValidity).count());
  draft.tone_duration = milliseconds(fields.number_or("tone_ms", 0, tone_max, 4'000));
  draft.repetitions = fields.number_or("repetitions", 1, lim::kMaxRepetitions, 1);
  draft.gap = milliseconds(fields.number_or("gap_ms", 0, gap_max, 2'000));
  draft.volume_percent = fields.number_or("volume_percent", 1, 100, 80);
  draft.interrupt_rule = read_word(fields, "interrupt_rule", fields.text_or("interrupt_rule", kWord, "resume"),
                                   interrupt_rule_from, "resume, restart, drop");
  draft.event_code = fields.text_or("event_code", 5, "");
  draft.headline = fields.text_or("headline", lim::kMaxTextBytes, "");
  draft.language = fields.text_or("language", 35, "zh-CN");
  draft.valid_for = seconds(fields.number_or("valid_for_s", 1, valid_max, 3'600));
  draft.start_within = seconds(fields.number_or("start_within_s", 0, valid_max, 600));
  return draft;
}

}  // namespace tongluo::http
