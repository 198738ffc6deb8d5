// Claim codes, hardware that waits for its place, identities. Without an enrolment authority each path answers 503.

#include <algorithm>

#include "controller/core/limits.hpp"
#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/fields.hpp"
#include "controller/http/json_values.hpp"
#include "controller/http/limits.hpp"
#include "controller/http/list_page.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::http {

namespace json = boost::json;
using controller::Claim;
using controller::ClaimDraft;
using controller::ClaimMode;
using controller::DeviceIdentity;

namespace {

constexpr std::uint32_t kDefaultClaimDays = 90;
constexpr std::uint32_t kMaxClaimDays = 366;
constexpr std::size_t kMaxPlaceBytes = 2 * 1024;

bool enrolls(const ApiPorts& ports, const Respond& respond) {
  if (ports.enrolment != nullptr) return true;
  respond(to_reply({503, "enrolment.unavailable", "this controller issues no certificates", {}}));
  return false;
}

json::value key_or_null(const std::optional<KeyId>& key) {
  return key ? json::value(to_string(*key)) : json::value(nullptr);
}

const char* state_of(const Claim& claim) {
  return claim.issued ? "issued" : !claim.key ? "open" : claim.terminal ? "bound" : "waiting";
}
const char* state_of(const DeviceIdentity& device) { return device.key ? "active" : "revoked"; }

json::object enrolment_json(const Claim& claim) {
  return {{"claim", to_string(claim.name)},
          {"state", state_of(claim)},
          {"terminal", claim.terminal ? json::value(claim.terminal->text()) : json::value(nullptr)},
          {"purpose", claim.replaces ? "replace" : "new"},
          {"label", claim.label},
          {"made_at_us", to_us(claim.made_at)},
          {"expires_at_us", to_us(claim.expires_at)},
          {"key", key_or_null(claim.key)},
          {"hardware", claim.hardware},
          {"used_at_us", us_or_null(claim.used_at)}};
}

json::object enrolment_json(const DeviceIdentity& device) {
  return {{"terminal", device.terminal.text()}, {"state", state_of(device)},       {"key", key_or_null(device.key)},
          {"hardware", device.hardware},        {"since_us", to_us(device.since)}, {"reason", device.reason}};
}

// "new" or "replace".
bool read_purpose(Fields& fields) {
  const std::string purpose = fields.text_or("purpose", kMaxTemplateBytes, "new");
  if (purpose != "new" && purpose != "replace") fields.refuse("purpose", "must be \"new\" or \"replace\"");
  return purpose == "replace";
}

std::optional<TerminalId> read_terminal(Fields& fields) {
  auto terminal = TerminalId::parse(fields.text("terminal", TerminalId::kMaxLength));
  if (!terminal) fields.refuse("terminal", "is not a terminal id");
  return terminal;
}

ClaimDraft read_draft(Fields& fields, WallTime now) {
  ClaimDraft draft;
  draft.name = fields.digest("claim");
  if (fields.has("terminal")) draft.terminal = read_terminal(fields);
  draft.replaces = read_purpose(fields);
  draft.label = fields.text_or("label", controller::kMaxNameBytes, "");
  draft.expires_at =
      now + std::chrono::days(fields.number_or("days", 1, kMaxClaimDays, kDefaultClaimDays)) - std::chrono::minutes(1);
  if (!fields.has("place")) return draft;
  auto place = wire::parse_envelope(fields.base64("place", kMaxPlaceBytes));
  if (place)
    draft.place = std::move(*place);
  else
    fields.refuse("place", "is not a signed place record");
  return draft;
}

ClaimMode read_mode(Fields& fields) {
  const std::string mode = fields.text_or("mode", kMaxTemplateBytes, "each");
  if (mode == "all_or_nothing") return ClaimMode::all_or_nothing;
  if (mode == "check") return ClaimMode::check;
  if (mode != "each") fields.refuse("mode", "must be \"each\", \"all_or_nothing\" or \"check\"");
  return ClaimMode::each;
}

json::object enrolment_json(const controller::ClaimVerdictOf& verdict) {
  if (verdict.refusal == Refusal::none) return {{"taken", true}};
  return {{"taken", false}, {"reason", to_string(verdict.refusal)}, {"detail", verdict.detail}};
}

std::optional<Problem> binding_objection(const ApiPorts& ports, const Request& request, const ClaimDraft& draft) {
  if (draft.place)
    if (auto objection = place_objection(ports.backend, request, draft.place->payload)) return objection;
  return draft.terminal ? targets_objection(ports.backend, request, {*draft.terminal}) : std::nullopt;
}

// A code without a terminal is nowhere yet: who may enrol sees it.
bool shows_claim(const ApiPorts& ports, const Request& request, const Claim& claim) {
  return !claim.terminal || shows_terminal(ports.backend, request, *claim.terminal);
}

constexpr std::string_view kClaimStates[] = {"open", "bound", "waiting", "issued"};
constexpr std::string_view kDeviceStates[] = {"active", "revoked"};

std::string wanted_state(ListQuery& list, std::span<const std::string_view> states) {
  const auto state = list.query().text("state");
  if (state && std::find(states.begin(), states.end(), *state) == states.end())
    list.query().refuse("state", "is none of this list");
  return state.value_or("");
}

ListPlace place_of(const Claim& claim, std::string_view sort) {
  json::value value;
  if (sort == "claim") value = to_string(claim.name);
  if (sort == "label") value = claim.label;
  if (sort == "used_at_us") value = us_or_null(claim.used_at);
  if (sort == "made_at_us") value = to_us(claim.made_at);
  if (sort == "expires_at_us") value = to_us(claim.expires_at);
  return {std::move(value), ListQuery::key({to_string(claim.name)})};
}

ListPlace place_of(const DeviceIdentity& device, std::string_view sort) {
  json::value value(device.terminal.text());
  if (sort == "since_us") value = to_us(device.since);
  if (sort == "state") value = state_of(device);
  return {std::move(value), ListQuery::key({device.terminal.text()})};
}

// The page of what fits, written out only when it is cut.
template <class One>
Reply page_of(const ListQuery& list, const char* member, const std::vector<One>& fitting) {
  std::vector<ListPlace> places;
  places.reserve(fitting.size());
  for (const One& one : fitting) places.push_back(place_of(one, list.sort()));
  ListCut cut = list.cut(std::move(places));
  json::array rows;
  for (const std::size_t row : cut.rows) rows.emplace_back(enrolment_json(fitting[row]));
  return json_reply({{member, std::move(rows)}, {"next", std::move(cut.next)}});
}

Reply refusal_reply(const controller::ObjectRejected& rejected) {
  Problem problem = refused(rejected.refusal, rejected.detail);
  problem.field.clear();
  return to_reply(problem);
}

std::function<void(ObjectAnswer)> plain_answer(const Respond& respond) {
  return [respond](const ObjectAnswer& answer) {
    respond(answer ? json_reply({{"stored", true}}) : refusal_reply(answer.error()));
  };
}

}  // namespace

void post_claims(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!enrolls(ports, respond)) return;
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  std::vector<ClaimDraft> drafts;
  const WallTime now = ports.enrolment->now();
  fields.objects("claims", controller::kMaxClaimsInRequest,
                 [&drafts, now](Fields& entry) { drafts.push_back(read_draft(entry, now)); });
  const ClaimMode mode = read_mode(fields);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  for (const ClaimDraft& draft : drafts)
    if (const auto objection = binding_objection(ports, request, draft)) return respond(to_reply(*objection));
  ports.enrolment->add_claims(std::move(drafts), mode, request.actor, [respond](const ClaimsAnswer& answer) {
    if (!answer) return respond(refusal_reply(answer.error()));
    const json::array verdicts =
        array_of(answer->verdicts, [](const controller::ClaimVerdictOf& verdict) { return enrolment_json(verdict); });
    respond(json_reply({{"stored", answer->stored}, {"verdicts", verdicts}}, answer->stored ? 201 : 200));
  });
}

void get_claims(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!enrolls(ports, respond)) return;
  ListQuery list(request, list_form("/api/v1/enrolment/claims"));
  const std::string state = wanted_state(list, kClaimStates);
  const auto terminal = list.query().terminal("terminal");
  if (list.problem()) return respond(to_reply(*list.problem()));
  std::vector<Claim> claims = ports.enrolment->book().claims();
  std::erase_if(claims, [&](const Claim& claim) {
    const std::string name = claim.terminal ? claim.terminal->text() : std::string();
    return (!state.empty() && state != state_of(claim)) || (terminal && claim.terminal != terminal) ||
           !list.holds_text({name, claim.label, claim.hardware}) || !shows_claim(ports, request, claim);
  });
  respond(page_of(list, "claims", claims));
}

void get_devices(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!enrolls(ports, respond)) return;
  ListQuery list(request, list_form("/api/v1/enrolment/devices"));
  const std::string state = wanted_state(list, kDeviceStates);
  if (list.problem()) return respond(to_reply(*list.problem()));
  std::vector<DeviceIdentity> devices = ports.enrolment->book().devices();
  std::erase_if(devices, [&](const DeviceIdentity& device) {
    return (!state.empty() && state != state_of(device)) ||
           !list.holds_text({device.terminal.text(), device.hardware, device.reason}) ||
           !shows_terminal(ports.backend, request, device.terminal);
  });
  respond(page_of(list, "devices", devices));
}

void post_claim_approve(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!enrolls(ports, respond)) return;
  const auto claim = captured_digest(request, respond);
  if (!claim) return;
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  const auto terminal = read_terminal(fields);
  const bool replaces = read_purpose(fields);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  if (const auto objection = targets_objection(ports.backend, request, {*terminal}))
    return respond(to_reply(*objection));
  ports.enrolment->approve(*claim, *terminal, replaces, request.actor, plain_answer(respond));
}

void delete_claim(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!enrolls(ports, respond)) return;
  const auto claim = captured_digest(request, respond);
  if (!claim) return;
  const Claim* known = ports.enrolment->book().find(*claim);
  if (known != nullptr && !shows_claim(ports, request, *known))
    return respond(refusal_reply({0, Refusal::not_addressed, "no such code"}));
  ports.enrolment->drop(*claim, request.actor, plain_answer(respond));
}

void post_revoke(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!enrolls(ports, respond)) return;
  const auto terminal = captured_terminal(request, respond);
  if (!terminal) return;
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  const std::string reason = fields.text("reason", controller::kMaxReasonBytes);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  if (const auto objection = targets_objection(ports.backend, request, {*terminal}))
    return respond(to_reply(*objection));
  ports.enrolment->revoke(*terminal, reason, request.actor, plain_answer(respond));
}

}  // namespace tongluo::http
