// The second person, against a controller that may lie: what is signed is the very bytes that were shown, by another
// person, once the number of terminals is confirmed. The controller is scripted, the home and its keys are real.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/sign/digest_of.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/trust/admission.hpp"
#include "protocol/wire/clip_manifest.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tests/unit/ctl/home_folder.hpp"
#include "tests/unit/ctl/scripted_controller.hpp"
#include "tools/ctl/known_order.hpp"
#include "tools/ctl/order_reference.hpp"
#include "tools/ctl/proposal_commands.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

const std::string kSound = "OggS, as far as this test is concerned";

wire::PlaylistItem some_clip() {
  wire::ClipManifest manifest{1, wire::ClipCodec::ogg_opus, kSound.size(), 4096, milliseconds(5'000), {}};
  manifest.chunks = {sign::digest_of(as_bytes(kSound))};
  return {sign::digest_of(wire::serialize(manifest)), milliseconds(5'000)};
}

wire::Order waiting_order(WallTime now) {
  wire::Order order;
  order.order_class = OrderClass::actual;
  order.level = Level::ii;
  order.issued_at = order.valid_from = now;
  order.valid_until = now + seconds(3600);
  order.targets = {AreaCode::parse("500116108000").value()};
  order.occurrences = {{1, now, now + seconds(600), now + seconds(900)}};
  order.tone = Tone::level_ii;
  order.tone_duration = milliseconds(4000);
  order.programme = wire::ClipProgramme{{some_clip()}, 1, milliseconds(0)};
  order.volume_percent = 80;
  order.interrupt_rule = InterruptRule::resume;
  order.headline = "洪水";
  order.language = "zh-CN";
  order.nonce.octets.fill(std::byte{9});
  return order;
}

class ApprovalTest : public testing::Test {
 protected:
  ApprovalTest() : controller_(home_.path("api.sock")) {
    home_.context.options.api = "unix:" + home_.path("api.sock");
    envelope_ = Envelope{PayloadType::order, wire::serialize(waiting_order(os::wall_now())), {}};
    sign_as("dispatch");
    options_.reference = digest().substr(0, 12);
    options_.signer = home_.signer("dispatch-2");
    options_.wait_s = 0;
    controller_.on("GET /api/v1/clips/" + to_string(some_clip().clip), [](const auto&) {
      return HttpResponse{200, kSound};
    });
    controller_.on("POST /api/v1/orders", [this](const json::object& body) {
      submitted_ = body;
      return HttpResponse{201, R"({"digest":")" + digest() + R"(","state":"issued"})"};
    });
  }

  void sign_as(const std::string& key) {
    const auto signer = open_signer(home_.context, home_.signer(key), "");
    ASSERT_TRUE(sign::add_signature(envelope_, read_deployment(home_.home()).value(), **signer));
  }
  std::string digest() const { return to_string(sign::identity(envelope_)); }
  json::object detail() const {
    return {{"digest", digest()},
            {"state", state_},
            {"persons", json::array{"duty officer"}},
            {"persons_missing", 1},
            {"envelope", to_base64(wire::serialize(envelope_))},
            {"addressed_terminals",
             json::array{json::object{{"terminal", "TL-0001"}}, json::object{{"terminal", "TL-0002"}}}}};
  }
  Try<void> approve(const std::string& typed) {
    controller_.on("GET /api/v1/orders/resolve/" + options_.reference, 200, json::object{{"digest", digest()}});
    controller_.on("GET /api/v1/orders/" + digest(), 200, detail());
    std::istringstream in(typed);
    return run_approve(home_.context, options_, in);
  }
  std::string fault(const std::string& typed = "2\n") {
    const Try<void> approved = approve(typed);
    EXPECT_TRUE(submitted_.empty());
    return approved ? "" : approved.error().message;
  }

  HomeFolder home_;
  ScriptedController controller_;
  Envelope envelope_;
  std::string state_ = "submitted";
  ApproveOptions options_;
  json::object submitted_;
};

TEST_F(ApprovalTest, TheSecondPersonSignsTheVeryBytesAndConfirmsTheNumber) {
  const Try<void> approved = approve("2\n");
  ASSERT_TRUE(approved) << approved.error().message;
  const auto bytes = from_base64(submitted_.at("envelope").as_string());
  const Envelope sent = wire::parse_envelope(*bytes).value();
  EXPECT_EQ(sent.payload, envelope_.payload);
  EXPECT_EQ(sent.signatures.size(), 2U);
  EXPECT_EQ(submitted_.at("confirmed_count").to_number<int>(), 2);
  const TrustHome trust = open_trust_home(home_.home(), os::wall_now()).value();
  EXPECT_TRUE(trust::verify_order({trust.roots, &trust.list}, sent, os::wall_now()));
}

TEST_F(ApprovalTest, WhatIsShownComesFromTheBytes) {
  ASSERT_TRUE(approve("2\n"));
  const std::string shown = home_.err.str();
  for (const char* text : {"actual", "洪水", "500116108000", "2 terminals are addressed", "signed by   duty officer"})
    EXPECT_THAT(shown, HasSubstr(text));
}

TEST_F(ApprovalTest, EverythingThatWillSoundIsWrittenToBeHeard) {
  options_.listen = home_.path("listen.ogg");
  ASSERT_TRUE(approve("2\n"));
  EXPECT_EQ(read_text(options_.listen).value(), kSound);
}

TEST_F(ApprovalTest, AWrongNumberSignsNothing) {
  EXPECT_THAT(fault("3\n"), HasSubstr("not confirmed"));
  EXPECT_THAT(fault(""), HasSubstr("not confirmed"));
  options_.confirmation.count = 12;
  EXPECT_THAT(fault(), HasSubstr("--confirm-count says 12, but 2 terminals are addressed"));
}

TEST_F(ApprovalTest, YesIsNotEnoughForAnActualAlertOfLevelTwo) {
  options_.confirmation.yes = true;
  EXPECT_THAT(fault(), HasSubstr("--confirm-count 2"));
}

TEST_F(ApprovalTest, NobodyApprovesTheirOwnOrder) {
  options_.signer = home_.signer("dispatch");
  EXPECT_THAT(fault(), HasSubstr("has signed it already; another person must approve it"));
}

TEST_F(ApprovalTest, ABadSignatureOnItIsNamedAndNotJoined) {
  envelope_.signatures[0].octets[5] ^= std::byte{1};
  EXPECT_THAT(fault(), HasSubstr("the signature of duty officer on it is bad"));
}

TEST_F(ApprovalTest, BytesOfAnotherOrderAreRefused) {
  const std::string shown_digest = digest();
  controller_.on("GET /api/v1/orders/resolve/" + options_.reference, 200, json::object{{"digest", shown_digest}});
  envelope_.payload = wire::serialize(waiting_order(os::wall_now() + seconds(1)));
  controller_.on("GET /api/v1/orders/" + shown_digest, 200, detail());
  std::istringstream in("2\n");
  const Try<void> approved = run_approve(home_.context, options_, in);
  ASSERT_FALSE(approved);
  EXPECT_THAT(approved.error().message, HasSubstr("are not those of order"));
}

TEST_F(ApprovalTest, AnotherSoundThanTheOrderNamesIsRefused) {
  controller_.on("GET /api/v1/clips/" + to_string(some_clip().clip), [](const auto&) {
    return HttpResponse{200, "another sound"};
  });
  EXPECT_THAT(fault(), HasSubstr("not the clip that the order names"));
}

TEST_F(ApprovalTest, WhatIsOverIsNotApproved) {
  state_ = "returned";
  EXPECT_THAT(fault(), HasSubstr("it is returned"));
}

TEST_F(ApprovalTest, WhatIsTooLateIsToBeRefreshed) {
  envelope_ = Envelope{PayloadType::order, wire::serialize(waiting_order(os::wall_now() - seconds(700))), {}};
  sign_as("dispatch");
  options_.reference = digest().substr(0, 12);
  EXPECT_THAT(fault(), HasSubstr("tongluo refresh " + options_.reference));
}

class ReferenceTest : public ApprovalTest {
 protected:
  std::string fault_of(const std::string& reference) {
    const auto api = Api::open(home_.context);
    const auto resolved = resolve_reference(*api, reference);
    return resolved ? "" : resolved.error().message;
  }
};

TEST_F(ReferenceTest, AnAmbiguousOneIsRefusedWithItsCandidates) {
  controller_.on("GET /api/v1/orders/resolve/3f5a90c1", 409, json::object{{"code", "order.ambiguous"}});
  controller_.on("GET /api/v1/orders", 200,
                 json::parse(R"({"orders":[{"digest":"3f5a90c1aa","headline":"洪水"},{"digest":"ffffffff"}]})"));
  const std::string message = fault_of("3F5A90C1");
  EXPECT_THAT(message, HasSubstr("names more than one order; nothing was done"));
  EXPECT_THAT(message, HasSubstr("3f5a90c1aa"));
  EXPECT_THAT(message, testing::Not(HasSubstr("ffffffff")));
}

TEST_F(ReferenceTest, AnUnknownOneIsRefusedWithThoseThatExist) {
  controller_.on("GET /api/v1/orders/resolve/00000000", 404, json::object{{"code", "order.unknown"}});
  controller_.on("GET /api/v1/orders", 200, json::parse(R"({"orders":[{"digest":"3f5a90c1aa"}]})"));
  EXPECT_THAT(fault_of("00000000"), HasSubstr("3f5a90c1aa"));
}

TEST_F(ReferenceTest, AnotherOrderThanTheOneNamedIsRefused) {
  controller_.on("GET /api/v1/orders/resolve/00000000", 200, json::object{{"digest", digest()}});
  EXPECT_THAT(fault_of("00000000"), HasSubstr("another order"));
}

TEST_F(ReferenceTest, WhatIsNoReferenceIsAUsageError) {
  for (const char* text : {"", "3f5a90c", "3f5a90cg", "../orders"})
    EXPECT_EQ(parse_reference(text).error().code, ExitCode::usage) << text;
  EXPECT_EQ(parse_reference("3F5A90C1").value(), "3f5a90c1");
}

}  // namespace
}  // namespace tongluo::ctl
