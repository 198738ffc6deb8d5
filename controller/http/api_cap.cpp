// CAP 1.2 in and out. Without a CAP desk every path answers 503.

#include <spdlog/spdlog.h>

#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/list_page.hpp"

namespace tongluo::http {
namespace {

constexpr const char* kCapType = "application/cap+xml; charset=utf-8";
constexpr const char* kAtomType = "application/atom+xml; charset=utf-8";

bool has_cap(const ApiPorts& ports, const Respond& respond) {
  if (ports.cap != nullptr) return true;
  respond(to_reply({503, "cap.unavailable", "this controller has no CAP desk", {}}));
  return false;
}

unsigned status_of(const CapDecision& decision) {
  if (decision.decision == "issued") return 201;
  if (decision.decision == "held") return 202;
  return decision.decision == "refused" ? 422 : 200;
}

// A refusal is a problem that carries the decision.
Reply reply_of(const CapDecision& decision) {
  const unsigned status = status_of(decision);
  if (status != 422) return json_reply(to_json(decision), status);
  const std::string detail = decision.detail.empty() ? "refused: " + decision.reason : decision.detail;
  return to_reply({status, "cap.refused", detail, {}}, to_json(decision));
}

// A message that became no order is nowhere.
bool shows_decision(const ApiPorts& ports, const Request& request, const CapDecision& decision) {
  return shows_order(ports.backend, request, decision.order.value_or(Digest{}));
}

}  // namespace

void post_cap(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!has_cap(ports, respond)) return;
  if (request.body.empty()) return respond(to_reply({422, "cap.empty", "the body must be a CAP message", {}}));
  if (const auto objection = whole_county_objection(request)) return respond(to_reply(*objection));
  ports.cap->receive(std::move(request.body), request.actor, [respond, actor = request.actor](const CapDecision& made) {
    spdlog::info("event=cap_received actor=\"{}\" decision={} reason={}", actor, made.decision, made.reason);
    respond(reply_of(made));
  });
}

// Of a message that somebody has: what is done with its places is decided when an order is prepared.
void post_cap_areas(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!has_cap(ports, respond)) return;
  if (request.body.empty()) return respond(to_reply({422, "cap.empty", "the body must be a CAP message", {}}));
  ports.cap->read_areas(std::move(request.body), [respond](const Result<CapAreas, CapDecision>& read) {
    respond(read ? json_reply(to_json(*read)) : reply_of(read.error()));
  });
}

void get_cap(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!has_cap(ports, respond)) return;
  const ListQuery list(request, list_form("/api/v1/cap"));
  if (list.problem()) return respond(to_reply(*list.problem()));
  auto entries = ports.cap->list(rows_to_ask(request, list.rows_to_ask()));
  std::erase_if(entries, [&](const CapLogEntry& entry) { return !shows_decision(ports, request, entry.decision); });
  respond(list.reply(to_json(entries)));
}

void get_order_cap(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!has_cap(ports, respond)) return;
  const auto digest = captured_digest(request, respond);
  if (!digest) return;
  auto message = shows_order(ports.backend, request, *digest) ? ports.cap->outgoing(*digest) : std::nullopt;
  if (!message) return respond(to_reply({404, "order.not_found", "the controller knows no such order", {}}));
  respond({200, kCapType, std::move(*message), {}});
}

void get_cap_feed(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!has_cap(ports, respond)) return;
  const Query query(request, {});
  if (query.problem()) return respond(to_reply(*query.problem()));
  respond({200, kAtomType, ports.cap->feed(shown_areas(request)), {}});
}

}  // namespace tongluo::http
