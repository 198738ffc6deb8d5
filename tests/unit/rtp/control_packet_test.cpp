#include "protocol/rtp/control_packet.hpp"

#include <gtest/gtest.h>

namespace tongluo::rtp {
namespace {

Nonce token() {
  Nonce token;
  token.octets.fill(std::byte{3});
  return token;
}

std::vector<ControlBody> bodies() {
  return {Open{7},       Challenge{token()},
          Echo{token()}, Opened{7, StreamState::ended},
          Close{7},      Nack{7, {{false, 0xffff, 0x8001}, {true, 3, 0}}},
          TimeQuery{-5}, TimeAnswer{-5, wall_from_us(1), wall_from_us(2)}};
}

Bytes datagram(const ControlBody& body) {
  Bytes bytes = serialize_unsealed({token(), 0x0102030405060708, body});
  bytes.insert(bytes.end(), kSealBytes, std::byte{9});
  return bytes;
}

TEST(ControlPacket, EachKindParsesBackToItself) {
  ASSERT_EQ(bodies().size(), std::variant_size_v<ControlBody>);
  for (const ControlBody& body : bodies()) {
    const Bytes bytes = datagram(body);
    EXPECT_TRUE(is_control(bytes));
    EXPECT_EQ(peek_token(bytes), token());
    const auto parsed = parse_control(bytes);
    ASSERT_TRUE(parsed) << body.index();
    EXPECT_EQ(parsed->packet, (ControlPacket{token(), 0x0102030405060708, body}));
    EXPECT_EQ(parsed->sealed_part.size() + parsed->seal.size(), bytes.size());
  }
}

TEST(ControlPacket, CutAnywhereOrTooLongIsRefused) {
  for (const ControlBody& body : bodies()) {
    Bytes bytes = datagram(body);
    for (std::size_t size = 0; size < bytes.size(); ++size)
      EXPECT_FALSE(parse_control(ByteView(bytes).first(size))) << body.index() << " cut at " << size;
    bytes.push_back(std::byte{0});
    EXPECT_FALSE(parse_control(bytes)) << body.index();
  }
}

TEST(ControlPacket, RefusesUnknownKindsVersionsAndValues) {
  const auto with = [](const ControlBody& body, std::size_t at, int value) {
    Bytes bytes = datagram(body);
    bytes[at] = static_cast<std::byte>(value);
    return parse_control(bytes).error();
  };
  EXPECT_EQ(with(Open{1}, 0, 0), MediaFault::unknown_kind);
  EXPECT_EQ(with(Open{1}, 0, 9), MediaFault::unknown_kind);
  EXPECT_EQ(with(Open{1}, 1, 2), MediaFault::unknown_kind);
  EXPECT_EQ(with(Open{1}, 3, 1), MediaFault::bad_value);
  EXPECT_EQ(with(Opened{1, StreamState::ended}, 35, 0), MediaFault::bad_value);
  EXPECT_EQ(with(Opened{1, StreamState::ended}, 35, 5), MediaFault::bad_value);
  EXPECT_EQ(with(Nack{1, {{}}}, 35, 0), MediaFault::bad_count);
  EXPECT_EQ(with(Nack{1, {{}}}, 35, limits::kMaxNackEntries + 1), MediaFault::bad_count);
  EXPECT_EQ(with(Nack{1, {{}}}, 37, 2), MediaFault::bad_value);
}

TEST(ControlPacket, IsNeverTakenForRtp) {
  for (const ControlBody& body : bodies()) EXPECT_LT(std::to_integer<int>(datagram(body)[0]), 64);
  EXPECT_FALSE(is_control(*from_hex("80")));
  EXPECT_FALSE(is_control({}));
}

TEST(ControlPacket, TheLongestFitsItsLimit) {
  const Nack nack{1, std::vector<NackEntry>(limits::kMaxNackEntries)};
  EXPECT_EQ(datagram(nack).size(), kMaxControlPacketBytes);
  EXPECT_TRUE(parse_control(datagram(nack)));
}

}  // namespace
}  // namespace tongluo::rtp
