// An order with all it needs in one body: its clips are verified and stored, then its trust list if that is newer, then
// the order is submitted like any other. What the order does not name is not stored.

#include <algorithm>
#include <spdlog/spdlog.h>

#include "controller/core/clip_library.hpp"
#include "controller/http/access.hpp"
#include "controller/http/api_handlers.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/api_reply.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/wire/bundle.hpp"
#include "protocol/wire/order.hpp"

namespace tongluo::http {
namespace {

struct Opened {
  controller::Submission submission;
  std::optional<Envelope> newer_trust_list;
  std::vector<session::SharedClip> clips;
};

// What the bundle still has to do, one step after the other.
struct Unpacking : std::enable_shared_from_this<Unpacking> {
  Unpacking(ApiBackend& to, Opened content, Respond answer)
      : backend(to), opened(std::move(content)), respond(std::move(answer)) {}
  void next();
  void submit();

  ApiBackend& backend;
  Opened opened;
  Respond respond;
  std::size_t stored = 0;
};

Problem malformed(std::string detail, std::string field = {}) {
  return {422, "bundle.malformed", std::move(detail), std::move(field)};
}

// The clip in chunks, each held against the manifest; nothing if one differs.
session::SharedClip cut(const wire::BundleClip& packed) {
  const wire::ClipManifest& manifest = packed.manifest;
  if (packed.audio.size() != manifest.total_bytes) return nullptr;
  session::ClipData clip;
  clip.manifest = wire::serialize(manifest);
  clip.digest = sign::digest_of(clip.manifest);
  std::size_t at = 0;
  for (std::size_t i = 0; i < manifest.chunks.size(); ++i) {
    const ByteView chunk = ByteView(packed.audio).subspan(at, wire::chunk_size(manifest, i));
    if (sign::digest_of(chunk) != manifest.chunks[i]) return nullptr;
    clip.chunks.emplace_back(chunk.begin(), chunk.end());
    at += chunk.size();
  }
  return std::make_shared<const session::ClipData>(std::move(clip));
}

Result<Opened, Problem> open_bundle(const Request& request, std::uint64_t held_trust_list) {
  auto bundle = wire::parse_bundle(as_bytes(request.body));
  if (!bundle) return fail(malformed("the body is no bundle: " + wire::to_string(bundle.error())));
  const auto order = wire::parse_order(bundle->order.payload);
  if (!order) return fail(malformed("the bundle's order: " + wire::to_string(order.error()), "order"));
  const std::vector<Digest> named = controller::clips_of(*order);
  Opened opened;
  for (std::size_t i = 0; i < bundle->clips.size(); ++i) {
    const std::string field = "clips[" + std::to_string(i) + "]";
    session::SharedClip clip = cut(bundle->clips[i]);
    if (clip == nullptr) return fail(malformed(field + " is damaged", field));
    if (std::find(named.begin(), named.end(), clip->digest) == named.end())
      return fail(Problem{422, "bundle.foreign_clip", "the order does not name " + field, field});
    opened.clips.push_back(std::move(clip));
  }
  const auto list = wire::parse_trust_list(bundle->trust_list.payload);
  if (!list) return fail(malformed("the bundle's trust list: " + wire::to_string(list.error()), "trust_list"));
  if (list->version > held_trust_list) opened.newer_trust_list = std::move(bundle->trust_list);
  opened.submission = {std::move(bundle->order), request.actor, "bundle", std::nullopt};
  return opened;
}

void Unpacking::next() {
  const auto answered = [self = shared_from_this()](const ObjectAnswer& answer) {
    if (answer) return self->next();
    self->respond(to_reply(refused(answer.error().refusal, answer.error().detail)));
  };
  if (stored < opened.clips.size())
    return backend.accept_clip(opened.clips[stored++], opened.submission.actor, answered);
  if (!opened.newer_trust_list) return submit();
  Envelope list = std::move(*opened.newer_trust_list);
  opened.newer_trust_list.reset();
  backend.accept_trust_list(std::move(list), answered);
}

void Unpacking::submit() {
  const std::string actor = opened.submission.actor;
  backend.submit(std::move(opened.submission), [self = shared_from_this(), actor](const OrderAnswer& answer) {
    if (!answer) return self->respond(to_reply(refused(answer.error().refusal, answer.error().detail)));
    spdlog::info("event=bundle_taken actor=\"{}\" digest={} state={} clips={}", actor, to_string(answer->digest),
                 to_string(answer->state), self->stored);
    self->respond(json_reply(to_json(*answer), answer->known_before ? 200 : 201));
  });
}

}  // namespace

void post_bundle(const ApiPorts& ports, Request request, const Respond& respond) {
  const auto confirmed = whole_number(request.confirmed_count, kMaxConfirmedCount);
  if (!confirmed && !request.confirmed_count.empty())
    return respond(to_reply({400, "header.out_of_range", "X-Confirmed-Count must be a whole number", {}}));
  if (const auto objection = whole_county_objection(request)) return respond(to_reply(*objection));
  auto opened = open_bundle(request, ports.backend.trust_list_version());
  if (!opened) return respond(to_reply(opened.error()));
  opened->submission.confirmed_count = confirmed;
  std::make_shared<Unpacking>(ports.backend, std::move(*opened), respond)->next();
}

}  // namespace tongluo::http
