// An order without a controller: prepared and signed on this machine, carried as a file. Who receives it judges it by
// the same rules as any order; here protocol/trust plays the receivers.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tests/unit/ctl/home_folder.hpp"
#include "tools/ctl/bundle_command.hpp"
#include "tools/ctl/offline_county.hpp"
#include "tools/ctl/trust_command.hpp"

namespace tongluo::ctl {
namespace {

using testing::HasSubstr;

constexpr const char* kTownship = "500116108000";  // two of the three terminals

class BundleTest : public testing::Test {
 protected:
  BundleTest() {
    options_.words.order_class = "actual";
    options_.words.level = "II";
    options_.words.areas = {kTownship};
    options_.words.headline = "洪水";
    options_.content.text = "长江水位上涨，请转移。";
    options_.out = file();
  }

  std::string file() const { return home_.path("order.tongluo"); }
  Try<void> make(const std::string& typed = "2\n") {
    std::istringstream in(typed);
    return run_bundle_make(home_.context, options_, in);
  }
  Try<void> sign(const std::string& key, const std::string& typed = "2\n") {
    std::istringstream in(typed);
    BundleSignOptions options;
    options.file = file();
    options.signer = home_.signer(key);
    return run_bundle_sign(home_.context, options, in);
  }
  wire::OfflineBundle bundle() const { return *wire::parse_bundle(*read_bytes(file(), limits::kMaxBundleBytes)); }
  void store(const wire::OfflineBundle& bundle) const { ASSERT_TRUE(write_bytes(file(), wire::serialize(bundle))); }
  // A receiver that knows the roots and nothing else.
  Refusal judge(const wire::OfflineBundle& received) const {
    const TrustHome home = *open_trust_home(home_.home(), os::wall_now());
    const auto list = trust::verify_trust_list(home.roots, received.trust_list, 0, os::wall_now());
    if (!list) return list.error();
    const auto order = trust::verify_order({home.roots, &*list}, received.order, os::wall_now());
    return order ? Refusal::none : order.error();
  }

  HomeFolder home_;
  BundleOptions options_;
};

TEST_F(BundleTest, TwoPersonsMakeAnOrderThatAReceiverTakesByTheUsualRules) {
  const Try<void> made = make();
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_THAT(home_.err.str(), HasSubstr("黑石山村"));
  EXPECT_EQ(judge(bundle()), Refusal::quorum_not_met);
  const Try<void> second = sign("dispatch-2");
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(judge(bundle()), Refusal::none);
  EXPECT_TRUE(check_bundle_sound(bundle()));
}

TEST_F(BundleTest, TheSecondSignatureMustBeAnotherPersons) {
  ASSERT_TRUE(make());
  EXPECT_THAT(sign("dispatch").error().message, HasSubstr("signed already"));
  EXPECT_EQ(bundle().order.signatures.size(), 1U);
}

TEST_F(BundleTest, AnActualAlertIsConfirmedByTheNumberOfItsTerminals) {
  EXPECT_FALSE(make("3\n"));
  EXPECT_FALSE(make("yes\n"));
  EXPECT_FALSE(std::filesystem::exists(file()));
  options_.confirmation.count = 2;
  EXPECT_TRUE(make(""));
}

TEST_F(BundleTest, AnAreaWithoutTerminalsOrNoneAtAllIsRefused) {
  options_.words.areas = {"500116109000"};
  EXPECT_THAT(make().error().message, HasSubstr("500116109000"));
  options_.words.areas = {};
  EXPECT_EQ(make().error().code, ExitCode::usage);
}

TEST_F(BundleTest, AKeyOfAnotherClassDoesNotSignIt) {
  options_.signer = home_.signer("exercise");
  EXPECT_THAT(make().error().message, HasSubstr("terminals would refuse it"));
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(BundleTest, SoundThatWasExchangedIsNotSignedByTheSecondPerson) {
  ASSERT_TRUE(make());
  wire::OfflineBundle changed = bundle();
  changed.clips.front().audio[1000] ^= std::byte{1};
  store(changed);
  EXPECT_THAT(sign("dispatch-2").error().message, HasSubstr("not the clip"));
  changed.clips.clear();
  store(changed);
  EXPECT_THAT(sign("dispatch-2").error().message, HasSubstr("lacks clip"));
}

TEST_F(BundleTest, AnOrderThatWasChangedIsNotSignedByTheSecondPerson) {
  ASSERT_TRUE(make());
  wire::OfflineBundle changed = bundle();
  wire::Order order = *wire::parse_order(changed.order.payload);
  order.volume_percent = 100;
  changed.order.payload = wire::serialize(order);
  store(changed);
  EXPECT_THAT(sign("dispatch-2").error().message, HasSubstr("bad_signature"));
}

TEST_F(BundleTest, SpeaksTemplatesAndOwnWordsOfTheHome) {
  options_.content = {};
  options_.content.template_name = "flood";
  options_.content.settings = {"place=重石村", "level=II"};
  ASSERT_TRUE(make());
  const Bytes plain = bundle().clips.front().audio;
  std::ofstream(home_.home().at("pronunciation.txt")) << "重石村 = chong2 shi2 cun1\n";
  ASSERT_TRUE(make());
  EXPECT_NE(bundle().clips.front().audio, plain);
  std::ofstream(home_.home().at("pronunciation.txt")) << "重石村 = chong2\n";
  EXPECT_THAT(make().error().message, HasSubstr("pronunciation.txt:1: "));
  options_.content.settings = {"place=重石村"};
  EXPECT_THAT(make().error().message, HasSubstr("--set level: is missing"));
}

TEST_F(BundleTest, AFolderGetsAFileNamedAfterTheOrder) {
  options_.out = home_.path("stick");
  std::filesystem::create_directory(options_.out);
  ASSERT_TRUE(make());
  const std::filesystem::directory_iterator at(options_.out);
  ASSERT_NE(at, std::filesystem::directory_iterator());
  EXPECT_EQ(at->path().extension(), ".tongluo");
}

TEST_F(BundleTest, APlaceThatNobodySignedIsLeftOutAndNamed) {
  const TerminalId id = *TerminalId::parse("TL-0002");
  Envelope place = *read_envelope(home_.home().place(id));
  place.signatures.front().octets[3] ^= std::byte{1};
  ASSERT_TRUE(write_bytes(home_.home().place(id), wire::serialize(place)));
  ASSERT_TRUE(make("1\n"));
  EXPECT_THAT(home_.err.str(), HasSubstr("place TL-0002.env does not verify"));
}

TEST_F(BundleTest, ARoutineOrderNeedsOnePersonAndAFreshList) {
  options_.words.order_class = "routine";
  options_.words.level = "routine";
  options_.confirmation.yes = true;
  const Try<void> made = make("");
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(judge(bundle()), Refusal::none);
}

TEST_F(BundleTest, ARecordingIsDecodedHere) {
  options_.content.text.clear();
  options_.content.audio = home_.path("tone.wav");
  ASSERT_EQ(
      std::system(
          ("ffmpeg -v error -f lavfi -i sine=frequency=700:duration=2 -ar 48000 " + options_.content.audio).c_str()),
      0);
  const Try<void> made = make();
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_TRUE(check_bundle_sound(bundle()));
}

TEST_F(BundleTest, ShowTellsWhoSignedAndWhoIsMissing) {
  ASSERT_TRUE(make());
  home_.out.str("");
  ASSERT_TRUE(run_bundle_show(home_.context, {file()}));
  EXPECT_THAT(home_.out.str(), HasSubstr("signed by duty officer, 2 persons needed"));
}

TEST_F(BundleTest, BytesThatAreNoBundleAreRefused) {
  for (const char* text : {"", "x", "not a bundle at all"}) {
    home_.write("order.tongluo", text);
    EXPECT_EQ(run_bundle_show(home_.context, {file()}).error().code, ExitCode::verification) << text;
  }
}

}  // namespace
}  // namespace tongluo::ctl
