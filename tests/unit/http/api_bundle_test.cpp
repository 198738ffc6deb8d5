// Under test: POST /bundles over a real Unix socket: clips first, then a newer trust list, then the order. SmallBackend
// answers.

#include "protocol/wire/bundle.hpp"
#include "protocol/wire/trust_objects.hpp"
#include "tests/support/trust_fixture.hpp"
#include "tests/unit/http/api_fixture.hpp"

namespace tongluo::http {
namespace {

class ApiBundle : public ApiFixture {
 protected:
  ApiBundle() {
    const Bytes audio = to_bytes(std::string(limits::kClipChunkBytes, 'O') + "ggS");
    wire::ClipManifest manifest;
    manifest.codec = wire::ClipCodec::ogg_opus;
    manifest.total_bytes = audio.size();
    manifest.chunk_bytes = limits::kClipChunkBytes;
    manifest.duration = milliseconds(1'000);
    const ByteView whole(audio);
    manifest.chunks = {sign::digest_of(whole.first(limits::kClipChunkBytes)),
                       sign::digest_of(whole.subspan(limits::kClipChunkBytes))};
    const Digest name = sign::digest_of(wire::serialize(manifest));
    bundle_.trust_list = trust_.trust_list();
    bundle_.order = trust_.seal(test::sample_order(test::kNow, name), trust_.dispatch);
    bundle_.clips = {{manifest, audio}};
    clip_ = name;
  }
  Response post(const std::string& more = {}) {
    if (!server_) start();
    UnixClient client = connect();
    const std::string body(as_text(wire::serialize(bundle_)));
    return client.ask(request_text("POST", "/api/v1/bundles", body, "application/octet-stream", more));
  }

  test::TrustFixture trust_;
  wire::OfflineBundle bundle_;
  Digest clip_;
};

TEST_F(ApiBundle, ClipsThenANewerTrustListThenTheOrder) {
  const Response taken = post("X-Confirmed-Count: 17\r\n");
  ASSERT_EQ(taken.result_int(), 201U) << taken.body();
  EXPECT_EQ(backend_.steps, "clip trust-list ");
  EXPECT_EQ(backend_.clip->digest, clip_);
  EXPECT_EQ(backend_.clip->chunks.size(), 2U);
  EXPECT_EQ(backend_.envelopes.at(0), trust_.trust_list());
  EXPECT_EQ(backend_.submissions.at(0).envelope, bundle_.order);
  EXPECT_EQ(backend_.submissions.at(0).origin, "bundle");
  EXPECT_EQ(backend_.submissions.at(0).actor, "unix:" + std::to_string(::getuid()));
  EXPECT_EQ(backend_.submissions.at(0).confirmed_count, 17U);
}

TEST_F(ApiBundle, AnotherNumberUnderTheSameKeyIsAnotherRequest) {
  const std::string key = "Idempotency-Key: a\r\n";
  EXPECT_EQ(post(key + "X-Confirmed-Count: 17\r\n").result_int(), 201U);
  EXPECT_EQ(outcome(post(key + "X-Confirmed-Count: 18\r\n")), "422 idempotency.mismatch");
  EXPECT_EQ(outcome(post(key)), "422 idempotency.mismatch");
  EXPECT_EQ(post(key + "X-Confirmed-Count: 17\r\n").result_int(), 201U);
  EXPECT_EQ(backend_.submissions.size(), 1U);
}

TEST_F(ApiBundle, ATrustListThatIsHeldAlreadyIsLeftAlone) {
  backend_.held_trust_list = trust_.list().list().version;
  EXPECT_EQ(post().result_int(), 201U);
  EXPECT_EQ(backend_.steps, "clip ");
  EXPECT_FALSE(backend_.submissions.at(0).confirmed_count);
}

TEST_F(ApiBundle, ADamagedChunkStoresNothing) {
  bundle_.clips.at(0).audio.back() = std::byte{0};
  const Response refused = post();
  EXPECT_EQ(outcome(refused), "422 bundle.malformed");
  EXPECT_EQ(field(refused), "clips[0]");
  EXPECT_EQ(backend_.steps, "");
}

TEST_F(ApiBundle, AClipThatTheOrderDoesNotNameStoresNothing) {
  bundle_.order = trust_.seal(test::sample_order(), trust_.dispatch);
  const Response refused = post();
  EXPECT_EQ(outcome(refused), "422 bundle.foreign_clip");
  EXPECT_EQ(field(refused), "clips[0]");
  EXPECT_EQ(backend_.steps, "");
}

TEST_F(ApiBundle, TheAllClearClipIsNamedByTheOrderToo) {
  wire::Order order = test::sample_order();
  order.all_clear_clip = clip_;
  bundle_.order = trust_.seal(order, trust_.dispatch);
  EXPECT_EQ(post().result_int(), 201U);
}

TEST_F(ApiBundle, WhatIsNoBundleIsRefused) {
  EXPECT_EQ(outcome(ask("POST", "/api/v1/bundles", "nonsense")), "422 bundle.malformed");
  EXPECT_EQ(outcome(ask("POST", "/api/v1/bundles")), "422 bundle.malformed");
  EXPECT_EQ(outcome(post("X-Confirmed-Count: many\r\n")), "400 header.out_of_range");
  bundle_.order.payload = to_bytes("no order");
  EXPECT_EQ(outcome(post()), "422 bundle.malformed");
  EXPECT_TRUE(backend_.submissions.empty());
}

TEST_F(ApiBundle, TheFirstRefusalEndsIt) {
  backend_.object_answer = fail(controller::ObjectRejected{0, Refusal::limit_exceeded, "too many clips"});
  EXPECT_EQ(outcome(post()), "422 refused.limit_exceeded");
  EXPECT_EQ(backend_.steps, "clip ");
  backend_.object_answer = {};
  backend_.order_answer = fail(controller::OrderRejected{0, Refusal::bad_signature, ""});
  EXPECT_EQ(outcome(post()), "422 refused.bad_signature");
}

TEST_F(ApiBundle, ABodyAboveTheLimitIsNotRead) {
  start();
  UnixClient client = connect();
  const std::string length = std::to_string(kMaxBundleBodyBytes + 1);
  EXPECT_EQ(outcome(client.ask("POST /api/v1/bundles HTTP/1.1\r\nContent-Length: " + length + "\r\n\r\n")),
            "413 body.too_large");
}

}  // namespace
}  // namespace tongluo::http
