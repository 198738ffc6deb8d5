// Photos of installed terminals: JPEG in, JPEG out, nothing else. What a terminal's area hides, its photos are, too.

#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_reply.hpp"
#include "controller/http/json_values.hpp"

namespace tongluo::http {

namespace json = boost::json;

namespace {

constexpr std::size_t kNamedDigits = 8;

std::optional<TerminalId> placed_terminal(const ApiPorts& ports, const Request& request, const Respond& respond) {
  if (ports.photos == nullptr) {
    respond(to_reply({503, "photo.unavailable", "this controller keeps no photos", {}}));
    return std::nullopt;
  }
  auto terminal = captured_terminal(request, respond);
  if (!terminal) return std::nullopt;
  if (!targets_objection(ports.backend, request, {*terminal}) && !ports.backend.addressed_by({*terminal}).empty())
    return terminal;
  respond(to_reply({404, "terminal.not_found", "no place record names it", {}}));
  return std::nullopt;
}

std::optional<Digest> named_photo(const Request& request, const Respond& respond) {
  const auto digest = digest_from_hex(request.captured.at(1));
  if (!digest) respond(to_reply({404, "digest.malformed", "the digest in the path must be 64 hexadecimal digits", {}}));
  return digest;
}

json::object photo_json(const Photo& photo) {
  return {{"digest", to_string(photo.digest)}, {"width", photo.width}, {"height", photo.height}, {"bytes", photo.bytes},
          {"at_us", to_us(photo.at)},          {"actor", photo.actor}};
}

// The controller's other doors have no headers of their own.
Reply picture_reply(const TerminalId& terminal, const Digest& digest, const Bytes& picture) {
  Reply reply{200, "image/jpeg", std::string(as_text(picture)), {}};
  const std::string name = terminal.text() + "-" + to_string(digest).substr(0, kNamedDigits) + ".jpg";
  reply.headers = {{"Content-Disposition", "inline; filename=\"" + name + "\""},
                   {"X-Content-Type-Options", "nosniff"},
                   {"Content-Security-Policy", "default-src 'none'; sandbox"}};
  return reply;
}

}  // namespace

void get_photos(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto terminal = placed_terminal(ports, request, respond);
  if (!terminal) return;
  const auto photos = ports.photos->photos(*terminal);
  respond(json_reply({{"photos", array_of(photos, [](const Photo& photo) { return photo_json(photo); })}}));
}

void post_photo(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto terminal = placed_terminal(ports, request, respond);
  if (!terminal) return;
  if (!request.content_type.empty() && request.content_type != "image/jpeg")
    return respond(to_reply({415, "content_type.unsupported", "a photo is sent as image/jpeg", {}}));
  auto picture = clean_jpeg(as_bytes(request.body));
  if (!picture) return respond(to_reply(picture.error()));
  ports.photos->add(*terminal, std::move(*picture), request.actor, [respond](const Result<Photo, Problem>& photo) {
    respond(photo ? json_reply(photo_json(*photo), 201) : to_reply(photo.error()));
  });
}

void get_photo(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto terminal = placed_terminal(ports, request, respond);
  if (!terminal) return;
  const auto digest = named_photo(request, respond);
  if (!digest) return;
  ports.photos->read(*terminal, *digest,
                     [respond, terminal = *terminal, digest = *digest](const Result<Bytes, Problem>& picture) {
                       respond(picture ? picture_reply(terminal, digest, *picture) : to_reply(picture.error()));
                     });
}

void delete_photo(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto terminal = placed_terminal(ports, request, respond);
  if (!terminal) return;
  const auto digest = named_photo(request, respond);
  if (!digest) return;
  ports.photos->remove(*terminal, *digest, request.actor, [respond](const Result<void, Problem>& removed) {
    respond(removed ? json_reply({{"removed", true}}) : to_reply(removed.error()));
  });
}

}  // namespace tongluo::http
