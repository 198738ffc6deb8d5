// A controller that was taken over prepares something else than was asked for: nothing of it may be signed.

#include "tools/ctl/asked_order.hpp"

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "protocol/sign/keys.hpp"
#include "tools/ctl/confirmation.hpp"

namespace tongluo::ctl {
namespace {

using std::chrono::hours;
using testing::HasSubstr;

const WallTime kAskedAt = wall_from_us(1'760'000'000'000'000);

OrderWords words() {
  OrderWords words;
  words.order_class = "actual";
  words.level = "I";
  words.areas = {"500116108000"};
  words.terminals = {"TL-0007"};
  words.headline = "洪水";
  words.event_code = "11B01";
  return words;
}

AskedOrder asked() {
  AskedOrder asked = parse_asked(words()).value();
  Digest clip;
  clip.octets[0] = std::byte{7};
  asked.items = {{clip, milliseconds(12'000)}};
  return asked;
}

// What an honest controller prepares.
wire::Order honest(const AskedOrder& asked) {
  wire::Order order;
  order.order_class = asked.order_class;
  order.level = asked.level;
  order.issued_at = order.valid_from = kAskedAt;
  order.valid_until = kAskedAt + asked.valid_for;
  for (const AreaCode area : asked.areas) order.targets.emplace_back(area);
  for (const TerminalId& terminal : asked.terminals) order.targets.emplace_back(terminal);
  order.tone = asked.tone;
  order.tone_duration = asked.tone_duration;
  order.programme = wire::ClipProgramme{asked.items, asked.repetitions, asked.gap};
  order.volume_percent = asked.volume_percent;
  order.interrupt_rule = asked.interrupt_rule;
  order.event_code = asked.event_code;
  order.headline = asked.headline;
  order.language = asked.language;
  order.nonce.octets.fill(std::byte{1});
  const WallTime latest = kAskedAt + asked.start_within;
  order.occurrences = {{1, kAskedAt, latest, latest + wire::longest_sound(order) + seconds(60)}};
  return order;
}

TEST(PayloadCheck, AcceptsWhatWasAskedFor) {
  const Try<wire::Order> order = check_payload(asked(), wire::serialize(honest(asked())), kAskedAt);
  ASSERT_TRUE(order) << order.error().message;
  EXPECT_EQ(*order, honest(asked()));
}

struct Alteration {
  const char* field;
  std::function<void(wire::Order&)> apply;
};

wire::ClipProgramme& clips(wire::Order& order) { return std::get<wire::ClipProgramme>(order.programme); }

const std::vector<Alteration>& alterations() {
  static const std::vector<Alteration> all = {
      {"class", [](auto& o) { o.order_class = OrderClass::exercise; }},
      {"level", [](auto& o) { o.level = Level::ii; }},
      {"targets", [](auto& o) { o.targets[0] = AreaCode::parse("500116000000").value(); }},
      {"targets", [](auto& o) { o.targets.emplace_back(AreaCode::parse("500116101000").value()); }},
      {"targets", [](auto& o) { o.targets.pop_back(); }},
      {"targets", [](auto& o) { o.targets[1] = TerminalId::parse("TL-0008").value(); }},
      {"targets",
       [](auto& o) {
         o.targets.emplace_back(wire::Circle{{290'000'000, 1'060'000'000}, 1'000});
       }},
      {"programme", [](auto& o) { clips(o).items[0].clip.octets[0] ^= std::byte{1}; }},
      {"programme", [](auto& o) { clips(o).items[0].duration += milliseconds(1); }},
      {"programme", [](auto& o) { clips(o).items.push_back(clips(o).items[0]); }},
      {"programme", [](auto& o) { clips(o).repetitions = 2; }},
      {"programme", [](auto& o) { clips(o).gap += milliseconds(1); }},
      {"tone", [](auto& o) { o.tone = Tone::level_iv; }},
      {"tone_duration", [](auto& o) { o.tone_duration += milliseconds(1); }},
      {"volume_percent", [](auto& o) { o.volume_percent = 100; }},
      {"interrupt_rule", [](auto& o) { o.interrupt_rule = InterruptRule::drop; }},
      {"all_clear_clip", [](auto& o) { o.all_clear_clip = clips(o).items[0].clip; }},
      {"supersedes", [](auto& o) { o.supersedes = clips(o).items[0].clip; }},
      {"event_code", [](auto& o) { o.event_code = "11B02"; }},
      {"headline", [](auto& o) { o.headline = "地震"; }},
      {"language", [](auto& o) { o.language = "en"; }},
      {"cap_identifier", [](auto& o) { o.cap_identifier = "x"; }},
      {"issued_at", [](auto& o) { o.issued_at = o.valid_from = kAskedAt - hours(1); }},
      {"valid_from", [](auto& o) { o.valid_from -= seconds(1); }},
      {"valid_until", [](auto& o) { o.valid_until += seconds(1); }},
      {"occurrence.earliest_start", [](auto& o) { o.occurrences[0].earliest_start -= hours(1); }},
      {"occurrence.latest_start", [](auto& o) { o.occurrences[0].latest_start += seconds(1); }},
      {"occurrence.end", [](auto& o) { o.occurrences[0].end = o.occurrences[0].latest_start + seconds(1); }},
      {"occurrence.end", [](auto& o) { o.occurrences[0].end += seconds(61); }},
      {"occurrence.number", [](auto& o) { o.occurrences[0].number = 2; }},
      {"occurrences", [](auto& o) {
         o.occurrences.push_back(o.occurrences[0]);
         o.occurrences[1].number = 2;
       }}};
  return all;
}

TEST(PayloadCheck, RefusesEveryAlteredFieldByName) {
  for (const Alteration& alteration : alterations()) {
    wire::Order order = honest(asked());
    alteration.apply(order);
    const Try<wire::Order> checked = check_payload(asked(), wire::serialize(order), kAskedAt);
    ASSERT_FALSE(checked) << alteration.field;
    EXPECT_EQ(checked.error().code, ExitCode::failed);
    // Some alterations do not even parse; those that do are named.
    if (wire::parse_order(wire::serialize(order))) {
      EXPECT_THAT(checked.error().message, HasSubstr("another " + std::string(alteration.field) + " "));
    }
  }
}

AskedOrder asked_live() {
  AskedOrder live = parse_asked(words()).value();
  live.live = AskedLive{"Li Wei", seconds(300), milliseconds(1'000), false};
  return live;
}

// What an honest controller prepares: number and key of the stream are its own.
wire::Order honest_live() {
  wire::Order order = honest(asked_live());
  wire::LiveProgramme programme;
  programme.stream_id = 7;
  programme.key_algorithm = Algorithm::ed25519;
  programme.stream_key = sign::PrivateKey::generate(Algorithm::ed25519)->spki();
  programme.holder = "Li Wei";
  programme.max_duration = seconds(300);
  programme.playout_delay = milliseconds(1'000);
  order.programme = std::move(programme);
  order.occurrences[0].end = order.occurrences[0].latest_start + wire::longest_sound(order) + seconds(60);
  return order;
}

TEST(PayloadCheck, LiveSpeechIsHeldByWhoWasNamedAndNoLongerThanAsked) {
  ASSERT_TRUE(check_payload(asked_live(), wire::serialize(honest_live()), kAskedAt));
  wire::Order another = honest_live();
  std::get<wire::LiveProgramme>(another.programme).holder = "somebody";
  EXPECT_FALSE(check_payload(asked_live(), wire::serialize(another), kAskedAt));
  another = honest_live();
  std::get<wire::LiveProgramme>(another.programme).max_duration = seconds(600);
  EXPECT_FALSE(check_payload(asked_live(), wire::serialize(another), kAskedAt));
  EXPECT_FALSE(check_payload(asked_live(), wire::serialize(honest(asked())), kAskedAt)) << "a clip was not asked for";
  EXPECT_FALSE(check_payload(asked(), wire::serialize(honest_live()), kAskedAt)) << "live speech was not asked for";
}

TEST(PayloadCheck, RefusesAnOccurrenceThatOutlivesTheValidity) {
  wire::Order order = honest(asked());
  order.occurrences[0].end = order.valid_until + seconds(1);
  EXPECT_FALSE(check_payload(asked(), wire::serialize(order), kAskedAt));
}

TEST(PayloadCheck, RefusesBytesThatAreNoOrder) {
  EXPECT_FALSE(check_payload(asked(), to_bytes("garbage"), kAskedAt));
  EXPECT_FALSE(check_payload(asked(), {}, kAskedAt));
}

TEST(PayloadCheck, TheOrderOfTargetsDoesNotMatter) {
  wire::Order order = honest(asked());
  std::swap(order.targets[0], order.targets[1]);
  EXPECT_TRUE(check_payload(asked(), wire::serialize(order), kAskedAt));
}

TEST(OrderWords, NoTargetIsAUsageError) {
  OrderWords none = words();
  none.areas.clear();
  none.terminals.clear();
  EXPECT_EQ(parse_asked(none).error().code, ExitCode::usage);
}

TEST(OrderWords, UnknownWordsAreUsageErrorsThatNameTheOption) {
  const std::vector<std::pair<const char*, std::function<void(OrderWords&)>>> wrong = {
      {"--class", [](OrderWords& w) { w.order_class = "real"; }},
      {"--class", [](OrderWords& w) { w.order_class = "unspecified"; }},
      {"--level", [](OrderWords& w) { w.level = "V"; }},
      {"--tone", [](OrderWords& w) { w.tone = "loud"; }},
      {"--interrupt-rule", [](OrderWords& w) { w.interrupt_rule = "never"; }},
      {"--area", [](OrderWords& w) { w.areas.push_back("50011610800"); }},
      {"--terminal", [](OrderWords& w) { w.terminals.push_back("tl"); }}};
  for (const auto& [option, apply] : wrong) {
    OrderWords changed = words();
    apply(changed);
    const Try<AskedOrder> parsed = parse_asked(changed);
    ASSERT_FALSE(parsed) << option;
    EXPECT_EQ(parsed.error().code, ExitCode::usage);
    EXPECT_THAT(parsed.error().message, HasSubstr(option));
  }
}

TEST(OrderWords, TheToneIsTheLevelsOwnUnlessNamed) {
  EXPECT_EQ(parse_asked(words()).value().tone, Tone::level_i);
  OrderWords silent = words();
  silent.tone = "none";
  EXPECT_EQ(parse_asked(silent).value().tone_duration, milliseconds(0));
}

struct Typed {
  OrderClass order_class;
  Level level;
  std::vector<std::string> areas;  // of its terminals
  bool asked;
};

class TypedNumber : public testing::TestWithParam<Typed> {
 protected:
  // What was typed as the number that was signed, or nothing signed.
  static Try<std::optional<std::size_t>> confirmed(const PreparedOrder& prepared, const std::string& typed,
                                                   const Confirmation& options = {}) {
    std::istringstream in(typed);
    std::ostringstream out, err;
    return confirm({{}, out, err}, in, prepared, options);
  }
  PreparedOrder prepared() const {
    PreparedOrder prepared;
    prepared.order.order_class = GetParam().order_class;
    prepared.order.level = GetParam().level;
    prepared.order.targets = {*AreaCode::parse("500116108000")};
    for (const std::string& area : GetParam().areas) prepared.addressed.push_back({"TL-0001", "", area});
    prepared.persons_required = 1;
    return prepared;
  }
};

TEST_P(TypedNumber, IsAskedForAllButATownshipsOwnRoutine) {
  const PreparedOrder order = prepared();
  const std::string number = std::to_string(order.addressed.size());
  if (!GetParam().asked) {
    EXPECT_EQ(confirmed(order, "").value(), std::nullopt);
    return;
  }
  EXPECT_EQ(confirmed(order, number + "\n").value(), order.addressed.size());
  for (const char* wrong : {"", "yes\n", "12\n"}) EXPECT_FALSE(confirmed(order, wrong)) << wrong;
  EXPECT_THAT(confirmed(order, number + "\n", {true}).error().message, HasSubstr("--confirm-count " + number));
}

TEST_P(TypedNumber, IsAskedWhereTheControllerAsksForIt) {
  PreparedOrder order = prepared();
  order.confirm_count = true;
  EXPECT_FALSE(confirmed(order, ""));
}

const std::vector<std::string> kOneTownship = {"500116108201", "500116108203"}, kTwo = {"500116108201", "500116101200"};

INSTANTIATE_TEST_SUITE_P(ByClass, TypedNumber,
                         testing::Values(Typed{OrderClass::actual, Level::i, kOneTownship, true},
                                         Typed{OrderClass::actual, Level::ii, kTwo, true},
                                         Typed{OrderClass::actual, Level::iii, kOneTownship, true},
                                         Typed{OrderClass::actual, Level::iv, kOneTownship, true},
                                         Typed{OrderClass::exercise, Level::i, kTwo, true},
                                         Typed{OrderClass::exercise, Level::iv, kOneTownship, true},
                                         Typed{OrderClass::test, Level::iv, kOneTownship, true},
                                         Typed{OrderClass::routine, Level::routine, kOneTownship, false},
                                         Typed{OrderClass::routine, Level::routine, kTwo, true}));

TEST(Confirmation, TheQuestionNamesClassLevelPlacesAndNumber) {
  PreparedOrder order;
  order.order.order_class = OrderClass::actual;
  order.order.level = Level::iii;
  for (const char* area : {"500116101000", "500116102000", "500116103000", "500116104000", "500116105000"})
    order.order.targets.emplace_back(*AreaCode::parse(area));
  order.addressed.resize(17);
  std::istringstream in("17\n");
  std::ostringstream out, err;
  ASSERT_TRUE(confirm({{}, out, err}, in, order, {}));
  EXPECT_THAT(err.str() + out.str(),
              HasSubstr("class ACTUAL, level III, to 500116101000 500116102000 500116103000 500116104000 and 1 more, "
                        "17 terminals. Type their number"));
}

}  // namespace
}  // namespace tongluo::ctl
