#include "protocol/wire/frame.hpp"

#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"

namespace tongluo::wire {
namespace {

Bytes three_frames() {
  Bytes stream;
  for (const std::string& body : {std::string("a"), std::string(300, 'b'), std::string("ccc")}) {
    const Bytes framed = frame(as_bytes(body));
    stream.insert(stream.end(), framed.begin(), framed.end());
  }
  return stream;
}

std::vector<Bytes> decode_in_pieces(const Bytes& stream, std::size_t piece) {
  FrameDecoder decoder;
  std::vector<Bytes> bodies;
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    const std::size_t size = std::min(piece, stream.size() - at);
    EXPECT_TRUE(decoder.feed(ByteView(stream).subspan(at, size), bodies));
  }
  EXPECT_EQ(decoder.buffered_bytes(), 0U);
  return bodies;
}

TEST(FrameDecoder, ResultDoesNotDependOnFragmentation) {
  const Bytes stream = three_frames();
  const std::vector<Bytes> whole = decode_in_pieces(stream, stream.size());
  ASSERT_EQ(whole.size(), 3U);
  EXPECT_EQ(whole[1], to_bytes(std::string(300, 'b')));
  for (std::size_t piece = 1; piece <= 69; ++piece) EXPECT_EQ(decode_in_pieces(stream, piece), whole) << piece;
}

TEST(FrameDecoder, CutAtEveryByteKeepsWhatCameBefore) {
  const Bytes stream = three_frames();
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    FrameDecoder decoder;
    std::vector<Bytes> bodies;
    EXPECT_TRUE(decoder.feed(ByteView(stream).first(cut), bodies));
    EXPECT_TRUE(decoder.feed(ByteView(stream).subspan(cut), bodies));
    EXPECT_EQ(bodies.size(), 3U) << cut;
  }
}

TEST(FrameDecoder, RefusesALengthAboveTheLimitBeforeAllocating) {
  FrameDecoder decoder;
  std::vector<Bytes> bodies;
  const auto result = decoder.feed(*from_hex("00010001"), bodies);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, WireFault::too_long);
  EXPECT_LE(decoder.buffered_bytes(), limits::kFrameHeaderBytes);
}

TEST(FrameDecoder, RefusesAnEmptyFrame) {
  FrameDecoder decoder;
  std::vector<Bytes> bodies;
  const auto result = decoder.feed(*from_hex("00000000"), bodies);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, WireFault::missing_field);
}

TEST(FrameDecoder, StaysFailedAfterABadLength) {
  FrameDecoder decoder;
  std::vector<Bytes> bodies;
  EXPECT_FALSE(decoder.feed(*from_hex("ffffffff"), bodies));
  EXPECT_FALSE(decoder.feed(frame(as_bytes("good")), bodies));
  EXPECT_TRUE(bodies.empty());
}

TEST(FrameDecoder, FramesBeforeABadLengthAreDelivered) {
  Bytes stream = frame(as_bytes("good"));
  const Bytes bad = *from_hex("7fffffff00");
  stream.insert(stream.end(), bad.begin(), bad.end());
  FrameDecoder decoder;
  std::vector<Bytes> bodies;
  EXPECT_FALSE(decoder.feed(stream, bodies));
  ASSERT_EQ(bodies.size(), 1U);
  EXPECT_EQ(bodies[0], to_bytes("good"));
}

TEST(FrameDecoder, TakesABodyOfExactlyTheLimit) {
  const Bytes body(limits::kMaxFrameBytes, std::byte{7});
  FrameDecoder decoder;
  std::vector<Bytes> bodies;
  EXPECT_TRUE(decoder.feed(frame(body), bodies));
  ASSERT_EQ(bodies.size(), 1U);
  EXPECT_EQ(bodies[0], body);
}

}  // namespace
}  // namespace tongluo::wire
