// The life of orders: submit (and approve), keep a draft, return, look, resolve a reference, export.

#include <spdlog/spdlog.h>

#include "controller/core/clip_library.hpp"
#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/fields.hpp"
#include "controller/http/limits.hpp"
#include "controller/http/list_page.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/order.hpp"

namespace tongluo::http {

using controller::OrderState;
using controller::ReferenceFault;

namespace {

Reply no_such_order() { return to_reply({404, "order.not_found", "the controller knows no such order", {}}); }

Problem problem_of(ReferenceFault fault) {
  switch (fault) {
    case ReferenceFault::malformed:
      return {400, "order.reference_malformed", "a reference is 8 to 64 hexadecimal digits of an order's digest", {}};
    case ReferenceFault::unknown:
      return {404, "order.unknown", "no order has this reference", {}};
    case ReferenceFault::ambiguous:
      return {409, "order.ambiguous", "more than one order has this reference; give more digits", {}};
  }
  return {500, "internal", "an unknown fault of a reference", {}};
}

std::optional<controller::ProgressMark> mark_from(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto run = whole_number(text.substr(0, dot), UINT64_MAX);
  const auto revision = whole_number(text.substr(dot + 1), UINT64_MAX);
  if (!run || !revision) return std::nullopt;
  return controller::ProgressMark{*run, *revision};
}

// What it plays, its all-clear too, as the library knows it: an approver reads beside what is heard.
boost::json::array clips_in(ApiBackend& backend, const Bytes& envelope) {
  boost::json::array clips;
  const auto opened = wire::parse_envelope(envelope);
  const auto order = opened ? wire::parse_order(opened->payload) : tl::unexpected(opened.error());
  if (!order) return clips;
  for (const Digest& digest : controller::clips_of(*order)) {
    const auto entry = backend.clip_entry(digest);
    if (!entry) continue;
    clips.push_back(boost::json::object{{"clip", to_string(digest)},
                                        {"name", entry->note.name},
                                        {"duration_ms", entry->duration.count()},
                                        {"words", entry->note.words}});
  }
  return clips;
}

}  // namespace

void post_order(const ApiPorts& ports, Request request, const Respond& respond) {
  auto submission = read_submission(request, respond);
  if (!submission) return;
  if (const auto objection = order_objection(ports.backend, request, submission->envelope.payload))
    return respond(to_reply(*objection));
  LiveGate* const live = ports.live;
  ports.backend.submit(std::move(*submission), [respond, live, actor = request.actor](const OrderAnswer& answer) {
    if (!answer) return respond(to_reply(refused(answer.error().refusal, answer.error().detail)));
    spdlog::info("event=order_taken actor=\"{}\" digest={} state={} addressed={} known_before={}", actor,
                 to_string(answer->digest), to_string(answer->state), answer->addressed_count, answer->known_before);
    boost::json::object taken = to_json(*answer);
    if (const auto ticket = live != nullptr ? live->ticket(answer->digest) : std::nullopt)
      taken["live"] = {{"stream", ticket->stream}, {"token", ticket->token}};
    respond(json_reply(taken, answer->known_before ? 200 : 201));
  });
}

void post_draft(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  Bytes payload = fields.base64("payload", limits::kMaxPayloadBytes);
  std::string reason = fields.text_or("reason", controller::kMaxReasonBytes, "");
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  if (const auto objection = order_objection(ports.backend, request, payload)) return respond(to_reply(*objection));
  const Digest digest = sign::digest_of(payload);
  ports.backend.keep_draft(std::move(payload), request.actor, std::move(reason),
                           [respond, digest](const ObjectAnswer& answer) {
                             if (answer) return respond(json_reply({{"digest", to_string(digest)}}, 201));
                             Problem problem = refused(answer.error().refusal, answer.error().detail);
                             if (!problem.field.empty()) problem.field = "payload";
                             respond(to_reply(problem));
                           });
}

void post_return(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto digest = captured_digest(request, respond);
  if (!digest) return;
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  std::string reason = fields.text("reason", controller::kMaxReasonBytes);
  if (reason.empty()) fields.refuse("reason", "must not be empty");
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  const auto known = ports.backend.order(*digest);
  if (!known) return respond(no_such_order());
  if (const auto objection = known_order_objection(ports.backend, request, *digest))
    return respond(to_reply(*objection));
  const OrderState state = known->summary.state;
  if (state != OrderState::draft && state != OrderState::submitted)
    return respond(to_reply({409,
                             "order.not_returnable",
                             "this order is " + std::string(to_string(state)) + " already; only a draft or a " +
                                 "submitted order can be returned",
                             {}}));
  ports.backend.return_order(*digest, request.actor, std::move(reason), [respond](const ObjectAnswer& answer) {
    if (answer) return respond(json_reply({{"state", to_string(OrderState::returned)}}));
    respond(to_reply(refused(answer.error().refusal, answer.error().detail)));
  });
}

void get_orders(const ApiPorts& ports, Request request, const Respond& respond) {
  ListQuery list(request, list_form("/api/v1/orders"));
  controller::OrderFilter filter;
  if (const auto state = list.query().text("state")) {
    filter.state = controller::order_state_from(*state);
    if (!filter.state) list.query().refuse("state", "is not a state of an order");
  }
  if (const auto order_class = list.query().text("class")) {
    filter.order_class = order_class_from(*order_class);
    if (*filter.order_class == OrderClass::unspecified) list.query().refuse("class", "is not a class of orders");
  }
  filter.areas = shown_areas(request);
  if (list.problem()) return respond(to_reply(*list.problem()));
  respond(list.reply(to_json(ports.backend.orders(list.rows_to_ask(), filter))));
}

void get_order(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto digest = captured_digest(request, respond);
  if (!digest) return;
  auto detail = ports.backend.order(*digest);
  if (!detail || !shows(request, *detail)) return respond(no_such_order());
  hide_others(request, *detail);
  auto object = to_json(*detail);
  object["clips"] = clips_in(ports.backend, detail->envelope);
  respond(json_reply(object));
}

// The difference since a mark that an answer of before gave: what two hundred watchers of one alert ask for.
void get_order_progress(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto digest = captured_digest(request, respond);
  if (!digest) return;
  Query query(request, {"since", "limit"});
  const std::size_t limit = query.text("limit") ? query.limit() : kMaxPage;
  const auto since = mark_from(query.text("since").value_or(""));
  if (!since) query.refuse("since", "must be the `progress` of an order, or the `next` of an answer");
  if (query.problem()) return respond(to_reply(*query.problem()));
  if (!shows_order(ports.backend, request, *digest)) return respond(no_such_order());
  auto progress = ports.backend.order_progress(*digest, *since, limit);
  if (!progress) return respond(no_such_order());
  hide_others(request, progress->terminals);
  respond(json_reply(to_json(*progress)));
}

void get_resolve(const ApiPorts& ports, Request request, const Respond& respond) {
  auto resolved = ports.backend.resolve(request.captured.at(0));
  if (resolved && !shows_order(ports.backend, request, *resolved)) resolved = fail(ReferenceFault::unknown);
  respond(resolved ? json_reply({{"digest", to_string(*resolved)}}) : to_reply(problem_of(resolved.error())));
}

void get_export(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto digest = captured_digest(request, respond);
  if (!digest) return;
  // An export is whole or it proves nothing: it is for accounts that see the whole county.
  if (const auto objection = whole_county_objection(request)) return respond(to_reply(*objection));
  ports.backend.export_order(*digest, [respond](const Result<controller::OrderExport>& content) {
    respond(content ? json_reply(to_json(*content)) : to_reply(http::problem_of(content.error(), "order")));
  });
}

}  // namespace tongluo::http
