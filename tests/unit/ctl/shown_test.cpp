// What a person sees before signing is what is signed: no text of others hides, erases or adds a line on the terminal,
// and no such text is composed here.

#include "tools/ctl/shown.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/release.hpp"
#include "tests/unit/ctl/export_world.hpp"
#include "tests/unit/ctl/home_folder.hpp"
#include "tools/ctl/known_order.hpp"
#include "tools/ctl/live_command.hpp"
#include "tools/ctl/release_command.hpp"
#include "tools/ctl/text_table.hpp"
#include "tools/ctl/trust_command.hpp"
#include "tools/ctl/trust_difference.hpp"

namespace tongluo::ctl {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kEvil = "\x1b[8m\nfalse line \xe2\x80\xae";  // conceals, adds a line, turns round
const std::string kEvilShown = R"(\x1b[8m\x0afalse line \u202e)";

TEST(Shown, OtherTextStaysAsItIs) {
  for (const char* text :
       {"", "plain, with \\ and \"", "洪水来了，请撤离。", "Übung", "🚨 e\xcc\x81", "\xf4\x8f\xbf\xbf"})
    EXPECT_EQ(shown(text), text);
}

TEST(Shown, WhatATerminalWouldObeyIsVisible) {
  const std::vector<std::pair<std::string, std::string>> cases = {{std::string(1, '\0'), R"(\x00)"},
                                                                  {"\t", R"(\x09)"},
                                                                  {"\r\n", R"(\x0d\x0a)"},
                                                                  {"\x1b[3A\x1b[J", R"(\x1b[3A\x1b[J)"},
                                                                  {"\x1f", R"(\x1f)"},
                                                                  {"\x7f", R"(\x7f)"},
                                                                  {"\xc2\x80", R"(\u0080)"},
                                                                  {"\xc2\x9b", R"(\u009b)"},
                                                                  {"\xc2\x9f", R"(\u009f)"},
                                                                  {"\xd8\x9c", R"(\u061c)"},
                                                                  {"\xe2\x80\x8e", R"(\u200e)"},
                                                                  {"\xe2\x80\x8f", R"(\u200f)"},
                                                                  {"\xe2\x80\xa8", R"(\u2028)"},
                                                                  {"\xe2\x80\xa9", R"(\u2029)"},
                                                                  {"\xe2\x80\xaa", R"(\u202a)"},
                                                                  {"\xe2\x80\xae", R"(\u202e)"},
                                                                  {"\xe2\x81\xa6", R"(\u2066)"},
                                                                  {"\xe2\x81\xa9", R"(\u2069)"}};
  for (const auto& [text, visible] : cases) EXPECT_EQ(shown("水" + text + "x"), "水" + visible + "x");
}

TEST(Shown, BytesThatAreNoUtf8AreShownOneByOne) {
  EXPECT_EQ(shown("\x9b"
                  "8m"),
            R"(\x9b8m)")
      << "a lone C1 byte";
  EXPECT_EQ(shown("\xe6\xb0"), R"(\xe6\xb0)") << "cut off";
  EXPECT_EQ(shown("\xc0\x9b"), R"(\xc0\x9b)") << "overlong";
  EXPECT_EQ(shown("\xed\xa0\x80"), R"(\xed\xa0\x80)") << "a surrogate";
  EXPECT_EQ(shown("\xf4\x90\x80\x80"), R"(\xf4\x90\x80\x80)") << "behind the last code";
  EXPECT_EQ(shown("\xff洪"), R"(\xff洪)") << "the next good character is still read";
}

TEST(Shown, AMessageKeepsItsLines) { EXPECT_EQ(shown_lines("a\n\x1b[Jb"), "a\n\\x1b[Jb"); }

TEST(ShownBeforeSigning, TheOrdersOwnText) {
  wire::Order order = some_order();
  order.headline = kEvil;
  EXPECT_THAT(describe(order, {}), HasSubstr("headline    " + kEvilShown + "\n"));
}

TEST(ShownBeforeSigning, WhoSpeaksLiveAndForHowLong) {
  wire::Order order = some_order();
  wire::LiveProgramme live;
  live.holder = "李伟\x1b[8m";
  live.max_duration = seconds(300);
  order.programme = live;
  EXPECT_THAT(describe(order, {}), HasSubstr("programme   live speech by 李伟\\x1b[8m, at most 300.0 s\n"));
}

TEST(ShownBeforeSigning, WhatTheControllerSays) {
  PreparedOrder prepared;
  prepared.order = some_order();
  prepared.addressed = {{"TL-0001", kEvil, "500116108000"}};
  prepared.warnings = {{"conflict", kEvil}};
  prepared.holds = {kEvil};
  const std::string text = describe(prepared, kCountyUtcOffset, {{kEvil, prepared.order.targets}});
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\nfalse")));
  EXPECT_THAT(text, HasSubstr("WARNING conflict: " + kEvilShown));
  EXPECT_THAT(text, HasSubstr("HELD " + kEvilShown));
  EXPECT_THAT(text, HasSubstr("group " + kEvilShown));
}

TEST(ShownBeforeSigning, PersonsOfATrustList) {
  wire::Issuer issuer;
  issuer.person = kEvil;
  EXPECT_THAT(describe(issuer), HasSubstr(kEvilShown + ": "));
  EXPECT_THAT(describe(std::vector<SignedBy>{{{}, kEvil, true}}), HasSubstr(kEvilShown + "\n"));
}

TEST(ShownBeforeSigning, CellsOfATableAndTheirWidth) {
  TextTable table({"a", "b"});
  table.add({"\x1b", "x"});
  EXPECT_EQ(table.text(), "a     b\n\\x1b  x\n");
}

TEST(ShownBeforeSigning, AReleasesNameAndBoards) {
  HomeFolder home;
  wire::ReleaseManifest manifest;
  manifest.version = 2;
  manifest.name = kEvil;
  manifest.version_floor = 1;
  manifest.issued_at = os::wall_now();
  manifest.expires_at = manifest.issued_at + seconds(3600);
  manifest.hardware = {kEvil};
  manifest.rings = {{manifest.issued_at, wire::kWholeShare, {}}};
  manifest.image_bytes = 1;
  manifest.blocks.resize(1);
  home.write(
      "a.release",
      std::string(as_text(wire::serialize(Envelope{PayloadType::release_manifest, wire::serialize(manifest), {}}))));
  std::istringstream in("no\n");
  const Try<void> signed_it = run_release_sign(home.context, {home.path("a.release"), {}, false}, in);
  ASSERT_FALSE(signed_it);
  EXPECT_THAT(home.err.str(), HasSubstr("\"" + kEvilShown + "\"")) << signed_it.error().message;
  EXPECT_THAT(home.err.str(), HasSubstr("for: " + kEvilShown));
}

TEST(Composing, AHeadlineIsPlain) {
  OrderWords words;
  words.order_class = "actual";
  words.level = "II";
  words.areas = {"500116108000"};
  words.headline = "洪水";
  EXPECT_TRUE(parse_asked(words));
  words.headline = kEvil;
  const auto asked = parse_asked(words);
  ASSERT_FALSE(asked);
  EXPECT_EQ(asked.error().code, ExitCode::usage);
  EXPECT_EQ(asked.error().message, "--headline: \"" + kEvilShown + "\" holds control characters or is no UTF-8");
}

TEST(Composing, AHolderIsPlain) {
  std::ostringstream out, err;
  const Context context{{}, out, err};
  std::istringstream in;
  LiveOptions options;
  options.file = "words.wav";
  options.holder = kEvil;
  EXPECT_THAT(run_live(context, options, in).error().message, HasSubstr("--holder: \"" + kEvilShown));
}

TEST(Composing, APersonIsPlain) {
  HomeFolder home;
  AddPersonOptions options;
  options.key.file = home.key("announce");
  options.person = kEvil;
  options.role = "announce";
  options.out = home.path("next.trust");
  EXPECT_THAT(run_trust_add_person(home.context, options).error().message, HasSubstr("--person: \"" + kEvilShown));
  DistrictPlan plan{AreaCode::parse("500116000000").value()};
  plan.second_person = kEvil;
  EXPECT_THAT(make_district(plan, kNow).error().message, HasSubstr(kEvilShown));
}

}  // namespace
}  // namespace tongluo::ctl
