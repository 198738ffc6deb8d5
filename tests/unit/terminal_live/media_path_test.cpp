// The terminal's end of the media socket against a controller's seal. The test is the controller and owns time.

#include "terminal-fw/live/media_path.hpp"

#include <gtest/gtest.h>

#include "tests/unit/terminal_live/live_fixture.hpp"

namespace tongluo::live {
namespace {

class MediaPathTest : public testing::Test {
 protected:
  // What the terminal sends by then, as the controller reads it.
  std::vector<rtp::ControlBody> sent() {
    std::vector<rtp::ControlBody> bodies;
    while (auto action = path_.next_action()) {
      if (const auto* send = std::get_if<SendDatagram>(&*action)) {
        const auto body = controller_.open(send->bytes);
        EXPECT_TRUE(body);
        if (body) bodies.push_back(*body);
      }
      if (const auto* sample = std::get_if<TimeSample>(&*action)) samples_.push_back(*sample);
      if (const auto* state = std::get_if<StreamStateChanged>(&*action)) states_.push_back(state->state);
    }
    return bodies;
  }
  std::vector<SteadyTime> opens_until(SteadyTime end) {
    std::vector<SteadyTime> times;
    while (path_.next_deadline() <= end) {
      const SteadyTime now = path_.next_deadline();
      path_.on_deadline(at(now));
      for (const rtp::ControlBody& body : sent())
        if (std::holds_alternative<rtp::Open>(body)) times.push_back(now);
    }
    return times;
  }
  void answer(SteadyTime now, rtp::ControlBody body) { path_.on_datagram(at(now), controller_.seal(std::move(body))); }

  Bytes exported_ = Bytes(stream::kExporterBytes, std::byte{7});
  stream::MediaSeal controller_{stream::End::controller, Nonce{}, exported_};
  MediaPath path_{Nonce{}, exported_};
  std::vector<TimeSample> samples_;
  std::vector<rtp::StreamState> states_;
};

TEST_F(MediaPathTest, OpensAtOnceAndRepeatsAnUnansweredOpenLessAndLess) {
  ASSERT_TRUE(path_.open(at(ms(0)), kStream));
  EXPECT_EQ(sent(), std::vector<rtp::ControlBody>{rtp::Open{kStream}});
  EXPECT_EQ(opens_until(ms(9'000)), (std::vector<SteadyTime>{ms(250), ms(750), ms(1'750), ms(3'750), ms(7'750)}));
}

TEST_F(MediaPathTest, EchoesAChallengeAndSaysAgainWhatItWanted) {
  path_.open(at(ms(0)), kStream);
  sent();
  Nonce nonce;
  nonce.octets.fill(std::byte{5});
  answer(ms(80), rtp::Challenge{nonce});
  EXPECT_EQ(sent(), (std::vector<rtp::ControlBody>{rtp::Echo{nonce}, rtp::Open{kStream}}));
  answer(ms(160), rtp::Opened{kStream, rtp::StreamState::flowing});
  EXPECT_TRUE(sent().empty());
  EXPECT_EQ(states_, std::vector<rtp::StreamState>{rtp::StreamState::flowing});
}

TEST_F(MediaPathTest, AnAnsweredOpenIsRepeatedEachTenSecondsWhileMediaFlow) {
  path_.open(at(ms(0)), kStream);
  answer(ms(100), rtp::Opened{kStream, rtp::StreamState::flowing});
  sent();
  std::vector<SteadyTime> opens;
  for (int i = 2; i < 250; ++i) {
    EXPECT_EQ(path_.on_datagram(at(ms(100 * i)), rtp_of(static_cast<std::uint32_t>(i))), kStream);
    const auto more = opens_until(ms(100 * i + 99));
    opens.insert(opens.end(), more.begin(), more.end());
  }
  EXPECT_EQ(opens.size(), 2u);
}

TEST_F(MediaPathTest, ASecondOfSilenceOpensAgain) {
  path_.open(at(ms(0)), kStream);
  answer(ms(100), rtp::Opened{kStream, rtp::StreamState::flowing});
  path_.on_datagram(at(ms(200)), rtp_of(1));
  sent();
  const auto opens = opens_until(ms(1'500));
  ASSERT_FALSE(opens.empty());
  EXPECT_EQ(opens[0], ms(1'200));
  EXPECT_EQ(path_.counters().reopens, 1u);
}

TEST_F(MediaPathTest, AStreamThatHasNotBegunIsNotOpenedMoreOften) {
  path_.open(at(ms(0)), kStream);
  answer(ms(100), rtp::Opened{kStream, rtp::StreamState::not_started});
  sent();
  EXPECT_EQ(opens_until(ms(10'300)), std::vector<SteadyTime>{ms(10'100)});
}

TEST_F(MediaPathTest, AsksTheTimeEightTimesInASecondAndTellsFourTimes) {
  path_.ask_time(at(ms(1'000)), kTimeBurst);
  std::size_t questions = 0;
  std::int64_t first = -1;
  for (int step = 0; step < 20; ++step) {
    for (const rtp::ControlBody& body : sent())
      if (const auto* query = std::get_if<rtp::TimeQuery>(&body)) {
        ++questions;
        if (first < 0) first = query->sent_us;
      }
    if (path_.next_deadline() == SteadyTime::max()) break;
    path_.on_deadline(at(path_.next_deadline()));
  }
  EXPECT_EQ(questions, kTimeBurst);
  EXPECT_EQ(path_.next_deadline(), SteadyTime::max()) << "nobody wants a stream";
  answer(ms(1'090), rtp::TimeAnswer{first, at(ms(1'050)).wall, at(ms(1'051)).wall});
  sent();
  ASSERT_EQ(samples_.size(), 1u);
  EXPECT_EQ(samples_[0].sent, ms(1'000));
  EXPECT_EQ(samples_[0].answered, ms(1'090));
  EXPECT_EQ(samples_[0].round_trip(), milliseconds(89));
  answer(ms(1'100), rtp::TimeAnswer{first, at(ms(1'050)).wall, at(ms(1'051)).wall});
  sent();
  EXPECT_EQ(samples_.size(), 1u) << "each question once";
}

TEST_F(MediaPathTest, TakesNothingThatIsNotSealedForIt) {
  path_.open(at(ms(0)), kStream);
  sent();
  stream::MediaSeal other(stream::End::controller, Nonce{}, Bytes(stream::kExporterBytes, std::byte{8}));
  path_.on_datagram(at(ms(50)), other.seal(rtp::Challenge{}));
  Bytes good = controller_.seal(rtp::Challenge{});
  Bytes bad = good;
  bad.back() ^= std::byte{1};
  path_.on_datagram(at(ms(50)), bad);
  EXPECT_TRUE(sent().empty());
  path_.on_datagram(at(ms(50)), good);
  path_.on_datagram(at(ms(50)), good);
  EXPECT_EQ(sent().size(), 2u) << "echo and open, once";
  EXPECT_EQ(path_.counters().refused, 3u);
}

TEST_F(MediaPathTest, HandsOnMediaOfWantedStreamsOnly) {
  path_.open(at(ms(0)), kStream);
  EXPECT_EQ(path_.on_datagram(at(ms(1)), rtp_of(5)), kStream);
  EXPECT_EQ(path_.on_datagram(at(ms(1)), train_of(5, 1, at(ms(0)).wall).manifest), kStream);
  EXPECT_EQ(path_.on_datagram(at(ms(1)), rtp_of(5, kStream + 1)), std::nullopt);
  EXPECT_EQ(path_.on_datagram(at(ms(1)), {}), std::nullopt);
  path_.close(at(ms(2)), kStream);
  EXPECT_EQ(path_.on_datagram(at(ms(3)), rtp_of(6)), std::nullopt);
  EXPECT_EQ(path_.counters().foreign, 3u);
}

TEST_F(MediaPathTest, WantsOnlySoManyStreams) {
  for (std::uint32_t i = 1; i <= kMaxWantedStreams; ++i) EXPECT_TRUE(path_.open(at(ms(0)), i));
  EXPECT_FALSE(path_.open(at(ms(0)), 99));
  EXPECT_TRUE(path_.open(at(ms(0)), 1)) << "known already";
}

}  // namespace
}  // namespace tongluo::live
