#pragma once
// The handlers of the API as they are, without a server, asked by an account of one township or of the whole county.
// All that there is, an order, a terminal, a stream, stands in one village.

#include <gtest/gtest.h>

#include "controller/core/group_book.hpp"
#include "controller/core/playlist_book.hpp"
#include "controller/http/api.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/order.hpp"
#include "protocol/wire/trust_objects.hpp"
#include "tests/support/trust_fixture.hpp"
#include "tests/unit/http/described.hpp"
#include "tests/unit/http/raw_client.hpp"
#include "tests/unit/http/small_backend.hpp"
#include "tests/unit/http/small_desks.hpp"
#include "tests/unit/http/small_live_gate.hpp"
#include "tests/unit/http/small_photo_gate.hpp"

namespace tongluo::http {

// The answer to an account of another township: "404 order.not_found", or "200" without `hidden` in it, which an
// account of the whole county is shown.
struct AreaCase {
  std::string_view method;
  std::string_view pattern;
  std::string target;
  std::string body;
  std::string answer;
  std::string hidden;
};

class Areas : public testing::Test {
 protected:
  Areas() {
    order_.targets = {test::village()};
    stop_.nonce.octets.fill(std::byte{7});
    backend_.standing = {{test::terminal_id(kTerminal), "几江", test::village()}};
    backend_.resolved = SmallBackend::summary().digest;
    backend_.cap_decision.order = SmallBackend::summary().digest;
    backend_.terminals_now.terminals.push_back({test::terminal_id(kTerminal), "几江", test::village()});
    backend_.refusals_now.push_back({test::terminal_id(kTerminal), {}, Refusal::malformed, "", {}, {}});
    backend_.expiries_now.push_back({"certificate of " + std::string(kTerminal), {}, {}, test::terminal_id(kTerminal)});
    backend_.documents_now.push_back({"group", "north", controller::format_group({{test::village()}, {}})});
    backend_.documents_now.push_back(
        {"playlist", "northern", controller::format_playlist({test::village(), {clip_}, {}})});
    backend_.playlists_now.push_back({"northern", "", test::village(), {}, {}, {}});
    live_.order = SmallBackend::summary().digest;
    releases_.release = release_;
    releases_.members_now.push_back({test::terminal_id(kTerminal)});
    enrolment_.known.put(controller::Claim{.name = claim_, .terminal = test::terminal_id(kTerminal), .label = "bound"});
    enrolment_.known.put(controller::DeviceIdentity{.terminal = test::terminal_id(kTerminal)});
    TrendRing::Areas counted;
    counted[test::village()].playing = 41;
    trends_.add(test::kNow, std::move(counted));
    photos_.add(test::terminal_id(kTerminal), CleanJpeg{}, "wang", [](const Result<Photo, Problem>&) {});
  }

  static constexpr const char* kTerminal = "TL-500116-0001";  // stands in the village

  std::vector<AreaCase> rows() const;
  std::vector<AreaCase> rows_of_orders() const;
  std::vector<AreaCase> rows_of_terminals() const;
  std::vector<AreaCase> rows_of_enrolment() const;
  std::vector<AreaCase> rows_of_the_rest() const;

  // Every role, limited to this area; none: the whole county.
  static accounts::Identity account(std::optional<AreaCode> own) {
    accounts::Identity identity;
    identity.name = "zhao";
    identity.roles = {accounts::Role::dispatcher,   accounts::Role::approver,   accounts::Role::scheduler,
                      accounts::Role::township,     accounts::Role::technician, accounts::Role::auditor,
                      accounts::Role::administrator};
    if (own) identity.scope = accounts::AreaScope({*own});
    return identity;
  }
  // The body that hands in a signed object.
  static std::string enveloped(PayloadType type, Bytes payload) {
    Signature signature;
    signature.algorithm = Algorithm::ed25519;
    signature.octets = Bytes(64);
    const Envelope envelope{type, std::move(payload), {signature}};
    return boost::json::serialize(boost::json::object{{"envelope", to_base64(wire::serialize(envelope))}});
  }
  // "200" and the body, or "404 order.not_found".
  Reply ask(std::optional<AreaCode> own, std::string_view method, const std::string& target, const std::string& body) {
    const bool stops = target.find("stop-all") != std::string::npos;
    backend_.payload = stops ? wire::serialize(stop_) : wire::serialize(order_);
    auto matched = table_.match(method, target);
    if (!std::holds_alternative<Match>(matched)) return to_reply(std::get<Mismatch>(matched).problem);
    Match& match = std::get<Match>(matched);
    match.request.body = body;
    match.request.identity = account(own);
    match.request.actor = "account:zhao";
    Reply answer{0, {}, {}, {}};
    match.route->handler(std::move(match.request), [&answer](Reply reply) { answer = std::move(reply); });
    EXPECT_EQ(complaints({method, target, answer.status, answer.content_type, answer.body}), "");
    return answer;
  }
  static std::string outcome(const Reply& reply) {
    boost::json::error_code error;
    const boost::json::value value = boost::json::parse(reply.body, error);
    const auto* code = !error && value.is_object() ? value.as_object().if_contains("code") : nullptr;
    return std::to_string(reply.status) + (code != nullptr ? " " + std::string(code->as_string()) : "");
  }

  const AreaCode elsewhere_ = test::area("500116102000");
  const Digest clip_ = sign::digest_of(as_bytes("clip"));
  const Digest claim_ = sign::digest_of(as_bytes("claim"));
  const Digest release_ = sign::digest_of(as_bytes("release"));
  wire::Order order_ = test::sample_order();
  wire::StopAll stop_{.targets = {test::village()},
                      .order_classes = {OrderClass::actual},
                      .highest_level = Level::i,
                      .issued_at = test::kNow};
  SmallBackend backend_;
  SmallLiveGate live_;
  SmallPhotoGate photos_;
  SmallEnrolmentGate enrolment_;
  SmallReleaseGate releases_;
  TrendRing trends_;
  ApiPorts ports_{backend_, backend_, &backend_, &backend_, &backend_, &backend_, &live_};
  RouteTable table_{api_routes(ports())};

 private:
  // Before the table is made; what it points to is there already.
  const ApiPorts& ports() {
    ports_.photos = &photos_;
    ports_.enrolment = &enrolment_;
    ports_.releases = &releases_;
    ports_.trends = &trends_;
    return ports_;
  }
};

}  // namespace tongluo::http
