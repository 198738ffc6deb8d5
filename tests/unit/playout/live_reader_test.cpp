// The reader's tables: order around the wrap, jitter, loss in and concealment out. A read is one 20 ms frame, as the
// player asks for it.

#include <gtest/gtest.h>
#include <map>

#include "tests/unit/playout/live_fixture.hpp"

namespace tongluo::playout {
namespace {

class LiveReaderTest : public testing::Test {
 protected:
  LiveReaderTest() { reader_.begin(queue_); }
  void push(std::uint32_t sequence) { ASSERT_TRUE(queue_.try_push(live_packet(sequence, first_))); }
  // `count` samples from where the last read ended.
  Samples read(std::size_t count) {
    Samples out(count);
    std::size_t done = 0;
    while (done < count) {
      const auto got = reader_.read(position_, std::span(out).subspan(done));
      if (got.ended) break;
      done += got.samples;
      position_ += static_cast<std::int64_t>(got.samples);
    }
    out.resize(done);
    return out;
  }
  std::vector<std::int16_t> values(std::initializer_list<std::uint32_t> sequences) {
    std::vector<std::int16_t> result;
    for (const std::uint32_t sequence : sequences) result.push_back(live_sample(sequence));
    return result;
  }
  std::uint32_t first_ = 100;
  LiveQueue queue_;
  LiveDecoder decoder_;
  LiveReader reader_{decoder_};
  std::int64_t position_ = 0;
};

TEST_F(LiveReaderTest, PacketsAroundTheWrapComeInOrderHoweverTheyArrive) {
  struct Row {
    std::vector<std::uint32_t> arrival, expected;
  };
  const Row rows[] = {
      {{0xFFFE, 0xFFFF, 0x10000, 0x10001}, {0xFFFE, 0xFFFF, 0x10000, 0x10001}},
      {{0x10000, 0xFFFE, 0x10001, 0xFFFF}, {0xFFFE, 0xFFFF, 0x10000, 0x10001}},
      {{0x10001, 0x10000, 0xFFFF, 0xFFFE}, {0xFFFE, 0xFFFF, 0x10000, 0x10001}},
      {{0xFFFF, 0xFFFE, 0xFFFE, 0x10001, 0x10000, 0xFFFF}, {0xFFFE, 0xFFFF, 0x10000, 0x10001}},
      {{0xFFFE, 0x10001, 0x10000}, {0xFFFE, 0x10000, 0x10001}},
  };
  for (const Row& row : rows) {
    LiveQueue queue;
    LiveDecoder decoder;
    LiveReader reader(decoder);
    reader.begin(queue);
    for (const std::uint32_t sequence : row.arrival) queue.try_push(live_packet(sequence, 0xFFFE));
    Frame frame;
    for (std::int64_t at = 0; at < 4 * kLive;) at += static_cast<std::int64_t>(reader.read(at, frame).samples);
    std::vector<std::int16_t> expected;
    for (const std::uint32_t sequence : row.expected) expected.push_back(live_sample(sequence));
    EXPECT_EQ(decoder.order, expected);
    EXPECT_EQ(reader.concealed(), 4 - row.expected.size());
    EXPECT_EQ(reader.lost(), 0u);
  }
}

TEST_F(LiveReaderTest, APacketThatComesBeforeItsInstantIsInTime) {
  push(100);
  push(102);
  read(kLive - 1);
  push(101);  // one sample before
  const Samples out = read(2 * kLive + 1);
  EXPECT_EQ(out[1], live_sample(101));
  EXPECT_EQ(out[kLive], live_sample(101));
  EXPECT_EQ(out[kLive + 1], live_sample(102));
  EXPECT_EQ(reader_.concealed(), 0u);
}

TEST_F(LiveReaderTest, AMissingPacketIsConcealedFadingAndThenThereIsSilence) {
  push(100);
  push(104);
  const Samples out = read(5 * kLive);
  EXPECT_EQ(out[kLive - 1], live_sample(100));
  EXPECT_EQ(out[kLive], kConcealed);
  EXPECT_NEAR(out[2 * kLive], kConcealed / 2, 2) << "half way of 120 ms";
  EXPECT_LT(out[3 * kLive - 1], 2);
  for (std::int64_t i = 3 * kLive; i < 4 * kLive; ++i) ASSERT_EQ(out[static_cast<std::size_t>(i)], 0);
  EXPECT_EQ(out[5 * kLive - 1], live_sample(104));
  EXPECT_EQ(reader_.concealed(), 2u);
  EXPECT_EQ(reader_.lost(), 1u);
}

TEST_F(LiveReaderTest, ConcealmentStopsWhereTheNextPacketBegins) {
  push(100);
  push(102);
  const Samples out = read(3 * kLive);
  EXPECT_NE(out[2 * kLive - 1], live_sample(102));
  EXPECT_EQ(out[2 * kLive], live_sample(102)) << "no fade: the sound never stopped";
  EXPECT_EQ(decoder_.resets, 1);
}

TEST_F(LiveReaderTest, SpeechAfterSilenceBeginsAnewAndFadesIn) {
  push(100);
  push(105);
  const Samples out = read(6 * kLive);
  EXPECT_EQ(out[5 * kLive], 0);
  EXPECT_EQ(out[5 * kLive + kLiveFadeInSamples], live_sample(105));
  EXPECT_EQ(decoder_.resets, 2);
}

TEST_F(LiveReaderTest, NothingIsInventedBeforeTheFirstPacket) {
  const Samples out = read(2 * kLive);
  EXPECT_EQ(out, Samples(2 * kLive, 0));
  EXPECT_EQ(reader_.lost() + reader_.concealed(), 0u);
}

TEST_F(LiveReaderTest, WhoJoinsInTheMiddleBeginsWithThePacketOfThatPlaceAfterARunUp) {
  for (std::uint32_t sequence = 100; sequence < 110; ++sequence) push(sequence);
  position_ = 4 * kLive + 1'000;
  const Samples out = read(kLive);
  EXPECT_EQ(out[kLiveFadeInSamples], live_sample(104));
  EXPECT_EQ(out[kLive - 1], live_sample(105));
  EXPECT_EQ(decoder_.order, values({103, 104, 105}));
}

TEST_F(LiveReaderTest, ALatePacketIsDroppedAndCounted) {
  push(100);
  push(102);
  read(2 * kLive + 10);
  push(101);
  push(103);
  const Samples out = read(kLive);
  EXPECT_EQ(out.back(), live_sample(103));
  EXPECT_EQ(decoder_.order, values({100, 102, 103}));
  EXPECT_EQ(reader_.late(), 1u);
}

TEST_F(LiveReaderTest, EndsAtTheMarkToTheSample) {
  push(100);
  push(101);
  queue_.try_push(end_mark(102, 100));
  EXPECT_EQ(read(10 * kLive).size(), 2u * kLive);
}

TEST_F(LiveReaderTest, AMissingLastPacketDoesNotMoveTheEnd) {
  push(100);
  queue_.try_push(end_mark(104, 100));
  EXPECT_EQ(read(10 * kLive).size(), 4u * kLive);
  EXPECT_EQ(reader_.lost(), 1u);
}

// Loss in, concealment out: of single losses all is concealed, of longer ones two packets each.
TEST(LiveReaderTable, LossInConcealmentOut) {
  struct Row {
    std::uint32_t every, burst, concealed, lost;
  };
  for (const Row& row : {Row{1'000'000, 0, 0, 0}, Row{10, 1, 100, 0}, Row{10, 2, 200, 0}, Row{20, 4, 100, 100}}) {
    LiveQueue queue;
    LiveDecoder decoder;
    LiveReader reader(decoder);
    reader.begin(queue);
    std::int64_t at = 0;
    for (std::uint32_t sequence = 0; sequence < 1'000; ++sequence) {
      // Losses in the middle of each period.
      const std::uint32_t in_period = sequence % row.every;
      if (in_period < 5 || in_period >= 5 + row.burst) queue.try_push(live_packet(sequence, 0));
      if (sequence < 10) continue;  // a playout delay of ten packets
      Frame frame;
      for (int i = 0; i < 3; ++i) {
        std::span<std::int16_t> rest = frame;
        while (!rest.empty()) {
          const auto got = reader.read(at, rest);
          at += static_cast<std::int64_t>(got.samples);
          rest = rest.subspan(got.samples);
        }
      }
    }
    Frame frame;
    while (at < 1'000 * kLive) at += static_cast<std::int64_t>(reader.read(at, frame).samples);
    EXPECT_EQ(reader.concealed(), row.concealed) << row.every << "/" << row.burst;
    EXPECT_EQ(reader.lost(), row.lost) << row.every << "/" << row.burst;
  }
}

}  // namespace
}  // namespace tongluo::playout
