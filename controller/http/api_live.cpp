// Live speech: who speaks on which stream, where the sound comes from, monitoring, the holder's stop. The WebSocket of
// a browser is in live_socket.cpp.

#include <charconv>
#include <variant>

#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/fields.hpp"
#include "controller/http/list_page.hpp"
#include "controller/http/live_json.hpp"
#include "protocol/base/limits.hpp"

namespace tongluo::http {
namespace {

constexpr std::size_t kTokenBytes = 64;
constexpr std::size_t kFeedWord = 16;
constexpr std::uint32_t kHighestPort = 65'535;

bool shows_stream(const ApiPorts& ports, const Request& request, std::uint32_t stream) {
  const auto view = ports.live->find(stream);
  return !view || shows_order(ports.backend, request, view->order);
}

// The stream that the path names; answers itself when there is none.
std::optional<std::uint32_t> named_stream(const ApiPorts& ports, const Request& request, const Respond& respond) {
  if (ports.live == nullptr) return respond(to_reply(no_live_desk())), std::nullopt;
  const auto stream = stream_from(request.captured.at(0));
  if (stream && shows_stream(ports, request, *stream)) return stream;
  respond(to_reply(no_such_stream()));
  return std::nullopt;
}

Feed read_feed(Fields& fields) {
  const std::string kind = fields.text("kind", kFeedWord);
  if (kind == "file") return FileFeed{fields.digest("clip")};
  if (kind == "alsa") return MicrophoneFeed{fields.text_or("device", limits::kMaxTextBytes, "default")};
  RtpFeed feed;
  if (kind != "rtp") fields.refuse("kind", "must be one of rtp, file, alsa");
  feed.encoding = fields.text_or("encoding", kFeedWord, feed.encoding);
  if (feed.encoding != "opus" && feed.encoding != "l16" && feed.encoding != "pcmu")
    fields.refuse("encoding", "must be one of opus, l16, pcmu");
  feed.rate = fields.number_or("rate", 8'000, 48'000, feed.encoding == "pcmu" ? 8'000 : 48'000);
  feed.channels = fields.number_or("channels", 1, 2, 1);
  feed.port = static_cast<std::uint16_t>(fields.number_or("port", 0, kHighestPort, 0));
  return feed;
}

}  // namespace

std::optional<std::uint32_t> stream_from(std::string_view text) {
  std::uint32_t stream = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), stream);
  if (error != std::errc{} || rest != text.data() + text.size() || stream == 0) return std::nullopt;
  return stream;
}

Problem no_live_desk() { return {503, "live.unavailable", "this controller serves no live speech", {}}; }
Problem no_such_stream() { return {404, "live.not_found", "no live stream has this number", {}}; }

void get_live(const ApiPorts& ports, Request request, const Respond& respond) {
  if (ports.live == nullptr) return respond(to_reply(no_live_desk()));
  const ListQuery list(request, list_form("/api/v1/live"));
  if (list.problem()) return respond(to_reply(*list.problem()));
  boost::json::array streams;
  for (const LiveView& view : ports.live->list())
    if (shows_order(ports.backend, request, view.order)) streams.emplace_back(to_json(view));
  respond(list.reply({{"streams", std::move(streams)}}));
}

void get_live_stream(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto stream = named_stream(ports, request, respond);
  if (!stream) return;
  const auto view = ports.live->find(*stream);
  respond(view ? json_reply(to_json(*view)) : to_reply(no_such_stream()));
}

void post_live_source(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto stream = named_stream(ports, request, respond);
  if (!stream) return;
  if (const auto objection = speaking_objection(ports, request)) return respond(to_reply(*objection));
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  const std::string token = fields.text("token", kTokenBytes);
  Feed feed = read_feed(fields);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  if (const auto* file = std::get_if<FileFeed>(&feed))
    if (const auto entry = ports.backend.clip_entry(file->clip); entry && entry->expired)
      return respond(to_reply({422, "clip.expired", "the clip has expired", "clip"}));
  ports.live->feed(*stream, token, std::move(feed), [respond](const Result<LiveView, Problem>& view) {
    respond(view ? json_reply(to_json(*view)) : to_reply(view.error()));
  });
}

void post_live_stop(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto stream = named_stream(ports, request, respond);
  if (!stream) return;
  const auto object = parse_json(request);
  if (!object) return respond(to_reply(object.error()));
  Fields fields(*object);
  const std::string token = fields.text("token", kTokenBytes);
  if (const auto problem = fields.finish()) return respond(to_reply(*problem));
  const auto view = ports.live->stop(*stream, token);
  respond(view ? json_reply(to_json(*view)) : to_reply(view.error()));
}

void get_live_sdp(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto stream = named_stream(ports, request, respond);
  if (!stream) return;
  Query query(request, {"to"});
  const std::string to = query.text("to").value_or("");
  if (to.empty()) query.refuse("to", "names where the sound goes: an address and a port");
  if (query.problem()) return respond(to_reply(*query.problem()));
  ports.live->monitor(*stream, to, [respond](const Result<std::string, Problem>& sdp) {
    respond(sdp ? Reply{200, "application/sdp", *sdp, {}} : to_reply(sdp.error()));
  });
}

// Whoever has the ticket may speak, but only where the account's areas and classes reach all of the order.
std::optional<Problem> speaking_objection(const ApiPorts& ports, const Request& request) {
  const auto stream = stream_from(request.captured.at(0));
  const auto view = stream ? ports.live->find(*stream) : std::nullopt;
  return view ? known_order_objection(ports.backend, request, view->order) : std::nullopt;
}

// ?token=…&format=opus|s16le&rate=48000: a browser cannot set header fields on a WebSocket.
Result<std::unique_ptr<Speaker>, Problem> start_speaking(const ApiPorts& ports, const Request& request) {
  if (ports.live == nullptr) return fail(no_live_desk());
  const auto stream = stream_from(request.captured.at(0));
  if (!stream || !shows_stream(ports, request, *stream)) return fail(no_such_stream());
  if (auto objection = speaking_objection(ports, request)) return fail(std::move(*objection));
  Query query(request, {"token", "format", "rate"});
  const std::string format = query.text("format").value_or("opus");
  if (format != "opus" && format != "s16le") query.refuse("format", "must be one of opus, s16le");
  const auto rate = static_cast<std::uint32_t>(query.number_or("rate", 48'000, 48'000));
  if (query.problem()) return fail(*query.problem());
  return ports.live->speak(*stream, query.text("token").value_or(""),
                           format == "opus" ? SpeakerFormat::opus : SpeakerFormat::s16le, rate);
}

// An ordinary request to the WebSocket's path.
void get_live_audio(const ApiPorts&, Request, const Respond& respond) {
  respond(to_reply({426, "live.upgrade_needed", "this path speaks WebSocket", {}}));
}

}  // namespace tongluo::http
