// Ending and renewing: what the controller prepares for a cancel, a stop-all, an all-clear or a refresh is signed only
// if it is that and nothing else.

#include <functional>
#include <gmock/gmock.h>

#include "tests/unit/ctl/export_world.hpp"
#include "tools/ctl/proposal_commands.hpp"
#include "tools/ctl/stop_commands.hpp"

namespace tongluo::ctl {
namespace {

using testing::HasSubstr;
using Change = std::function<void(wire::Order&)>;

std::string message_of(const Try<void>& result) { return result ? "" : result.error().message; }

wire::Order original() {
  wire::Order order = some_order();
  Digest clip;
  clip.octets[0] = std::byte{2};
  order.all_clear_clip = clip;
  return order;
}

wire::Order all_clear() {
  wire::Order order = original();
  order.programme = wire::ClipProgramme{{{*order.all_clear_clip, milliseconds(3'000)}}, 1, milliseconds(0)};
  order.level = Level::iii;
  order.tone = Tone::chime;
  order.all_clear_clip.reset();
  order.occurrences[0].end = kNow + seconds(600 + 7 + 60);
  order.nonce.octets.fill(std::byte{4});
  return order;
}

TEST(CancelCheck, OnlyThisOrderAndOnlyNow) {
  const Digest order = sign::digest_of(wire::serialize(original()));
  wire::Cancel cancel{1, order, kNow, {}};
  EXPECT_EQ(message_of(check_cancel(order, wire::serialize(cancel), kNow)), "");
  cancel.order.octets[7] ^= std::byte{1};
  EXPECT_THAT(message_of(check_cancel(order, wire::serialize(cancel), kNow)), HasSubstr("another order"));
  cancel.order = order;
  cancel.issued_at += std::chrono::hours(1);
  EXPECT_THAT(message_of(check_cancel(order, wire::serialize(cancel), kNow)), HasSubstr("another time"));
  EXPECT_THAT(message_of(check_cancel(order, to_bytes("x"), kNow)), HasSubstr("no cancel"));
}

TEST(StopAllCheck, NeitherWiderNorNarrowerThanAsked) {
  StopAllOptions options;
  options.areas = {"500116108000", "500116101000"};
  options.order_classes = {"routine", "exercise"};
  options.highest_level = "III";
  const AskedStop asked = parse_asked_stop(options).value();
  const wire::StopAll good{1, asked.targets, asked.order_classes, Level::iii, kNow, {}};
  EXPECT_EQ(message_of(check_stop_all(asked, wire::serialize(good), kNow)), "");
  const std::vector<std::pair<const char*, std::function<void(wire::StopAll&)>>> changes = {
      {"area", [](auto& s) { s.targets[0] = AreaCode::parse("500116000000").value(); }},
      {"area", [](auto& s) { s.targets.pop_back(); }},
      {"class", [](auto& s) { s.order_classes.push_back(OrderClass::actual); }},
      {"class", [](auto& s) { s.order_classes.pop_back(); }},
      {"level", [](auto& s) { s.highest_level = Level::i; }},
      {"time", [](auto& s) { s.issued_at -= std::chrono::hours(1); }}};
  for (const auto& [what, apply] : changes) {
    wire::StopAll changed = good;
    apply(changed);
    EXPECT_THAT(message_of(check_stop_all(asked, wire::serialize(changed), kNow)), HasSubstr(what));
  }
}

TEST(StopAllWords, APlaceMustBeNamedAndAllClassesAreTheDefault) {
  StopAllOptions options;
  EXPECT_EQ(parse_asked_stop(options).error().code, ExitCode::usage);
  options.areas = {"500116000000"};
  EXPECT_EQ(parse_asked_stop(options)->order_classes.size(), 4U);
  EXPECT_EQ(parse_asked_stop(options)->highest_level, Level::i);
  options.areas = {"5001"};
  EXPECT_EQ(parse_asked_stop(options).error().code, ExitCode::usage);
}

wire::ClipProgramme& clips_of(wire::Order& order) { return std::get<wire::ClipProgramme>(order.programme); }

TEST(AllClearCheck, OnlyThePreparedClipToTheSamePlaces) {
  EXPECT_EQ(message_of(check_all_clear(original(), all_clear(), kNow)), "");
  const std::vector<std::pair<const char*, Change>> changes = {
      {"programme", [](auto& o) { o.programme = original().programme; }},
      {"programme", [](auto& o) { clips_of(o).repetitions = 100; }},
      {"programme", [](auto& o) { clips_of(o).gap = seconds(1); }},
      {"programme", [](auto& o) { clips_of(o).items.push_back(clips_of(o).items[0]); }},
      {"area", [](auto& o) { o.targets = {AreaCode::parse("500116000000").value()}; }},
      {"version", [](auto& o) { ++o.reader_version; }},
      {"class", [](auto& o) { o.order_class = OrderClass::exercise; }},
      {"interrupt rule", [](auto& o) { o.interrupt_rule = InterruptRule::drop; }},
      {"event code", [](auto& o) { o.event_code = "11B01"; }},
      {"headline", [](auto& o) { o.headline = "x"; }},
      {"language", [](auto& o) { o.language = "en"; }},
      {"CAP identifier", [](auto& o) { o.cap_identifier = "x"; }},
      {"level", [](auto& o) { o.level = Level::i; }},
      {"tone", [](auto& o) { o.tone = Tone::level_i; }},
      {"tone", [](auto& o) { o.tone = Tone::level_iv; }},
      {"tone", [](auto& o) { o.tone_duration += milliseconds(1); }},
      {"volume", [](auto& o) { o.volume_percent = 100; }},
      {"order", [](auto& o) { o.supersedes = Digest{}; }},
      {"order", [](auto& o) { o.all_clear_clip = Digest{}; }},
      {"time", [](auto& o) { o.issued_at = o.valid_from = kNow - std::chrono::hours(3); }},
      {"time", [](auto& o) { o.valid_from += seconds(1); }},
      {"time", [](auto& o) { o.valid_until += seconds(1); }},
      {"time", [](auto& o) { o.valid_until = o.occurrences[0].end - seconds(1); }},
      {"time", [](auto& o) { o.occurrences[0].number = 2; }},
      {"time", [](auto& o) { o.occurrences[0].earliest_start += std::chrono::hours(3); }},
      {"time", [](auto& o) { o.occurrences[0].latest_start += seconds(1); }},
      {"time", [](auto& o) { o.occurrences[0].end += seconds(1); }},
      {"time", [](auto& o) { o.occurrences.push_back(o.occurrences[0]); }}};
  for (const auto& [what, apply] : changes) {
    wire::Order changed = all_clear();
    apply(changed);
    EXPECT_THAT(message_of(check_all_clear(original(), changed, kNow)), HasSubstr(std::string("another ") + what));
  }
  wire::Order without = original();
  without.all_clear_clip.reset();
  EXPECT_THAT(message_of(check_all_clear(without, all_clear(), kNow)), HasSubstr("no all-clear clip"));
}

TEST(AllClearCheck, AChimeOnlyBehindATone) {
  wire::Order silent = original();
  silent.tone = Tone::none;
  EXPECT_THAT(message_of(check_all_clear(silent, all_clear(), kNow)), HasSubstr("tone"));
  wire::Order without = all_clear();
  without.tone = Tone::none;
  without.tone_duration = milliseconds(0);
  without.occurrences[0].end -= seconds(4);
  EXPECT_EQ(message_of(check_all_clear(original(), without, kNow)), "");
  EXPECT_EQ(message_of(check_all_clear(silent, without, kNow)), "");
}

wire::Order renewed(WallTime now) {
  wire::Order order = original();
  const auto later = now - order.issued_at;
  order.issued_at = order.valid_from = now;
  order.valid_until += later;
  for (WallTime* time :
       {&order.occurrences[0].earliest_start, &order.occurrences[0].latest_start, &order.occurrences[0].end})
    *time += later;
  order.nonce.octets.fill(std::byte{8});
  return order;
}

TEST(RenewalCheck, OnlyTimesAndNonceMayDiffer) {
  const WallTime now = kNow + std::chrono::hours(2);
  EXPECT_EQ(changed_field(original(), renewed(now), now), "");
  const std::vector<std::pair<const char*, Change>> changes = {
      {"targets", [](auto& o) { o.targets.emplace_back(AreaCode::parse("500116101000").value()); }},
      {"programme", [](auto& o) { std::get<wire::ClipProgramme>(o.programme).repetitions = 3; }},
      {"content", [](auto& o) { o.level = Level::i; }},
      {"content", [](auto& o) { o.order_class = OrderClass::exercise; }},
      {"content", [](auto& o) { o.volume_percent = 100; }},
      {"content", [](auto& o) { o.headline = "x"; }},
      {"content", [](auto& o) { o.supersedes = Digest{}; }},
      {"valid_until", [](auto& o) { o.valid_until += seconds(1); }},
      {"valid_from", [](auto& o) { o.valid_from -= seconds(1); }},
      {"issued_at", [](auto& o) { o.issued_at += std::chrono::hours(1); }},
      {"occurrences", [](auto& o) { o.occurrences[0].earliest_start += std::chrono::hours(1); }},
      {"occurrences", [](auto& o) { o.occurrences[0].latest_start += seconds(1); }},
      {"occurrences", [](auto& o) { o.occurrences.push_back(o.occurrences[0]); }}};
  for (const auto& [field, apply] : changes) {
    wire::Order changed = renewed(now);
    apply(changed);
    EXPECT_EQ(changed_field(original(), changed, now), field);
  }
}

TEST(RenewalCheck, AScheduleKeepsTheStartsThatAreAhead) {
  wire::Order schedule = original();
  schedule.occurrences = {{1, kNow + seconds(100), kNow + seconds(400), kNow + seconds(500)},
                          {2, kNow + seconds(1000), kNow + seconds(1300), kNow + seconds(1400)}};
  const WallTime now = kNow + seconds(200);
  wire::Order later = schedule;
  later.issued_at = later.valid_from = now;
  later.occurrences[0].earliest_start = now;
  EXPECT_EQ(changed_field(schedule, later, now), "");
  later.occurrences.erase(later.occurrences.begin());
  EXPECT_EQ(changed_field(schedule, later, now), "");
  later.occurrences[0].earliest_start -= seconds(600);
  EXPECT_EQ(changed_field(schedule, later, now), "occurrences");
}

}  // namespace
}  // namespace tongluo::ctl
