#include "controller/http/draft_json.hpp"

#include "controller/http/limits.hpp"
#include "protocol/base/limits.hpp"

namespace tongluo::http {

using namespace controller;
namespace lim = tongluo::limits;

namespace {

constexpr std::size_t kWord = 16;
constexpr std::size_t kMinPolygonPoints = 3;
constexpr std::uint32_t kDefaultLiveSeconds = 300;
constexpr const char* kClasses = "actual, exercise, test, routine";
constexpr const char* kLevels = "I, II, III, IV, routine";

// A word of one of the protocol's enumerations; "unspecified" itself is no choice.
template <class Value>
Value read_word(Fields& fields, std::string_view name, const std::string& word, Value (*from)(std::string_view),
                const char* choices) {
  const Value value = from(word);
  if (value == Value::unspecified) fields.refuse(name, std::string("must be one of ") + choices);
  return value;
}

std::uint32_t in_ms(auto duration) { return static_cast<std::uint32_t>(milliseconds(duration).count()); }

void read_polygons(Fields& fields, OrderDraft& draft) {
  for (auto& points : fields.point_lists_or_none("polygons", lim::kMaxTargets, lim::kMaxPolygonPoints)) {
    const std::string name = "polygons[" + std::to_string(draft.polygons.size()) + "]";
    if (points.size() < kMinPolygonPoints)
      fields.refuse(name, "must have at least three points");
    else if (points.front() == points.back())
      fields.refuse(name, "must not repeat its first point at the end");
    draft.polygons.push_back({std::move(points)});
  }
}

void read_targets(Fields& fields, OrderDraft& draft) {
  draft.areas = fields.texts_or_none("areas", lim::kMaxTargets, lim::kMaxTextBytes);
  draft.terminals = fields.texts_or_none("terminals", lim::kMaxTargets, lim::kMaxTextBytes);
  draft.groups = fields.texts_or_none("groups", lim::kMaxTargets, kMaxNameBytes);
  read_polygons(fields, draft);
  fields.objects_or_none("circles", lim::kMaxTargets, [&draft](Fields& circle) {
    const Position centre = circle.point("centre");
    draft.circles.push_back({centre, circle.number("radius_m", 1, UINT32_MAX)});
  });
  const std::size_t count =
      draft.areas.size() + draft.terminals.size() + draft.groups.size() + draft.polygons.size() + draft.circles.size();
  if (count > lim::kMaxTargets)
    fields.refuse("areas", "and all other targets together are more than " + std::to_string(lim::kMaxTargets));
}

// Stream id and key are not the caller's to choose.
void read_live(Fields& fields, OrderDraft& draft) {
  draft.renews = fields.text_or("renews", kMaxReferenceBytes, "");
  fields.object_or_none("live", [&draft](Fields& live) {
    draft.live.emplace();
    draft.live->holder = live.text("holder", lim::kMaxTextBytes);
    draft.live->max_duration =
        seconds(live.number_or("max_duration_s", 1, in_ms(lim::kMaxLiveDuration) / 1'000, kDefaultLiveSeconds));
    draft.live->playout_delay = milliseconds(
        live.number_or("playout_delay_ms", in_ms(lim::kMinPlayoutDelay), in_ms(lim::kMaxPlayoutDelay), 1'000));
  });
}

void read_sound(Fields& fields, OrderDraft& draft) {
  const auto read_item = [&draft](Fields& item) { draft.items.push_back({item.digest("clip")}); };
  const std::string_view usual_tone = to_string(draft.renews.empty() ? tone_of(draft.level) : Tone::none);
  draft.playlist = fields.text_or("playlist", kMaxNameBytes, "");
  if (draft.live || !draft.playlist.empty())
    fields.objects_or_none("items", lim::kMaxPlaylistItems, read_item);
  else
    fields.objects("items", lim::kMaxPlaylistItems, read_item);
  draft.tone = read_word(fields, "tone", fields.text_or("tone", kWord, usual_tone), tone_from,
                         "none, level_i, level_ii, level_iii, level_iv, chime");
  draft.tone_duration = milliseconds(fields.number_or("tone_ms", 0, in_ms(lim::kMaxToneDuration), 4'000));
  draft.repetitions = fields.number_or("repetitions", 1, lim::kMaxRepetitions, 1);
  draft.gap = milliseconds(fields.number_or("gap_ms", 0, in_ms(lim::kMaxGap), 2'000));
  draft.volume_percent = fields.number_or("volume_percent", 1, 100, 80);
  draft.interrupt_rule = read_word(fields, "interrupt_rule", fields.text_or("interrupt_rule", kWord, "resume"),
                                   interrupt_rule_from, "resume, restart, drop");
  draft.all_clear_clip = fields.digest_or_none("all_clear_clip");
}

void read_words(Fields& fields, OrderDraft& draft) {
  draft.event_code = fields.text_or("event_code", 5, "");
  draft.headline = fields.text_or("headline", lim::kMaxTextBytes, "");
  draft.language = fields.text_or("language", 35, "zh-CN");
  draft.supersedes = fields.text_or("supersedes", kMaxReferenceBytes, "");
  draft.cap_identifier = fields.text_or("cap_identifier", lim::kMaxTextBytes, "");
}

void read_times(Fields& fields, OrderRequest& request) {
  const auto longest = static_cast<std::uint32_t>(seconds(lim::kMaxRoutineValidity).count());
  OrderDraft& draft = request.draft;
  request.valid_for_given = fields.has("valid_for_s");
  draft.valid_for = seconds(fields.number_or("valid_for_s", 1, longest, 3'600));
  draft.start_within = seconds(fields.number_or("start_within_s", 0, longest, 600));
  for (const std::int64_t start : fields.ascending_or_none("starts", lim::kMaxOccurrences))
    draft.starts.push_back(wall_from_us(start));
  fields.object_or_none("schedule", [&request](Fields& rule) { request.schedule = read_schedule(rule); });
  if (request.schedule && fields.has("starts")) fields.refuse("schedule", "and starts exclude each other");
}

}  // namespace

OrderRequest read_order_request(Fields& fields) {
  OrderRequest request;
  OrderDraft& draft = request.draft;
  draft.order_class = read_word(fields, "class", fields.text("class", kWord), order_class_from, kClasses);
  draft.level = read_word(fields, "level", fields.text("level", kWord), level_from, kLevels);
  read_targets(fields, draft);
  read_live(fields, draft);
  read_sound(fields, draft);
  read_words(fields, draft);
  read_times(fields, request);
  return request;
}

StopAllDraft read_stop_all_draft(Fields& fields) {
  StopAllDraft draft;
  draft.areas = fields.texts_or_none("areas", lim::kMaxTargets, lim::kMaxTextBytes);
  draft.groups = fields.texts_or_none("groups", lim::kMaxTargets, kMaxNameBytes);
  const auto classes = fields.texts_or_none("classes", static_cast<std::size_t>(OrderClass::routine), kWord);
  if (classes.empty()) fields.refuse("classes", std::string("must name at least one of ") + kClasses);
  for (std::size_t i = 0; i < classes.size(); ++i)
    draft.order_classes.push_back(
        read_word(fields, "classes[" + std::to_string(i) + "]", classes[i], order_class_from, kClasses));
  draft.highest_level =
      read_word(fields, "highest_level", fields.text_or("highest_level", kWord, "I"), level_from, kLevels);
  return draft;
}

ScheduleRule read_schedule(Fields& fields) {
  constexpr std::size_t kLocalTime = 19;  // "2026-11-24T07:00:00"
  ScheduleRule rule;
  rule.start = fields.text("start", kLocalTime);
  rule.rrule = fields.text_or("rrule", kMaxRuleBytes, "");
  rule.exceptions = fields.texts_or_none("exceptions", kMaxRuleDays, kLocalTime);
  rule.extra = fields.texts_or_none("extra", kMaxRuleDays, kLocalTime);
  rule.holidays = fields.text_or("holidays", kWord, "play");
  if (rule.holidays != "play" && rule.holidays != "skip" && rule.holidays != "only")
    fields.refuse("holidays", "must be one of play, skip, only");
  return rule;
}

}  // namespace tongluo::http
