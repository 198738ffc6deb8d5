#include "tools/hostile/attacks.hpp"

#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/clip_manifest.hpp"

namespace tongluo::hostile {
namespace {

constexpr auto kIntoThePast = std::chrono::hours(2);

auto bad(std::string what) { return fail(ErrorKind::bad_input, std::move(what)); }

Result<wire::Order> genuine_order(const Envelope& genuine) {
  wire::WireResult<wire::Order> order = wire::parse_order(genuine.payload);
  if (!order) return bad("the genuine order: " + to_string(order.error()));
  return std::move(*order);
}

void shift(wire::Order& order, WallTime::duration by) {
  order.issued_at += by;
  order.valid_from += by;
  order.valid_until += by;
  for (wire::Occurrence& occurrence : order.occurrences) {
    occurrence.earliest_start += by;
    occurrence.latest_start += by;
    occurrence.end += by;
  }
}

// The last byte belongs to the nonce: the form stays valid, so that nothing but the signature can tell.
Envelope flip_one_bit(Envelope envelope) {
  envelope.payload.back() ^= std::byte{1};
  return envelope;
}

void widen_to_county(wire::Order& order) {
  for (const wire::Target& target : order.targets) {
    const auto* area = std::get_if<AreaCode>(&target);
    if (area == nullptr) continue;
    constexpr std::uint64_t kBelowCounty = 1'000'000;
    order.targets = {AreaCode::from_number(area->number() - area->number() % kBelowCounty).value()};
    return;
  }
}

Result<Envelope> sign_with_new_key(const wire::Order& order, const Digest& deployment) {
  const auto key = sign::PrivateKey::generate(Algorithm::ed25519);
  if (!key) return fail(ErrorKind::unavailable, "no key: " + sign::to_string(key.error()));
  Envelope envelope{PayloadType::order, wire::serialize(order), {}};
  const auto added = sign::add_signature(envelope, deployment, *key);
  if (!added) return fail(ErrorKind::unavailable, "no signature: " + sign::to_string(added.error()));
  return envelope;
}

PreparedAttack prepared(Attack attack, Envelope envelope) {
  const Digest digest = sign::identity(envelope);
  return {attack, std::move(envelope), digest};
}

}  // namespace

std::string_view to_string(Attack attack) {
  switch (attack) {
    case Attack::flipped_bit:
      return "flipped_bit";
    case Attack::unknown_key:
      return "unknown_key";
    case Attack::replayed:
      return "replayed";
    case Attack::expired:
      return "expired";
  }
  return "unknown";
}

Result<PreparedAttacks> prepare_attacks(const Envelope& genuine, const Envelope& expired, const Digest& deployment,
                                        WallTime now, const Nonce& nonce) {
  Result<wire::Order> order = genuine_order(genuine);
  if (!order) return tl::unexpected(order.error());
  shift(*order, now - order->issued_at);
  order->nonce = nonce;
  order->order_class = OrderClass::actual;
  order->level = Level::i;
  order->volume_percent = 100;
  widen_to_county(*order);
  const Result<Envelope> unknown = sign_with_new_key(*order, deployment);
  if (!unknown) return tl::unexpected(unknown.error());
  const wire::WireResult<wire::Order> old = wire::parse_order(expired.payload);
  if (!old) return bad("the expired order: " + to_string(old.error()));
  if (old->valid_until >= now) return bad("the expired order is still valid");
  return PreparedAttacks{prepared(Attack::flipped_bit, flip_one_bit(genuine)), prepared(Attack::unknown_key, *unknown),
                         prepared(Attack::replayed, genuine), prepared(Attack::expired, expired)};
}

Result<Bytes> expired_payload(const Envelope& genuine, const Nonce& nonce) {
  Result<wire::Order> order = genuine_order(genuine);
  if (!order) return tl::unexpected(order.error());
  const auto validity = order->valid_until - order->issued_at;
  shift(*order, -(validity + kIntoThePast));
  order->nonce = nonce;
  return wire::serialize(*order);
}

Result<session::SharedClip> clip_of(const Envelope& genuine, ByteView ogg) {
  const Result<wire::Order> order = genuine_order(genuine);
  if (!order) return tl::unexpected(order.error());
  const auto* programme = std::get_if<wire::ClipProgramme>(&order->programme);
  if (programme == nullptr || programme->items.size() != 1) return bad("the genuine order plays other than one clip");
  if (ogg.empty() || ogg.size() > limits::kMaxClipBytes) return bad("the clip is empty or too large");
  const wire::PlaylistItem& item = programme->items.front();
  wire::ClipManifest manifest;
  manifest.codec = wire::ClipCodec::ogg_opus;
  manifest.total_bytes = ogg.size();
  manifest.chunk_bytes = static_cast<std::uint32_t>(limits::kClipChunkBytes);
  manifest.duration = item.duration;
  auto clip = std::make_shared<session::ClipData>();
  for (std::size_t at = 0; at < ogg.size(); at += limits::kClipChunkBytes) {
    const ByteView chunk = ogg.subspan(at, std::min(limits::kClipChunkBytes, ogg.size() - at));
    clip->chunks.emplace_back(chunk.begin(), chunk.end());
    manifest.chunks.push_back(sign::digest_of(chunk));
  }
  clip->manifest = wire::serialize(manifest);
  clip->digest = sign::digest_of(clip->manifest);
  if (clip->digest != item.clip) return bad("the clip is not the one that the genuine order names");
  return session::SharedClip(std::move(clip));
}

}  // namespace tongluo::hostile
