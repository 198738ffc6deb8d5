#include "controller/http/api.hpp"

#include <boost/json/serialize.hpp>
#include <charconv>
#include <spdlog/spdlog.h>

#include "controller/http/api_json.hpp"
#include "controller/http/limits.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/os/random.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::http {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxEnvelopeBytes =
    limits::kMaxPayloadBytes + limits::kMaxSignatures * (limits::kMaxSignatureBytes + 64) + 64;
constexpr std::size_t kMaxSpeechTextBytes = 64 * 1024;  // the engine has its own, smaller limit and says so

struct Ports {
  ApiBackend& backend;
  ClipFactory& clips;
};
using Resource = void (*)(Ports, Request, Respond);

Reply json_reply(const json::object& object, unsigned status = 200) {
  return {status, "application/json", json::serialize(object), {}};
}

Problem unknown_query(const Request& request, std::string_view first, std::string_view second) {
  for (const auto& [name, value] : request.query)
    if (name != first && name != second) return {400, "query.unknown", name + " is not a parameter of this path", name};
  return {200, {}, {}, {}};
}

// The page size asked for; a problem has a status other than 200.
std::size_t page_limit(const Request& request, Problem& problem) {
  const auto given = request.query.find("limit");
  if (problem.status != 200 || given == request.query.end()) return kDefaultPage;
  std::size_t limit = 0;
  const std::string& text = given->second;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error == std::errc() && end == text.data() + text.size() && limit >= 1 && limit <= kMaxPage) return limit;
  problem = {400, "query.out_of_range", "limit must be a whole number from 1 to 1000", "limit"};
  return kDefaultPage;
}

std::optional<Digest> captured_digest(const Request& request, const Respond& respond) {
  const auto digest = digest_from_hex(request.captured.at(0));
  if (!digest) respond(to_reply({404, "digest.malformed", "the digest in the path must be 64 hexadecimal digits", {}}));
  return digest;
}

// The field `envelope` of the body, parsed; nothing after a problem has been answered.
std::optional<Envelope> read_envelope(const Request& request, const Respond& respond) {
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error())), std::nullopt;
  Fields fields(*object);
  const Bytes bytes = fields.base64("envelope", kMaxEnvelopeBytes);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem)), std::nullopt;
  auto envelope = wire::parse_envelope(bytes);
  if (envelope) return std::move(*envelope);
  const std::string detail = "envelope is not a signed envelope: " + wire::to_string(envelope.error());
  return respond(to_reply({422, "envelope.malformed", detail, "envelope"})), std::nullopt;
}

Reply refused(Refusal refusal, const std::string& detail) {
  const std::string reason(to_string(refusal));
  if (refusal == Refusal::none || refusal == Refusal::storage_failed)
    return to_reply({503, "refused." + reason, detail.empty() ? "it could not be stored" : detail, {}});
  return to_reply({422, "refused." + reason, detail.empty() ? "refused: " + reason : detail, "envelope"});
}

void get_health(Ports ports, Request, Respond respond) {
  const ApiHealth health = ports.backend.health();
  const bool well = health.database_works && health.core.problems.empty();
  respond(json_reply(to_json(health), well ? 200 : 503));
}

void get_metrics(Ports ports, Request, Respond respond) {
  respond({200, "text/plain; version=0.0.4; charset=utf-8", ports.backend.metrics(), {}});
}

void answer_clip(const Respond& respond, const Result<MadeClip>& made, const char* subject) {
  respond(made ? json_reply(to_json(*made), 201) : to_reply(problem_of(made.error(), subject)));
}

void post_audio(Ports ports, Request request, Respond respond) {
  if (request.body.empty())
    return respond(to_reply({422, "audio.empty", "the body must be the bytes of an audio file", {}}));
  spdlog::info("event=audio_received actor=\"{}\" bytes={}", request.actor, request.body.size());
  ports.clips.from_audio(std::move(request.body),
                         [respond](const Result<MadeClip>& made) { answer_clip(respond, made, "audio"); });
}

void post_speech(Ports ports, Request request, Respond respond) {
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  std::string text = fields.text("text", kMaxSpeechTextBytes);
  std::string language = fields.text_or("language", 8, "zh");
  if (text.empty()) fields.refuse("text", "must not be empty");
  if (language != "zh" && language != "en") fields.refuse("language", "must be one of zh, en");
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  ports.clips.from_speech(std::move(text), std::move(language),
                          [respond](const Result<MadeClip>& made) { answer_clip(respond, made, "speech"); });
}

void get_clip(Ports ports, Request request, Respond respond) {
  const auto digest = captured_digest(request, respond);
  if (!digest) return;
  ports.backend.fetch_clip(*digest, [respond](const session::SharedClip& clip) {
    if (clip == nullptr) return respond(to_reply({404, "clip.not_found", "the controller holds no such clip", {}}));
    Reply reply{200, "audio/ogg", {}, {}};
    for (const Bytes& chunk : clip->chunks) reply.body.append(as_text(chunk));
    respond(std::move(reply));
  });
}

void post_prepare(Ports ports, Request request, Respond respond) {
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  controller::OrderDraft draft = read_draft(fields);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  draft.nonce = os::random_nonce();
  const auto prepared = ports.backend.prepare(std::move(draft));
  if (prepared) return respond(json_reply(to_json(*prepared)));
  const controller::PrepareProblem& wrong = prepared.error();
  const std::string detail = wrong.field.empty() ? wrong.reason : wrong.field + ": " + wrong.reason;
  respond(to_reply({422, "prepare." + std::string(to_string(wrong.fault)), detail, wrong.field}));
}

void post_order(Ports ports, Request request, Respond respond) {
  auto envelope = read_envelope(request, respond);
  if (!envelope) return;
  ports.backend.submit(std::move(*envelope), [respond, actor = request.actor](const OrderAnswer& answer) {
    if (!answer) return respond(refused(answer.error().refusal, answer.error().detail));
    spdlog::info("event=order_submitted actor=\"{}\" digest={} addressed={} known_before={}", actor,
                 to_string(answer->digest), answer->addressed_count, answer->known_before);
    const json::object object{{"digest", to_string(answer->digest)}, {"addressed_count", answer->addressed_count}};
    respond(json_reply(object, answer->known_before ? 200 : 201));
  });
}

void get_orders(Ports ports, Request request, Respond respond) {
  Problem problem = unknown_query(request, "limit", "before");
  const std::size_t limit = page_limit(request, problem);
  std::optional<Digest> before;
  if (const auto given = request.query.find("before"); given != request.query.end()) {
    before = digest_from_hex(given->second);
    if (!before) problem = {400, "query.out_of_range", "before must be 64 hexadecimal digits", "before"};
  }
  respond(problem.status == 200 ? json_reply(to_json(ports.backend.orders(limit, before))) : to_reply(problem));
}

void get_order(Ports ports, Request request, Respond respond) {
  const auto digest = captured_digest(request, respond);
  if (!digest) return;
  const auto detail = ports.backend.order(*digest);
  if (!detail) return respond(to_reply({404, "order.not_found", "the controller knows no such order", {}}));
  respond(json_reply(to_json(*detail)));
}

void get_export(Ports ports, Request request, Respond respond) {
  const auto digest = captured_digest(request, respond);
  if (!digest) return;
  ports.backend.export_order(*digest, [respond](const Result<controller::OrderExport>& content) {
    respond(content ? json_reply(to_json(*content)) : to_reply(problem_of(content.error(), "order")));
  });
}

void get_terminals(Ports ports, Request request, Respond respond) {
  Problem problem = unknown_query(request, "limit", "after");
  const std::size_t limit = page_limit(request, problem);
  std::optional<TerminalId> after;
  if (const auto given = request.query.find("after"); given != request.query.end()) {
    after = TerminalId::parse(given->second);
    if (!after) problem = {400, "query.out_of_range", "after must be a terminal id", "after"};
  }
  respond(problem.status == 200 ? json_reply(to_json(ports.backend.terminals(limit, after))) : to_reply(problem));
}

void get_refusals(Ports ports, Request request, Respond respond) {
  Problem problem = unknown_query(request, "limit", "limit");
  const std::size_t limit = page_limit(request, problem);
  respond(problem.status == 200 ? json_reply(to_json(ports.backend.refusals(limit))) : to_reply(problem));
}

std::function<void(ObjectAnswer)> object_answer(const Respond& respond) {
  return [respond](const ObjectAnswer& answer) {
    if (!answer) return respond(refused(answer.error().refusal, answer.error().detail));
    respond(json_reply({{"stored", true}}));
  };
}

void post_trust_list(Ports ports, Request request, Respond respond) {
  auto envelope = read_envelope(request, respond);
  if (envelope) ports.backend.accept_trust_list(std::move(*envelope), object_answer(respond));
}

void post_place(Ports ports, Request request, Respond respond) {
  auto envelope = read_envelope(request, respond);
  if (envelope) ports.backend.accept_place(std::move(*envelope), object_answer(respond));
}

struct Row {
  std::string_view method;
  std::string_view pattern;
  Cost cost;
  Resource resource;
};

constexpr Row kRows[] = {
    {"GET", "/health", Cost::quick, get_health},
    {"GET", "/metrics", Cost::quick, get_metrics},
    {"POST", "/api/v1/audio", Cost::takes_audio, post_audio},
    {"POST", "/api/v1/speech", Cost::makes_clip, post_speech},
    {"GET", "/api/v1/clips/{digest}", Cost::quick, get_clip},
    {"POST", "/api/v1/orders/prepare", Cost::quick, post_prepare},
    {"POST", "/api/v1/orders", Cost::quick, post_order},
    {"GET", "/api/v1/orders", Cost::quick, get_orders},
    {"GET", "/api/v1/orders/{digest}", Cost::quick, get_order},
    {"GET", "/api/v1/orders/{digest}/export", Cost::quick, get_export},
    {"GET", "/api/v1/terminals", Cost::quick, get_terminals},
    {"GET", "/api/v1/refusals", Cost::quick, get_refusals},
    {"POST", "/api/v1/trust-list", Cost::quick, post_trust_list},
    {"POST", "/api/v1/places", Cost::quick, post_place},
};

}  // namespace

std::vector<Route> api_routes(ApiBackend& backend, ClipFactory& clips) {
  std::vector<Route> routes;
  for (const Row& row : kRows)
    routes.push_back({row.method, row.pattern, row.cost,
                      [ports = Ports{backend, clips}, resource = row.resource](Request request, Respond respond) {
                        resource(ports, std::move(request), std::move(respond));
                      }});
  return routes;
}

}  // namespace tongluo::http
