// Recordings become clips; clips come back.

#include <spdlog/spdlog.h>

#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/api_reply.hpp"

namespace tongluo::http {
void post_audio(const ApiPorts& ports, Request request, const Respond& respond) {
  if (request.body.empty())
    return respond(to_reply({422, "audio.empty", "the body must be the bytes of an audio file", {}}));
  spdlog::info("event=audio_received actor=\"{}\" bytes={}", request.actor, request.body.size());
  ports.clips.from_audio(std::move(request.body), [respond](const Result<MadeClip>& made) {
    respond(made ? json_reply(to_json(*made), 201) : to_reply(problem_of(made.error(), "audio")));
  });
}

// The library. Of the orders that name a clip only those are told that who asks may see.
void get_clips(const ApiPorts& ports, Request request, const Respond& respond) {
  using controller::ClipSort;
  Query query(request, {"limit", "after", "sort"});
  const std::size_t limit = query.limit();
  const auto after = query.digest("after");
  const std::string sort = query.text("sort").value_or("newest");
  if (sort != "newest" && sort != "longest" && sort != "largest")
    query.refuse("sort", "must be newest, longest or largest");
  if (query.problem()) return respond(to_reply(*query.problem()));
  controller::ClipPage page = ports.backend.clips(sort == "longest"   ? ClipSort::longest
                                                  : sort == "largest" ? ClipSort::largest
                                                                      : ClipSort::newest,
                                                  limit, after);
  if (request.identity && !request.identity->scope.whole_county())
    for (controller::ClipEntry& clip : page.clips)
      std::erase_if(clip.orders, [&](const Digest& order) {
        const auto detail = ports.backend.order(order);
        return !detail || !shows(request, *detail);
      });
  respond(json_reply(to_json(page)));
}

void get_clip(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto digest = captured_digest(request, respond);
  if (!digest) return;
  ports.backend.fetch_clip(*digest, [respond](const session::SharedClip& clip) {
    if (clip == nullptr) return respond(to_reply({404, "clip.not_found", "the controller holds no such clip", {}}));
    Reply reply{200, "audio/ogg", {}, {}};
    for (const Bytes& chunk : clip->chunks) reply.body.append(as_text(chunk));
    respond(std::move(reply));
  });
}

}  // namespace tongluo::http
