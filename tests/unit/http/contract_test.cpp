// Under test: every operation of the description has an answer here that is as the description says, single orders,
// releases, streams and commands with all that is in them; and what the fixtures check of every other answer finds.

#include <set>

#include "protocol/wire/bundle.hpp"
#include "tests/unit/http/areas_fixture.hpp"
#include "tests/unit/http/jpeg_sample.hpp"

namespace tongluo::http {
namespace {

namespace json = boost::json;

struct Wish {
  std::string_view method;
  std::string target;
  std::string body;
};

std::string digest_of(std::string_view text) { return to_string(sign::digest_of(as_bytes(text))); }

// Those beside the tables of Areas: what belongs to no place.
std::vector<Wish> wishes_without_place() {
  const std::string clip = "/api/v1/clips/" + digest_of("clip");
  const std::string envelope = R"({"envelope":")" + [] {
    Signature signature;
    signature.algorithm = Algorithm::ed25519;
    signature.octets = Bytes(64);
    return to_base64(wire::serialize(Envelope{PayloadType::trust_list, to_bytes("payload"), {signature}}));
  }() + R"("})";
  const std::string order = "/api/v1/orders/" + to_string(SmallBackend::summary().digest);
  return {
      {"GET", "/health", {}},
      {"GET", "/metrics", {}},
      {"POST", "/api/v1/audio", "RIFF"},
      {"POST", "/api/v1/speech", R"({"text":"洪水"})"},
      {"GET", "/api/v1/templates", {}},
      {"POST", "/api/v1/templates/flood/fill", R"({"parameters":{"place":"白沙"},"languages":["zh"]})"},
      {"GET", clip, {}},
      {"PUT", clip, R"({"name":"早间"})"},
      {"POST", "/api/v1/cap/areas", "<alert/>"},
      {"POST", "/api/v1/schedules/expand", R"({"start":"2026-11-24T07:00"})"},
      {"GET", "/api/v1/holidays", {}},
      {"GET", "/api/v1/audit", {}},
      {"GET", "/api/v1/releases", {}},
      {"GET", "/api/v1/trust-list", {}},
      {"POST", "/api/v1/trust-list", envelope},
      {"POST", "/api/v1/freshness", envelope},
      {"GET", "/api/v1/openapi.json", {}},
      {"PUT", "/api/v1/boundaries",
       R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"500116101000","name":"几江",)"
       R"("parent":null,"synthetic":true},"geometry":{"type":"Polygon","coordinates":[[[106,29],[107,29],[107,30],)"
       R"([106,29]]]}}]})"},
      {"GET", "/api/v1/boundaries", {}},
      {"GET", order + "/export", {}},
      {"GET", order + "/cap", {}}};
}

// An order with the one clip that it names.
std::string small_bundle() {
  const test::TrustFixture trust;
  const Bytes audio = to_bytes("OggS");
  wire::ClipManifest manifest;
  manifest.codec = wire::ClipCodec::ogg_opus;
  manifest.total_bytes = audio.size();
  manifest.chunk_bytes = limits::kClipChunkBytes;
  manifest.duration = milliseconds(1'000);
  manifest.chunks = {sign::digest_of(audio)};
  wire::OfflineBundle bundle;
  bundle.trust_list = trust.trust_list();
  bundle.order = trust.seal(test::sample_order(test::kNow, sign::digest_of(wire::serialize(manifest))), trust.dispatch);
  bundle.clips = {{manifest, audio}};
  return std::string(as_text(wire::serialize(bundle)));
}

class SmallMapGate final : public MapGate {
 public:
  const std::string& geojson() const override { return geojson_; }
  const std::string& etag() const override { return etag_; }
  const std::vector<AreaName>& areas() const override { return areas_; }
  void replace(Boundaries boundaries, const std::string&, std::function<void(Result<void, Problem>)> answer) override {
    geojson_ = std::move(boundaries.geojson);
    areas_ = std::move(boundaries.areas);
    answer({});
  }

 private:
  std::string geojson_ = R"({"type":"FeatureCollection","features":[]})";
  std::string etag_ = "\"1\"";
  std::vector<AreaName> areas_;
};

class Contract : public Areas {
 protected:
  Contract() {
    ports_.map = &map_;
    table_ = RouteTable(api_routes(ports_));
    backend_.state = controller::OrderState::submitted;  // so that it can be returned
    // As full as an answer may be: what is empty is checked by nobody.
    MadeClip made{sign::digest_of(as_bytes("clip")), milliseconds(2'500), -16.07, -1.52, {"clipped: twice"}};
    made.container = "wav";
    made.parts = {{"zh", "洪水", "洪水", "espeak-ng"}};
    backend_.clip_answer = made;
    backend_.clip = std::make_shared<session::ClipData>(session::ClipData{{}, {}, {to_bytes("Opus")}});
    backend_.audit.entries =
        std::vector<controller::AuditEntry>{{9, wall_from_us(4), "order.issued", "abc", "3", {}, {}}};
    backend_.audit.head = to_bytes("head");
    backend_.held_trust_list = 3;
    controller::OrderExport exported;
    exported.order = exported.roots = exported.trust_list = exported.freshness = to_bytes("envelope");
    exported.stops = exported.receipts = {to_bytes("envelope")};
    exported.certificates.emplace(test::terminal_id(kTerminal), to_bytes("der"));
    exported.former_certificates.emplace_back(test::terminal_id(kTerminal), to_bytes("der"));
    exported.audit = *backend_.audit.entries;
    exported.recording = sign::digest_of(as_bytes("clip"));
    backend_.exported = exported;
    backend_.starts = std::vector<WallTime>{wall_from_us(5)};
  }
  // What was no success; that a success is as described, the fixture sees to.
  std::string ask_one(const Wish& wish, std::set<std::string>& left) {
    const Reply reply = ask(std::nullopt, wish.method, wish.target, wish.body);
    if (reply.status < 200 || reply.status >= 300)
      return std::string(wish.method) + " " + wish.target + " " + std::to_string(reply.status) + " " + reply.body +
             "\n";
    left.erase(Described::api().operation_at(wish.method, wish.target));
    return {};  // the fixture has held it against the description
  }

  SmallMapGate map_;
};

// contract_console_test.cpp has those of accounts. A WebSocket has no body; its texts are checked where it is tested.
// The first link is given on the machine itself: DaemonConsole.TheFirstLinkMakesTheAdministratorOnceAndIsThenGone.
bool is_elsewhere(const std::string& operation) {
  const std::string_view path = std::string_view(operation).substr(operation.find(' ') + 1);
  for (const char* part : {"/session", "/set-up", "/account", "/tokens", "/console/set-up-link", "/events"})
    if (path.starts_with("/api/v1" + std::string(part))) return true;
  return path == "/api/v1/live/{stream}/audio";
}

TEST_F(Contract, EveryOperationHasAnAnswerThatIsAsDescribed) {
  std::set<std::string> left;
  for (const std::string& operation : Described::api().operations())
    if (!is_elsewhere(operation)) left.insert(operation);
  std::vector<Wish> wishes = wishes_without_place(), removals;
  for (const AreaCase& row : rows())
    (row.method == "DELETE" ? removals : wishes)
        .push_back({row.method, row.target,
                    row.body == "bytes"  ? small_bundle()
                    : row.body == "jpeg" ? test::jpeg_sample()
                                         : row.body});
  wishes.insert(wishes.end(), removals.begin(), removals.end());
  std::string wrong;
  for (const Wish& wish : wishes) wrong += ask_one(wish, left);
  EXPECT_EQ(wrong, "");
  EXPECT_TRUE(left.empty()) << *left.begin() << " and " << left.size() - 1 << " others have no checked answer";
}

}  // namespace
}  // namespace tongluo::http
