// Recordings become clips; clips are named, given an end and come back.

#include <spdlog/spdlog.h>

#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/byte_range.hpp"
#include "controller/http/fields.hpp"
#include "controller/http/limits.hpp"
#include "controller/http/list_page.hpp"
#include "controller/http/playlist_access.hpp"

namespace tongluo::http {

namespace json = boost::json;

namespace {

Problem no_such_clip() { return {404, "clip.not_found", "the controller holds no such clip", {}}; }

// Who is limited to some areas changes what is their own: the rest may be in use elsewhere.
std::optional<Problem> foreign_clip(const Request& request, const controller::ClipNote& note) {
  if (!request.identity || request.identity->scope.whole_county() || note.author == request.actor) return std::nullopt;
  return Problem{403, "clip.foreign", "this clip was added by somebody else", {}};
}

controller::ClipSort sort_of(const ListQuery& list) {
  using controller::ClipSort;
  return list.sort() == "name"          ? ClipSort::name
         : list.sort() == "duration_ms" ? ClipSort::duration
         : list.sort() == "bytes"       ? ClipSort::bytes
                                        : ClipSort::added;
}

std::optional<bool> yes_or_no(ListQuery& list, const char* name) {
  const auto value = list.query().text(name);
  if (value && *value != "true" && *value != "false") list.query().refuse(name, "must be true or false");
  return value ? std::optional(*value == "true") : std::nullopt;
}

std::optional<controller::ClipMark> mark_in(const ListPlace& place) {
  const auto digest = digest_from_hex(std::string_view(place.key).substr(0, place.key.find('\n')));
  if (!digest || (!place.value.is_int64() && !place.value.is_string())) return std::nullopt;
  if (place.value.is_int64()) return controller::ClipMark{place.value.get_int64(), {}, *digest};
  return controller::ClipMark{0, std::string(place.value.get_string()), *digest};
}

// Of the orders that name a clip only those are told that who asks may see.
void hide_others(const ApiPorts& ports, const Request& request, controller::ClipPage& page) {
  if (!request.identity || request.identity->scope.whole_county()) return;
  for (controller::ClipEntry& clip : page.clips) {
    std::erase_if(clip.playlists, [&](const auto& one) { return !shows_playlist(request, one.area); });
    std::erase_if(clip.orders, [&](const controller::ClipUse& use) {
      const auto detail = ports.backend.order(use.order);
      return !detail || !shows(request, *detail);
    });
  }
}

}  // namespace

void post_audio(const ApiPorts& ports, Request request, const Respond& respond) {
  Query query(request, {"name", "expires_us"});
  controller::ClipNote note{request.actor, query.text("name").value_or(""), {}, {}};
  note.expires_at = wall_from_us(static_cast<std::int64_t>(query.number_or("expires_us", kLatestUs, 0)));
  if (!is_clip_name(note.name)) query.refuse("name", kClipNameRule);
  if (query.problem()) return respond(to_reply(*query.problem()));
  if (request.body.empty())
    return respond(to_reply({422, "audio.empty", "the body must be the bytes of an audio file", {}}));
  spdlog::info("event=audio_received actor=\"{}\" bytes={}", request.actor, request.body.size());
  ports.clips.from_audio(std::move(request.body), std::move(note), [respond](const Result<MadeClip>& made) {
    respond(made ? json_reply(to_json(*made), 201) : to_reply(problem_of(made.error(), "audio")));
  });
}

// The library.
void get_clips(const ApiPorts& ports, Request request, const Respond& respond) {
  ListQuery list(request, list_form("/api/v1/clips"));
  const controller::ClipFilter filter{sort_of(list), list.falling(), yes_or_no(list, "expired"),
                                      yes_or_no(list, "used"), list.text()};
  const auto after = list.after() ? mark_in(*list.after()) : std::nullopt;
  if (list.after() && !after) list.query().refuse("after", "must be the `next` of an answer");
  if (list.problem()) return respond(to_reply(*list.problem()));
  controller::ClipPage page = ports.backend.clips(filter, list.limit(), after);
  hide_others(ports, request, page);
  json::object answer = to_json(page);
  answer["next"] = nullptr;
  if (page.next) {
    const bool named = filter.sort == controller::ClipSort::name;
    answer["next"] = ListQuery::cursor({named ? json::value(page.next->name) : json::value(page.next->number),
                                        ListQuery::key({to_string(page.next->digest)})});
  }
  respond(json_reply(answer));
}

void put_clip(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto digest = captured_digest(request, respond);
  if (!digest) return;
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  std::string name = fields.text("name", controller::kMaxNameBytes);
  const WallTime expires_at = fields.time_or_none("expires_us");
  if (!is_clip_name(name)) fields.refuse("name", kClipNameRule);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  const auto known = ports.backend.clip_entry(*digest);
  if (!known) return respond(to_reply(no_such_clip()));
  if (const auto objection = foreign_clip(request, known->note)) return respond(to_reply(*objection));
  if (!request.if_match.empty() && !names_tag(request.if_match, etag_of(known->note), false))
    return respond(precondition_failed());
  ports.backend.note_clip(*digest, std::move(name), expires_at, request.actor, object_answer(respond));
}

void get_clip(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto digest = captured_digest(request, respond);
  if (!digest) return;
  ports.backend.fetch_clip(*digest, [respond, range = std::move(request.range)](const session::SharedClip& clip) {
    if (clip == nullptr) return respond(to_reply(no_such_clip()));
    Reply reply{200, "audio/ogg", {}, {}};
    for (const Bytes& chunk : clip->chunks) reply.body.append(as_text(chunk));
    respond(ranged(std::move(reply), range));
  });
}

}  // namespace tongluo::http
