// Playlists: clips of the library in an order, under a name, of the county or of one area.

#include "controller/core/playlist_book.hpp"
#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/document_edits.hpp"
#include "controller/http/fields.hpp"
#include "controller/http/json_values.hpp"
#include "controller/http/list_page.hpp"
#include "controller/http/playlist_access.hpp"
#include "protocol/base/limits.hpp"

namespace tongluo::http {

namespace json = boost::json;
using controller::PlaylistBody;
using controller::PlaylistView;

namespace {

constexpr const char* kPlaylist = "playlist";

json::value area_or_null(const std::optional<AreaCode>& area) {
  return area ? json::value(area->text()) : json::value(nullptr);
}

json::object to_json(const controller::PlaylistClip& clip) {
  return {{"clip", to_string(clip.clip)},
          {"name", clip.name},
          {"duration_ms", clip.duration.count()},
          {"missing", clip.missing},
          {"expired", clip.expired}};
}

json::object to_json(const controller::PlaylistUse& use) {
  return {{"order", to_string(use.use.order)},
          {"headline", use.use.headline},
          {"state", controller::to_string(use.use.state)},
          {"next_start_us", us_or_null(use.use.next_start)},
          {"outdated", use.outdated}};
}

json::object to_json(const PlaylistView& view) {
  return {{"name", view.name},
          {"area", area_or_null(view.area)},
          {"clips", array_of(view.clips, [](const auto& clip) { return to_json(clip); })},
          {"duration_ms", view.duration.count()},
          {"etag", etag_of(view.body)},
          {"items", array_of(view.uses, [](const auto& use) { return to_json(use); })}};
}

// Who is limited to some areas edits what belongs to one of them.
std::optional<Problem> edit_objection(const Request& request, const std::optional<AreaCode>& area) {
  if (!area) return whole_county_objection(request);
  if (shows(request, *area)) return std::nullopt;
  return Problem{403, "area.refused", area->text() + " lies outside the areas of this account", {}};
}

std::optional<PlaylistBody> playlist_of(const ApiPorts& ports, const std::string& name) {
  for (const controller::Document& document : ports.backend.documents(kPlaylist))
    if (document.name == name) return controller::parse_playlist(document.body);
  return std::nullopt;
}

PlaylistBody read_playlist(Fields& fields) {
  PlaylistBody playlist;
  const std::string area = fields.text_or("area", limits::kMaxTextBytes, "");
  if (!area.empty() && !(playlist.area = AreaCode::parse(area))) fields.refuse("area", "is not an area code");
  const auto clips = fields.texts_or_none("clips", limits::kMaxPlaylistItems, 2 * Digest::kSize);
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const auto clip = digest_from_hex(clips[i]);
    if (!clip) fields.refuse("clips[" + std::to_string(i) + "]", "must be 64 hexadecimal digits");
    playlist.clips.push_back(clip.value_or(Digest{}));
  }
  if (clips.empty()) fields.refuse("clips", "must name at least one clip");
  return playlist;
}

// Each clip is there, good and not too long with the others; the first one that is not is named.
std::optional<Problem> clips_objection(const ApiPorts& ports, const std::vector<Digest>& clips) {
  milliseconds sound{};
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const std::string field = "clips[" + std::to_string(i) + "]";
    const auto entry = ports.backend.clip_entry(clips[i]);
    if (!entry) return Problem{422, "playlist.unknown_clip", field + " is not in the library", field};
    const std::string& name = entry->note.name;
    if (entry->expired) return Problem{422, "playlist.expired_clip", field + " (" + name + ") has expired", field};
    sound += entry->duration;
  }
  if (sound <= controller::kMaxPlaylistDuration) return std::nullopt;
  return Problem{422, "playlist.too_long", "the clips together are longer than an hour", "clips"};
}

}  // namespace

bool shows_playlist(const Request& request, const std::optional<AreaCode>& owner) {
  return !owner || shows(request, *owner);
}

std::optional<Problem> playlist_objection(const ApiPorts& ports, const Request& request, const std::string& name) {
  const auto playlist = name.empty() ? std::nullopt : playlist_of(ports, name);
  if (!playlist || shows_playlist(request, playlist->area)) return std::nullopt;
  return Problem{422, "prepare.unknown_playlist", "playlist: no playlist has this name", "playlist"};
}

void get_playlists(const ApiPorts& ports, Request request, const Respond& respond) {
  const ListQuery list(request, list_form("/api/v1/playlists"));
  if (list.problem()) return respond(to_reply(*list.problem()));
  json::array playlists;
  for (PlaylistView& view : ports.backend.playlists()) {
    if (!shows_playlist(request, view.area)) continue;
    std::erase_if(view.uses, [&](const auto& use) {
      if (!request.identity || request.identity->scope.whole_county()) return false;
      const auto detail = ports.backend.order(use.use.order);
      return !detail || !shows(request, *detail);
    });
    playlists.push_back(to_json(view));
  }
  respond(list.reply({{"playlists", std::move(playlists)}}));
}

void put_playlist(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto name = captured_name(request, respond);
  if (!name) return;
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  PlaylistBody playlist = read_playlist(fields);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  const auto before = playlist_of(ports, *name);
  if (const auto objection = edit_objection(request, before ? before->area : playlist.area))
    return respond(to_reply(*objection));
  if (const auto objection = edit_objection(request, playlist.area)) return respond(to_reply(*objection));
  if (changed_meanwhile(ports, request, kPlaylist, *name, respond)) return;
  if (const auto objection = clips_objection(ports, playlist.clips)) return respond(to_reply(*objection));
  if (before) playlist = controller::edited(*before, std::move(playlist));
  ports.backend.put_document({kPlaylist, *name, controller::format_playlist(playlist)}, request.actor,
                             document_answer(respond));
}

void delete_playlist(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto name = captured_name(request, respond);
  if (!name) return;
  const auto before = playlist_of(ports, *name);
  if (!before || !shows_playlist(request, before->area))
    return respond(to_reply({404, "playlist.not_found", "there is no such playlist", {}}));
  if (const auto objection = edit_objection(request, before->area)) return respond(to_reply(*objection));
  if (changed_meanwhile(ports, request, kPlaylist, *name, respond)) return;
  ports.backend.remove_document(kPlaylist, *name, request.actor, [respond](const ObjectAnswer& answer) {
    if (answer) return respond(json_reply({{"removed", true}}));
    respond(to_reply(refused(answer.error().refusal, answer.error().detail)));
  });
}

}  // namespace tongluo::http
