#include "controller/http/api_reply.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "controller/http/api_json.hpp"
#include "controller/http/fields.hpp"
#include "controller/http/limits.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::http {
namespace {

constexpr std::size_t kMaxEnvelopeBytes =
    limits::kMaxPayloadBytes + limits::kMaxSignatures * (limits::kMaxSignatureBytes + 64) + 64;

template <class Prepared>
Reply reply_to_prepared(const Result<Prepared, controller::PrepareProblem>& prepared) {
  if (prepared) return json_reply(http::to_json(*prepared));
  const controller::PrepareProblem& wrong = prepared.error();
  const std::string detail = wrong.field.empty() ? wrong.reason : wrong.field + ": " + wrong.reason;
  return to_reply({422, "prepare." + std::string(to_string(wrong.fault)), detail, wrong.field});
}

std::optional<Envelope> parse_or_answer(const Bytes& bytes, const Respond& respond) {
  auto envelope = wire::parse_envelope(bytes);
  if (envelope) return std::move(*envelope);
  const std::string detail = "envelope is not a signed envelope: " + wire::to_string(envelope.error());
  return respond(to_reply({422, "envelope.malformed", detail, "envelope"})), std::nullopt;
}

}  // namespace

Reply json_reply(const boost::json::object& object, unsigned status) {
  return {status, "application/json", boost::json::serialize(object), {}};
}

Reply precondition_failed() {
  return to_reply({412, "precondition.failed", "somebody has changed it meanwhile; read it again first", {}});
}

Query::Query(const Request& request, std::span<const std::string_view> known) : given_(request.query) {
  for (const auto& [name, value] : given_)
    if (std::find(known.begin(), known.end(), name) == known.end() && !problem_)
      problem_ = Problem{400, "query.unknown", name + " is not a parameter of this path", name};
}

void Query::refuse(std::string_view name, const std::string& detail) {
  const std::string parameter(name);
  if (!problem_) problem_ = Problem{400, "query.out_of_range", parameter + " " + detail, parameter};
}

std::size_t Query::limit() {
  const auto given = text("limit");
  const auto limit = given ? whole_number(*given, kMaxPage) : std::optional<std::uint64_t>(kDefaultPage);
  if (!limit || *limit == 0) refuse("limit", "must be a whole number from 1 to 1000");
  return static_cast<std::size_t>(limit.value_or(kDefaultPage));
}

std::uint64_t Query::number_or(std::string_view name, std::uint64_t max, std::uint64_t fallback) {
  const auto given = text(name);
  const auto number = given ? whole_number(*given, max) : fallback;
  if (!number) refuse(name, "must be a whole number from 0 to " + std::to_string(max));
  return number.value_or(fallback);
}

std::optional<Digest> Query::digest(std::string_view name) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  const auto digest = digest_from_hex(*given);
  if (!digest) refuse(name, "must be 64 hexadecimal digits");
  return digest;
}

std::optional<TerminalId> Query::terminal(std::string_view name) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  auto terminal = TerminalId::parse(*given);
  if (!terminal) refuse(name, "must be a terminal id");
  return terminal;
}

std::optional<AreaCode> Query::area(std::string_view name) {
  const auto given = text(name);
  if (!given) return std::nullopt;
  const auto area = AreaCode::parse(*given);
  if (!area) refuse(name, "must be a 12-digit area code");
  return area;
}

std::optional<std::string> Query::text(std::string_view name) const {
  const auto given = given_.find(std::string(name));
  return given == given_.end() ? std::nullopt : std::optional(given->second);
}

std::optional<Digest> captured_digest(const Request& request, const Respond& respond) {
  const auto digest = digest_from_hex(request.captured.at(0));
  if (!digest) respond(to_reply({404, "digest.malformed", "the digest in the path must be 64 hexadecimal digits", {}}));
  return digest;
}

std::optional<TerminalId> captured_terminal(const Request& request, const Respond& respond) {
  auto terminal = TerminalId::parse(request.captured.at(0));
  if (!terminal) respond(to_reply({404, "terminal.malformed", "the path does not name a terminal id", {}}));
  return terminal;
}

bool is_name(std::string_view text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; };
  return !text.empty() && text.size() <= controller::kMaxNameBytes &&
         std::none_of(text.begin(), text.end(), is_control);
}

bool is_clip_name(std::string_view text) { return text.empty() || is_name(text); }

std::string etag_of(const std::string& body) {
  constexpr std::size_t kTagDigits = 32;
  return "\"" + to_string(sign::digest_of(as_bytes(body))).substr(0, kTagDigits) + "\"";
}

bool names_tag(std::string_view given, std::string_view etag, bool weak) {
  while (!given.empty()) {
    const std::size_t end = std::min(given.find(','), given.size());
    std::string_view tag = given.substr(0, end);
    given.remove_prefix(std::min(end + 1, given.size()));
    while (tag.starts_with(' ') || tag.starts_with('\t')) tag.remove_prefix(1);
    while (tag.ends_with(' ') || tag.ends_with('\t')) tag.remove_suffix(1);
    if (weak && tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == etag || tag == "*") return true;
  }
  return false;
}

std::optional<std::uint64_t> whole_number(std::string_view text, std::uint64_t max) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number > max) return std::nullopt;
  return number;
}

std::optional<Envelope> read_envelope(const Request& request, const Respond& respond) {
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error())), std::nullopt;
  Fields fields(*object);
  const Bytes bytes = fields.base64("envelope", kMaxEnvelopeBytes);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem)), std::nullopt;
  return parse_or_answer(bytes, respond);
}

std::optional<controller::Submission> read_submission(const Request& request, const Respond& respond) {
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error())), std::nullopt;
  Fields fields(*object);
  controller::Submission submission;
  const Bytes bytes = fields.base64("envelope", kMaxEnvelopeBytes);
  if (fields.has("confirmed_count"))
    submission.confirmed_count = fields.number("confirmed_count", 0, kMaxConfirmedCount);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem)), std::nullopt;
  auto envelope = parse_or_answer(bytes, respond);
  if (!envelope) return std::nullopt;
  submission.envelope = std::move(*envelope);
  submission.actor = request.actor;
  return submission;
}

Problem refused(Refusal refusal, const std::string& detail) {
  const std::string reason(to_string(refusal));
  if (refusal == Refusal::none || refusal == Refusal::storage_failed)
    return {503, "refused." + reason, detail.empty() ? "it could not be stored" : detail, {}};
  return {422, "refused." + reason, detail.empty() ? "refused: " + reason : detail, "envelope"};
}

std::function<void(ObjectAnswer)> object_answer(const Respond& respond) {
  return [respond](const ObjectAnswer& answer) {
    if (!answer) return respond(to_reply(refused(answer.error().refusal, answer.error().detail)));
    respond(json_reply({{"stored", true}}));
  };
}

Reply prepared_reply(const PreparedAnswer& prepared) { return reply_to_prepared(prepared); }
Reply prepared_reply(const PreparedStopAnswer& prepared) { return reply_to_prepared(prepared); }

}  // namespace tongluo::http
