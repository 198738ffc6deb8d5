#pragma once
// One full sample of each payload and message, every field set, for the wire tests.

#include "protocol/base/limits.hpp"
#include "protocol/wire/clip_manifest.hpp"
#include "protocol/wire/messages.hpp"
#include "protocol/wire/order.hpp"
#include "protocol/wire/receipt.hpp"
#include "protocol/wire/release.hpp"
#include "protocol/wire/trust_objects.hpp"

namespace tongluo::wire::samples {

inline WallTime at(std::int64_t second) { return wall_from_us((1'800'000'000 + second) * 1'000'000); }

template <class Octets>
Octets octets(int fill) {
  Octets out;
  out.octets.fill(static_cast<std::byte>(fill));
  return out;
}

inline TerminalId terminal() { return *TerminalId::parse("TL-500116-0001"); }
inline AreaCode township() { return *AreaCode::parse("500116101000"); }

inline Order order() {
  Order order;
  order.order_class = OrderClass::actual;
  order.level = Level::i;
  order.issued_at = at(0);
  order.valid_from = at(0);
  order.valid_until = at(3600);
  order.targets = {township(), terminal(), Polygon{{{1, 2}, {3, 4}, {-5, 6}}}, Circle{{7, -8}, 500}};
  order.occurrences = {{1, at(0), at(600), at(700)}, {2, at(1000), at(1600), at(1700)}};
  order.tone = Tone::level_i;
  order.tone_duration = seconds(4);
  order.programme = ClipProgramme{
      {{octets<Digest>(1), milliseconds(9'000)}, {octets<Digest>(2), milliseconds(1'500)}}, 3, milliseconds(2'000)};
  order.volume_percent = 80;
  order.interrupt_rule = InterruptRule::resume;
  order.all_clear_clip = octets<Digest>(3);
  order.supersedes = octets<Digest>(4);
  order.event_code = "11B03";
  order.headline = "洪水警报";
  order.language = "zh-CN";
  order.cap_identifier = "cap-1";
  order.nonce = octets<Nonce>(5);
  return order;
}

inline TrustList trust_list() {
  TrustList list;
  list.version = 7;
  list.issued_at = at(-1000);
  list.expires_at = at(100'000);
  Issuer issuer;
  issuer.key_id = octets<KeyId>(1);
  issuer.person = "Li Wei";
  issuer.custody = Custody::token;
  issuer.algorithm = Algorithm::sm2_sm3;
  issuer.public_key = to_bytes("key");
  issuer.role = Role::dispatch;
  issuer.order_class = OrderClass::actual;
  issuer.areas = {township()};
  issuer.highest_level = Level::ii;
  issuer.valid_from = at(-1000);
  issuer.valid_until = at(1000);
  issuer.rank = 2;
  list.issuers = {issuer};
  list.rules = {{OrderClass::actual, Level::i, 2, {Role::dispatch, Role::relay}}};
  list.next_roots = RootSet{1, {{Algorithm::ed25519, to_bytes("root")}}, to_bytes("salt")};
  return list;
}

inline Receipt receipt() {
  Receipt receipt{.terminal = terminal()};
  receipt.order = octets<Digest>(9);
  receipt.occurrence = 2;
  receipt.stage = Stage::final;
  receipt.outcome = Outcome::refused;
  receipt.refusal = Refusal::expired;
  receipt.detail = "expired an hour ago";
  receipt.at = at(1);
  receipt.first_sample = at(2);
  receipt.last_sample = at(3);
  receipt.samples_played = 48'000;
  receipt.frames_concealed = 1;
  receipt.frames_lost = 2;
  receipt.repetitions_played = 3;
  receipt.clock_error_us = -40;
  receipt.clock_synchronised = true;
  receipt.path = Path::control_channel;
  receipt.gateway_epoch = 11;
  receipt.boot_id = octets<Nonce>(6);
  receipt.sequence = 77;
  receipt.expected_level_mdb = -20'000;
  receipt.measured_level_mdb = -21'000;
  receipt.sensor_present = true;
  receipt.sink_samples = 48'960;
  receipt.sink_digest = octets<Digest>(8);
  return receipt;
}

inline ReleaseManifest release_manifest() {
  ReleaseManifest manifest;
  manifest.version = 12;
  manifest.name = "1.4.2";
  manifest.version_floor = 9;
  manifest.issued_at = at(0);
  manifest.expires_at = at(1'000'000);
  manifest.hardware = {"speaker-a7", "speaker-a53"};
  manifest.image_bytes = limits::kImageBlockBytes + 10;
  manifest.image = octets<Digest>(1);
  manifest.blocks = {octets<Digest>(2), octets<Digest>(3)};
  manifest.rings = {{at(10), 0, {terminal()}}, {at(20), 100, {}}, {at(30), kWholeShare, {}}};
  return manifest;
}

inline Envelope envelope() {
  return {PayloadType::order, to_bytes("payload"), {{octets<KeyId>(1), Algorithm::ed25519, Bytes(64, std::byte{2})}}};
}

inline std::vector<Message> messages() {
  Hello hello{.terminal = terminal()};
  hello.protocol_major = 1;
  hello.firmware = "0.1.0";
  hello.capabilities = {"clip", "sm2"};
  hello.boot_id = octets<Nonce>(1);
  hello.clock = at(0);
  hello.cached_clips = {octets<Digest>(1), octets<Digest>(2)};
  hello.unacknowledged_receipts = 3;
  hello.trust_list_version = 4;
  hello.place_version = 5;
  hello.time_nonce = octets<Nonce>(2);
  hello.partial_clips = {{octets<Digest>(7), 5}, {octets<Digest>(8), 0}};
  const Heartbeat heartbeat{9,
                            at(1),
                            TerminalState::playing,
                            1,
                            2,
                            octets<Digest>(3),
                            {7, 0x16, 0x800, {-97, 1, 80}},
                            ModemIdentity{"89860012345678901234", "460001234567890", "CHINA MOBILE"}};
  return {hello,
          Welcome{12, at(0), seconds(120), "127.0.0.1:5004", to_bytes("token"), envelope()},
          SignedObject{envelope()},
          OrderDelivery{envelope(), 12, at(5)},
          ClipManifestPush{octets<Digest>(1), to_bytes("manifest")},
          ClipRequest{octets<Digest>(1), true, 3, 40},
          ClipChunk{octets<Digest>(1), 2, Bytes(4096, std::byte{1})},
          ClipUnavailable{octets<Digest>(1)},
          ReceiptReport{envelope()},
          ReceiptTaken{{octets<Digest>(1), octets<Digest>(2)}},
          heartbeat,
          HeartbeatSeen{9, at(1), at(2), at(3), seconds(30)},
          Event{EventKind::order_refused, at(1), "why", octets<Digest>(1), Refusal::bad_signature, 4},
          CommandResult{octets<Digest>(1), CommandStatus::refused, "not now", Refusal::expired, 1, 2, to_bytes("ok")},
          UpdateProgress{octets<Digest>(1), 2, 50, "half"},
          GoAway{GoAwayReason::shutting_down, milliseconds(100), milliseconds(900), 1, 1},
          LiveRequest{77, true},
          LivePackets{77, Bytes(300, std::byte{4})},
          ImageRequest{octets<Digest>(1), 200'000'000, 262'144},
          ImageChunk{octets<Digest>(1), 262'144, Bytes(300, std::byte{5})},
          ImageUnavailable{octets<Digest>(1)}};
}

}  // namespace tongluo::wire::samples
