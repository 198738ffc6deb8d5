// Firmware releases: published with their image, paused, resumed, withdrawn, and how far they have spread. A release is
// the whole county's: who is limited to some areas sees it, and of its terminals their own.

#include <algorithm>

#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/fields.hpp"
#include "controller/http/json_values.hpp"
#include "controller/http/list_page.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::http {
namespace {

namespace json = boost::json;
using controller::ReleaseView;

constexpr std::uint32_t kMostPermille = 1'000;
constexpr std::uint32_t kMostHours = 24 * 366;

bool has_releases(const ApiPorts& ports, const Respond& respond) {
  if (ports.releases != nullptr) return true;
  respond(to_reply({503, "releases.unavailable", "this controller serves no releases", {}}));
  return false;
}

rollout::Settings read_settings(Fields& fields) {
  rollout::Settings settings;
  const auto hours = [&](const char* name, std::chrono::hours usual, std::uint32_t least) {
    return std::chrono::hours(fields.number_or(name, least, kMostHours, static_cast<std::uint32_t>(usual.count())));
  };
  settings.success_permille = fields.number_or("success_permille", 1, kMostPermille, settings.success_permille);
  settings.error_permille = fields.number_or("error_permille", 0, kMostPermille, settings.error_permille);
  settings.soak = hours("soak_h", settings.soak, 0);
  settings.answer_within = hours("answer_within_h", settings.answer_within, 1);
  settings.ring_within = hours("ring_within_h", settings.ring_within, 1);
  settings.at_once = fields.number_or("at_once", 1, rollout::kMaxMembers, static_cast<std::uint32_t>(settings.at_once));
  return settings;
}

json::object release_json(const rollout::Settings& settings) {
  return {{"success_permille", settings.success_permille},
          {"error_permille", settings.error_permille},
          {"soak_h", settings.soak.count()},
          {"answer_within_h", settings.answer_within.count()},
          {"ring_within_h", settings.ring_within.count()},
          {"at_once", settings.at_once}};
}

json::array rings_of(const ReleaseView& view) {
  json::array rings;
  for (std::size_t i = 0; i < view.rings.size(); ++i) {
    const rollout::RingCount& count = view.rings[i];
    const wire::ReleaseRing& ring = view.manifest.rings[i];
    rings.push_back(json::object{{"not_before", to_us(ring.not_before)},
                                 {"share_permille", ring.share_permille},
                                 {"members", count.members},
                                 {"confirmed", count.confirmed},
                                 {"failed", count.bad},
                                 {"open", count.open()}});
  }
  return rings;
}

json::object release_json(const ReleaseView& view) {
  const wire::ReleaseManifest& manifest = view.manifest;
  return {{"release", to_string(view.release)},
          {"version", manifest.version},
          {"version_floor", manifest.version_floor},
          {"name", manifest.name},
          {"hardware", texts(manifest.hardware)},
          {"image_bytes", manifest.image_bytes},
          {"image_complete", view.image_complete},
          {"issued_at", to_us(manifest.issued_at)},
          {"expires_at", to_us(manifest.expires_at)},
          {"signed_by", texts(view.persons)},
          {"phase", std::string(to_string(view.head.phase))},
          {"reason", std::string(to_string(view.head.reason))},
          {"by", view.head.by},
          {"open_ring", view.head.open_ring},
          {"rings", rings_of(view)},
          {"settings", release_json(view.settings)}};
}

json::object release_json(const rollout::Member& member) {
  return {{"terminal", member.terminal.text()},
          {"ring", member.ring},
          {"state", std::string(to_string(member.state))},
          {"accepted", member.accepted},
          {"heard_at", us_or_null(member.heard_at)},
          {"detail", member.detail}};
}

void direct(const ApiPorts& ports, const Request& request, const Respond& respond, controller::ReleaseCommand command) {
  const auto release = captured_digest(request, respond);
  if (!release) return;
  if (const auto objection = whole_county_objection(request)) return respond(to_reply(*objection));
  ports.releases->direct(*release, command, request.actor, object_answer(respond));
}

}  // namespace

void post_release(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!has_releases(ports, respond)) return;
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  auto envelope = wire::parse_envelope(fields.base64("envelope", limits::kMaxFrameBytes));
  const rollout::Settings settings = read_settings(fields);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  if (!envelope) return respond(to_reply({422, "envelope.malformed", to_string(envelope.error()), "envelope"}));
  if (const auto objection = whole_county_objection(request)) return respond(to_reply(*objection));
  ports.releases->publish(
      std::move(*envelope), settings, request.actor,
      [respond](const Result<PublishedRelease, controller::ObjectRejected>& published) {
        if (!published) return respond(to_reply(refused(published.error().refusal, published.error().detail)));
        json::array missing;
        for (const std::size_t block : published->missing) missing.emplace_back(block);
        respond(json_reply({{"release", to_string(published->release)}, {"missing", std::move(missing)}}, 201));
      });
}

void put_release_block(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!has_releases(ports, respond)) return;
  const auto release = captured_digest(request, respond);
  if (!release) return;
  const auto index = whole_number(request.captured.at(1), limits::kMaxImageBlocks - 1);
  if (!index) return respond(to_reply({404, "release.not_found", "there is no such block", {}}));
  if (const auto objection = whole_county_objection(request)) return respond(to_reply(*objection));
  ports.releases->put_block(*release, static_cast<std::size_t>(*index), to_bytes(request.body),
                            [respond](const Result<std::size_t>& missing) {
                              if (!missing) return respond(to_reply(problem_of(missing.error(), "release")));
                              respond(json_reply({{"missing", *missing}}));
                            });
}

void get_releases(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!has_releases(ports, respond)) return;
  const ListQuery list(request, list_form("/api/v1/releases"));
  if (list.problem()) return respond(to_reply(*list.problem()));
  respond(list.reply({{"releases", array_of(ports.releases->releases(),
                                            [](const ReleaseView& view) { return release_json(view); })}}));
}

void get_release(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!has_releases(ports, respond)) return;
  const auto release = captured_digest(request, respond);
  if (!release) return;
  const ListQuery list(request, list_form("/api/v1/releases/{digest}"));
  if (list.problem()) return respond(to_reply(*list.problem()));
  const auto views = ports.releases->releases();
  const auto found =
      std::find_if(views.begin(), views.end(), [&](const ReleaseView& view) { return view.release == *release; });
  if (found == views.end()) return respond(to_reply({404, "release.not_found", "there is no such release", {}}));
  json::array members;
  for (const rollout::Member& member : ports.releases->members(*release))
    if (shows_terminal(ports.backend, request, member.terminal)) members.push_back(release_json(member));
  json::object body = release_json(*found);
  body["terminals"] = std::move(members);
  respond(list.reply(std::move(body)));
}

void post_release_pause(const ApiPorts& ports, Request request, const Respond& respond) {
  if (has_releases(ports, respond)) direct(ports, request, respond, controller::ReleaseCommand::pause);
}

void post_release_withdraw(const ApiPorts& ports, Request request, const Respond& respond) {
  if (has_releases(ports, respond)) direct(ports, request, respond, controller::ReleaseCommand::withdraw);
}

// A body {"accept_failures": 1}: those so far count for nothing any more.
void post_release_resume(const ApiPorts& ports, Request request, const Respond& respond) {
  if (!has_releases(ports, respond)) return;
  std::uint32_t accept = 0;
  if (!request.body.empty()) {
    const auto object = parse_json(request);
    if (!object) return respond(to_reply(object.error()));
    Fields fields(*object);
    accept = fields.number_or("accept_failures", 0, 1, 0);
    if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  }
  direct(ports, request, respond,
         accept == 1 ? controller::ReleaseCommand::resume_accepting : controller::ReleaseCommand::resume);
}

}  // namespace tongluo::http
