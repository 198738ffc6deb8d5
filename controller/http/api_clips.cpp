// Recordings and texts become clips; clips come back.

#include <spdlog/spdlog.h>

#include "controller/http/api_handlers.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/fields.hpp"

namespace tongluo::http {
namespace {

constexpr std::size_t kMaxSpeechTextBytes = 64 * 1024;  // the engine has its own, smaller limit and says so

void answer_clip(const Respond& respond, const Result<MadeClip>& made, const char* subject) {
  respond(made ? json_reply(to_json(*made), 201) : to_reply(problem_of(made.error(), subject)));
}

}  // namespace

void post_audio(const ApiPorts& ports, Request request, const Respond& respond) {
  if (request.body.empty())
    return respond(to_reply({422, "audio.empty", "the body must be the bytes of an audio file", {}}));
  spdlog::info("event=audio_received actor=\"{}\" bytes={}", request.actor, request.body.size());
  ports.clips.from_audio(std::move(request.body),
                         [respond](const Result<MadeClip>& made) { answer_clip(respond, made, "audio"); });
}

void post_speech(const ApiPorts& ports, Request request, const Respond& respond) {
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
