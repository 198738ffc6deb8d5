#include "protocol/rtp/control_packet.hpp"

#include <algorithm>
#include <optional>

#include "protocol/rtp/big_endian.hpp"

namespace tongluo::rtp {
namespace {

constexpr std::size_t kHeaderBytes = 28;
constexpr std::size_t kTokenAt = 4;
constexpr std::size_t kEntryBytes = 6;
constexpr std::uint8_t kVersion = 1;
constexpr std::uint8_t kFirstForeign = 64;

Nonce read_nonce(ByteView bytes, std::size_t at) {
  Nonce nonce;
  const ByteView octets = bytes.subspan(at, Nonce::kSize);
  std::copy(octets.begin(), octets.end(), nonce.octets.begin());
  return nonce;
}

// ---- bodies: one reader and one writer each; a body's length is checked before its reader runs ----

Open read_open(ByteView body) { return {read_be<std::uint32_t>(body, 0)}; }
void write(const Open& open, Bytes& out) { append_be(out, open.stream_id); }

Challenge read_challenge(ByteView body) { return {read_nonce(body, 0)}; }
void write(const Challenge& challenge, Bytes& out) { append(out, challenge.nonce.octets); }

Echo read_echo(ByteView body) { return {read_nonce(body, 0)}; }
void write(const Echo& echo, Bytes& out) { append(out, echo.nonce.octets); }

MediaResult<ControlBody> read_opened(ByteView body) {
  const auto state = read_be<std::uint32_t>(body, 4);
  if (state < 1 || state > static_cast<std::uint32_t>(StreamState::not_admitted)) return fail(MediaFault::bad_value);
  return Opened{read_be<std::uint32_t>(body, 0), static_cast<StreamState>(state)};
}
void write(const Opened& opened, Bytes& out) {
  append_be(out, opened.stream_id);
  append_be(out, static_cast<std::uint32_t>(opened.state));
}

Close read_close(ByteView body) { return {read_be<std::uint32_t>(body, 0)}; }
void write(const Close& close, Bytes& out) { append_be(out, close.stream_id); }

MediaResult<ControlBody> read_nack(ByteView body) {
  if (body.size() < 8) return fail(MediaFault::truncated);
  const std::size_t count = read_be<std::uint32_t>(body, 4);
  if (count == 0 || count > limits::kMaxNackEntries) return fail(MediaFault::bad_count);
  if (body.size() < 8 + kEntryBytes * count) return fail(MediaFault::truncated);
  if (body.size() > 8 + kEntryBytes * count) return fail(MediaFault::too_long);
  Nack nack{read_be<std::uint32_t>(body, 0), {}};
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = 8 + kEntryBytes * i;
    const auto kind = read_be<std::uint16_t>(body, at);
    if (kind > 1) return fail(MediaFault::bad_value);
    nack.entries.push_back({kind == 1, read_be<std::uint16_t>(body, at + 2), read_be<std::uint16_t>(body, at + 4)});
  }
  return nack;
}
void write(const Nack& nack, Bytes& out) {
  TL_ASSERT(!nack.entries.empty() && nack.entries.size() <= limits::kMaxNackEntries);
  append_be(out, nack.stream_id);
  append_be(out, static_cast<std::uint32_t>(nack.entries.size()));
  for (const NackEntry& entry : nack.entries) {
    append_be(out, static_cast<std::uint16_t>(entry.manifests ? 1 : 0));
    append_be(out, entry.first);
    append_be(out, entry.following);
  }
}

TimeQuery read_time_query(ByteView body) { return {read_be<std::int64_t>(body, 0)}; }
void write(const TimeQuery& query, Bytes& out) { append_be(out, query.sent_us); }

TimeAnswer read_time_answer(ByteView body) {
  return {read_be<std::int64_t>(body, 0), wall_from_us(read_be<std::int64_t>(body, 8)),
          wall_from_us(read_be<std::int64_t>(body, 16))};
}
void write(const TimeAnswer& answer, Bytes& out) {
  append_be(out, answer.sent_us);
  append_be(out, to_us(answer.received));
  append_be(out, to_us(answer.replied));
}

// ---- one table: a kind's number is its place in ControlBody plus one ----

struct Kind {
  std::optional<std::size_t> body_bytes;  // none: the body says
  MediaResult<ControlBody> (*read)(ByteView body);
};
const Kind kKinds[] = {
    {4, [](ByteView body) -> MediaResult<ControlBody> { return read_open(body); }},
    {16, [](ByteView body) -> MediaResult<ControlBody> { return read_challenge(body); }},
    {16, [](ByteView body) -> MediaResult<ControlBody> { return read_echo(body); }},
    {8, read_opened},
    {4, [](ByteView body) -> MediaResult<ControlBody> { return read_close(body); }},
    {std::nullopt, read_nack},
    {8, [](ByteView body) -> MediaResult<ControlBody> { return read_time_query(body); }},
    {24, [](ByteView body) -> MediaResult<ControlBody> { return read_time_answer(body); }},
};
static_assert(std::size(kKinds) == std::variant_size_v<ControlBody>);

}  // namespace

bool is_control(ByteView datagram) { return !datagram.empty() && read_be<std::uint8_t>(datagram, 0) < kFirstForeign; }

MediaResult<Nonce> peek_token(ByteView datagram) {
  if (datagram.size() < kHeaderBytes + kSealBytes) return fail(MediaFault::truncated);
  return read_nonce(datagram, kTokenAt);
}

MediaResult<ParsedControl> parse_control(ByteView datagram) {
  if (datagram.size() > kMaxControlPacketBytes) return fail(MediaFault::too_long);
  if (datagram.size() < kHeaderBytes + kSealBytes) return fail(MediaFault::truncated);
  const std::size_t kind = read_be<std::uint8_t>(datagram, 0);
  if (kind == 0 || kind > std::size(kKinds) || read_be<std::uint8_t>(datagram, 1) != kVersion)
    return fail(MediaFault::unknown_kind);
  if (read_be<std::uint16_t>(datagram, 2) != 0) return fail(MediaFault::bad_value);
  const ByteView body = datagram.subspan(kHeaderBytes, datagram.size() - kHeaderBytes - kSealBytes);
  const Kind& row = kKinds[kind - 1];
  if (row.body_bytes && body.size() != *row.body_bytes)
    return fail(body.size() < *row.body_bytes ? MediaFault::truncated : MediaFault::too_long);
  auto parsed_body = row.read(body);
  if (!parsed_body) return fail(parsed_body.error());
  ParsedControl parsed;
  parsed.packet = {read_nonce(datagram, kTokenAt), read_be<std::uint64_t>(datagram, 20), std::move(*parsed_body)};
  parsed.sealed_part = datagram.first(datagram.size() - kSealBytes);
  parsed.seal = datagram.last(kSealBytes);
  return parsed;
}

Bytes serialize_unsealed(const ControlPacket& packet) {
  Bytes out;
  out.reserve(kMaxControlPacketBytes);  // with its seal
  append_be(out, static_cast<std::uint8_t>(packet.body.index() + 1));
  append_be(out, kVersion);
  append_be(out, std::uint16_t{0});
  append(out, packet.token.octets);
  append_be(out, packet.counter);
  std::visit([&out](const auto& body) { write(body, out); }, packet.body);
  return out;
}

}  // namespace tongluo::rtp
