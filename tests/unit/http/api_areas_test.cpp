// Under test: what an account that is limited to one township gets of each resource when the place lies in another.
// Every route is in one of two tables.

#include <set>

#include "protocol/wire/command.hpp"
#include "tests/unit/http/areas_fixture.hpp"

namespace tongluo::http {

namespace json = boost::json;
using test::terminal_id;
using test::village;

namespace {

// What belongs to no place, to everybody, to one's own account, or to people whose office is the whole county.
const std::set<std::pair<std::string_view, std::string_view>> kWithoutPlace = {
    {"GET", "/health"},
    {"GET", "/metrics"},
    {"POST", "/api/v1/audio"},
    {"POST", "/api/v1/speech"},
    {"GET", "/api/v1/templates"},
    {"POST", "/api/v1/templates/{name}/fill"},
    {"GET", "/api/v1/clips/{digest}"},
    {"PUT", "/api/v1/clips/{digest}"},  // by who added it: Console.OfTheLibraryATownshipChangesItsOwnAlone
    {"POST", "/api/v1/cap/areas"},      // reads a text; the order made of it is judged when it is prepared
    {"POST", "/api/v1/schedules/expand"},
    {"GET", "/api/v1/holidays"},
    {"GET", "/api/v1/audit"},
    {"GET", "/api/v1/live/{stream}/audio"},  // a WebSocket: NobodySpeaksOnAStreamOfAnotherTownship
    {"GET", "/api/v1/releases"},
    {"GET", "/api/v1/trust-list"},
    {"POST", "/api/v1/trust-list"},
    {"POST", "/api/v1/freshness"},
    {"GET", "/api/v1/boundaries"},
    {"PUT", "/api/v1/boundaries"},
    {"GET", "/api/v1/openapi.json"},
    {"GET", "/api/v1/events"},  // a WebSocket: Hub.AnAccountSeesItsOwnAreasOnly
    {"GET", "/api/v1/session"},
    {"POST", "/api/v1/session"},
    {"DELETE", "/api/v1/session"},
    {"GET", "/api/v1/sessions"},
    {"DELETE", "/api/v1/sessions/{id}"},
    {"POST", "/api/v1/set-up"},
    {"POST", "/api/v1/console/set-up-link"},
    {"POST", "/api/v1/account/password"},
    {"POST", "/api/v1/account/totp"},
    {"POST", "/api/v1/account/totp/confirm"},
    {"DELETE", "/api/v1/account/totp"},
    {"PUT", "/api/v1/account/key"},
    {"GET", "/api/v1/accounts"},
    {"DELETE", "/api/v1/accounts/{name}/sessions"},
    {"POST", "/api/v1/account-changes"},
    {"GET", "/api/v1/account-changes"},
    {"POST", "/api/v1/account-changes/{number}/approve"},
    {"POST", "/api/v1/account-changes/{number}/reject"},
    {"GET", "/api/v1/tokens"},
    {"POST", "/api/v1/tokens"},
    {"DELETE", "/api/v1/tokens/{id}"},
};

}  // namespace

std::vector<AreaCase> Areas::rows_of_orders() const {
  const std::string digest = to_string(SmallBackend::summary().digest);
  const std::string order = "/api/v1/orders/" + digest;
  const std::string prepare =
      R"({"class":"actual","level":"II","areas":["500116101001"],"items":[{"clip":")" + to_string(clip_) + R"("}]})";
  const std::string draft = json::serialize(json::object{{"payload", to_base64(wire::serialize(order_))}});
  const std::string none = "404 order.not_found", outside = "403 area.refused";
  wire::Cancel cancel{.order = SmallBackend::summary().digest, .issued_at = test::kNow};
  cancel.nonce.octets.fill(std::byte{7});
  return {
      {"POST", "/api/v1/orders/prepare", "/api/v1/orders/prepare", prepare, outside, {}},
      {"POST", "/api/v1/orders", "/api/v1/orders", enveloped(PayloadType::order, wire::serialize(order_)), outside, {}},
      {"GET", "/api/v1/orders", "/api/v1/orders", {}, "200", digest},
      {"GET", "/api/v1/orders/resolve/{reference}", "/api/v1/orders/resolve/abcdef01", {}, "404 order.unknown", {}},
      {"GET", "/api/v1/orders/{digest}", order, {}, none, {}},
      {"GET", "/api/v1/orders/{digest}/progress", order + "/progress?since=7.1", {}, none, {}},
      {"GET", "/api/v1/orders/{digest}/export", order + "/export", {}, outside, {}},
      {"GET", "/api/v1/orders/{digest}/cap", order + "/cap", {}, none, {}},
      {"POST", "/api/v1/orders/{digest}/return", order + "/return", R"({"reason":"no"})", none, {}},
      {"POST", "/api/v1/orders/{digest}/refresh", order + "/refresh", {}, none, {}},
      {"POST", "/api/v1/orders/{digest}/all-clear/prepare", order + "/all-clear/prepare", {}, none, {}},
      {"POST", "/api/v1/drafts", "/api/v1/drafts", draft, outside, {}},
      {"POST", "/api/v1/bundles", "/api/v1/bundles", "bytes", outside, {}},
      {"POST", "/api/v1/cancels/prepare", "/api/v1/cancels/prepare", R"({"order":"abcdef01"})", none, {}},
      {"POST", "/api/v1/cancels", "/api/v1/cancels", enveloped(PayloadType::cancel, wire::serialize(cancel)), none, {}},
      {"POST",
       "/api/v1/stop-alls/prepare",
       "/api/v1/stop-alls/prepare",
       R"({"areas":["500116101001"],"classes":["actual"]})",
       outside,
       {}},
      {"POST",
       "/api/v1/stop-alls",
       "/api/v1/stop-alls",
       enveloped(PayloadType::stop_all, wire::serialize(stop_)),
       outside,
       {}},
      {"GET", "/api/v1/timeline", "/api/v1/timeline", {}, "200", digest},
      {"GET", "/api/v1/clips", "/api/v1/clips", {}, "200", digest},
      {"POST", "/api/v1/cap", "/api/v1/cap", "<alert/>", outside, {}},
      {"GET", "/api/v1/cap", "/api/v1/cap", {}, "200", digest},
      {"GET", "/api/v1/cap/feed.atom", "/api/v1/cap/feed.atom", {}, "200", "<feed/>"},
      {"GET", "/api/v1/live", "/api/v1/live", {}, "200", "Li Wei"},
      {"GET", "/api/v1/live/{stream}", "/api/v1/live/77", {}, "404 live.not_found", {}},
      {"POST",
       "/api/v1/live/{stream}/source",
       "/api/v1/live/77/source",
       R"({"token":"right","kind":"rtp"})",
       "404 live.not_found",
       {}},
      {"POST", "/api/v1/live/{stream}/stop", "/api/v1/live/77/stop", R"({"token":"right"})", "404 live.not_found", {}},
      {"GET",
       "/api/v1/live/{stream}/monitor.sdp",
       "/api/v1/live/77/monitor.sdp?to=10.0.0.1:5004",
       {},
       "404 live.not_found",
       {}},
  };
}

std::vector<AreaCase> Areas::rows_of_terminals() const {
  const std::string terminal = "/api/v1/terminals/" + std::string(kTerminal);
  const std::string digest = to_string(SmallBackend::summary().digest);
  const std::string photo = terminal + "/photos/" + to_string(sign::digest_of(ByteView{}));
  const std::string none = "404 terminal.not_found", outside = "403 area.refused";
  wire::Command command{.targets = {terminal_id(kTerminal)},
                        .issued_at = test::kNow,
                        .expires_at = test::kNow + seconds(600),
                        .kind = wire::CommandKind::self_test};
  command.nonce.octets.fill(std::byte{7});
  wire::PlaceRecord place{
      .terminal = terminal_id(kTerminal), .version = 2, .issued_at = test::kNow, .area = elsewhere_};
  place.name = "几江";
  return {
      {"GET", "/api/v1/terminals", "/api/v1/terminals", {}, "200", kTerminal},
      {"GET", "/api/v1/terminals/{id}/online", terminal + "/online", {}, none, {}},
      {"GET", "/api/v1/terminals/{id}/history", terminal + "/history", {}, none, {}},
      {"GET", "/api/v1/terminals/{id}/data", terminal + "/data", {}, none, {}},
      {"GET", "/api/v1/terminals/{id}/diagnosis", terminal + "/diagnosis", {}, none, {}},
      {"GET", "/api/v1/terminals/{id}/photos", terminal + "/photos", {}, none, {}},
      {"POST", "/api/v1/terminals/{id}/photos", terminal + "/photos", "jpeg", none, {}},
      {"GET", "/api/v1/terminals/{id}/photos/{digest}", photo, {}, none, {}},
      {"DELETE", "/api/v1/terminals/{id}/photos/{digest}", photo, {}, none, {}},
      {"POST",
       "/api/v1/terminals/{id}/time-reset",
       terminal + "/time-reset",
       enveloped(PayloadType::time_reset, to_bytes("reset")),
       outside,
       {}},
      {"POST", "/api/v1/terminals/{id}/revoke", terminal + "/revoke", R"({"reason":"stolen"})", outside, {}},
      {"POST",
       "/api/v1/configurations",
       "/api/v1/configurations",
       enveloped(PayloadType::configuration, to_bytes("configuration")),
       outside,
       {}},
      {"GET", "/api/v1/configurations", "/api/v1/configurations", {}, "200", "10.0.0.9"},
      {"POST",
       "/api/v1/commands",
       "/api/v1/commands",
       enveloped(PayloadType::command, wire::serialize(command)),
       outside,
       {}},
      {"GET", "/api/v1/commands", "/api/v1/commands", {}, "200", digest},
      {"GET", "/api/v1/commands/{digest}", "/api/v1/commands/" + digest, {}, "404 command.not_found", {}},
      // Its new place would be the account's own; it stands in another's.
      {"POST",
       "/api/v1/places",
       "/api/v1/places",
       enveloped(PayloadType::place_record, wire::serialize(place)),
       outside,
       {}},
      {"GET", "/api/v1/refusals", "/api/v1/refusals", {}, "200", kTerminal},
      {"GET", "/api/v1/expiries", "/api/v1/expiries", {}, "200", kTerminal},
      {"GET", "/api/v1/areas", "/api/v1/areas", {}, "200", "500116101001"},
      {"GET", "/api/v1/trends", "/api/v1/trends", {}, "200", R"("playing":41)"},
  };
}

std::vector<AreaCase> Areas::rows_of_enrolment() const {
  const std::string claim = "/api/v1/enrolment/claims/" + to_string(claim_);
  const std::string named = R"("terminal":")" + std::string(kTerminal) + R"(","purpose":"replace"})";
  const std::string outside = "403 area.refused";
  const std::string code = to_string(sign::digest_of(as_bytes("another claim")));
  return {
      {"POST",
       "/api/v1/enrolment/claims",
       "/api/v1/enrolment/claims",
       R"({"claims":[{"claim":")" + code + "\"," + named + "]}",
       outside,
       {}},
      {"GET", "/api/v1/enrolment/claims", "/api/v1/enrolment/claims", {}, "200", kTerminal},
      {"POST", "/api/v1/enrolment/claims/{digest}/approve", claim + "/approve", "{" + named, outside, {}},
      {"DELETE", "/api/v1/enrolment/claims/{digest}", claim, {}, "422 refused.not_addressed", {}},
      {"GET", "/api/v1/enrolment/devices", "/api/v1/enrolment/devices", {}, "200", kTerminal},
  };
}

std::vector<AreaCase> Areas::rows_of_the_rest() const {
  const std::string release = "/api/v1/releases/" + to_string(release_);
  const std::string outside = "403 area.refused";
  const std::string playlist = R"({"area":"500116101001","clips":[")" + to_string(clip_) + R"("]})";
  const std::string manifest = enveloped(PayloadType::release_manifest, to_bytes("manifest"));
  return {
      {"GET", "/api/v1/groups", "/api/v1/groups", {}, "200", "north"},
      {"PUT", "/api/v1/groups/{name}", "/api/v1/groups/north", R"({"areas":["500116102000"]})", outside, {}},
      {"DELETE", "/api/v1/groups/{name}", "/api/v1/groups/north", {}, outside, {}},
      {"GET", "/api/v1/playlists", "/api/v1/playlists", {}, "200", "northern"},
      {"PUT", "/api/v1/playlists/{name}", "/api/v1/playlists/northern", playlist, outside, {}},
      {"DELETE", "/api/v1/playlists/{name}", "/api/v1/playlists/northern", {}, "404 playlist.not_found", {}},
      {"PUT", "/api/v1/holidays", "/api/v1/holidays", R"({"dates":["2026-10-01"]})", outside, {}},
      {"GET", "/api/v1/calls", "/api/v1/calls", {}, "200", "a clone"},
      {"POST", "/api/v1/calls/{number}/acknowledge", "/api/v1/calls/7/acknowledge", {}, "404 call.not_found", {}},
      {"POST", "/api/v1/releases", "/api/v1/releases", manifest, outside, {}},
      {"GET", "/api/v1/releases/{digest}", release, {}, "200", kTerminal},
      {"PUT", "/api/v1/releases/{digest}/blocks/{index}", release + "/blocks/0", "block", outside, {}},
      {"POST", "/api/v1/releases/{digest}/pause", release + "/pause", {}, outside, {}},
      {"POST", "/api/v1/releases/{digest}/resume", release + "/resume", {}, outside, {}},
      {"POST", "/api/v1/releases/{digest}/withdraw", release + "/withdraw", {}, outside, {}},
  };
}

std::vector<AreaCase> Areas::rows() const {
  std::vector<AreaCase> all = rows_of_orders();
  for (const auto& more : {rows_of_terminals(), rows_of_enrolment(), rows_of_the_rest()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

namespace {

TEST_F(Areas, EveryRouteIsInOneOfTheTables) {
  auto told = kWithoutPlace;
  for (const AreaCase& row : rows()) EXPECT_TRUE(told.emplace(row.method, row.pattern).second) << row.pattern;
  for (const Route& route : api_routes(ports_))
    EXPECT_EQ(told.erase({route.method, route.pattern}), 1U)
        << route.method << " " << route.pattern << ": what does an account of another township get?";
  EXPECT_TRUE(told.empty()) << told.begin()->second << " is no route";
}

TEST_F(Areas, AnAccountOfAnotherTownshipGetsWhatTheTableSays) {
  for (const AreaCase& row : rows()) {
    const Reply reply = ask(elsewhere_, row.method, row.target, row.body);
    EXPECT_EQ(outcome(reply), row.answer) << row.method << " " << row.target << " " << reply.body;
    if (!row.hidden.empty()) {
      EXPECT_EQ(reply.body.find(row.hidden), std::string::npos) << row.method << " " << row.target << " " << reply.body;
    }
  }
}

// Else the table would prove nothing.
TEST_F(Areas, AnAccountOfTheWholeCountyIsNeitherRefusedNorKeptInTheDark) {
  for (const AreaCase& row : rows()) {
    if (row.method == "DELETE") continue;  // what the next rows are about
    const Reply reply = ask(std::nullopt, row.method, row.target, row.body);
    if (row.hidden.empty()) {
      EXPECT_NE(outcome(reply), row.answer) << row.method << " " << row.target;
      EXPECT_EQ(reply.body.find("area.refused"), std::string::npos) << row.method << " " << row.target;
    } else {
      EXPECT_NE(reply.body.find(row.hidden), std::string::npos) << row.method << " " << row.target << " " << reply.body;
    }
  }
}

}  // namespace
}  // namespace tongluo::http
