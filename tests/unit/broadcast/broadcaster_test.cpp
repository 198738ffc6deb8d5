// The live thread as a whole, over real sockets on loopback: a terminal opens a stream, proves its address, hears every
// packet and the end, has a lost packet repaired, and gets the same trains over its control channel when it asks.

#include "controller/broadcast/broadcaster.hpp"

#include "protocol/os/blocking_queue.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/rtp/rtp_packet.hpp"
#include "protocol/rtp/stream_framing.hpp"
#include "protocol/rtp/train_manifest.hpp"
#include "protocol/stream/train_signing.hpp"
#include "protocol/wire/messages.hpp"
#include "tests/unit/broadcast/loopback_peer.hpp"

namespace tongluo::broadcast {
namespace {

constexpr live::StreamId kStream = 77;

struct Ended {
  live::StreamId stream;
  StreamEnd end;
};

class BroadcasterTest : public testing::Test {
 protected:
  void SetUp() override {
    Sinks sinks;
    sinks.over_control = [this](std::vector<live::SessionId>, std::shared_ptr<const Bytes> frame) {
      frames_.push(std::move(frame));
    };
    sinks.spent = [this](const std::vector<live::Spent>& spent) {
      for (const live::Spent& each : spent) spent_.push(live::Spent(each));
    };
    sinks.ended = [this](live::StreamId stream, StreamEnd end) { ended_.push(Ended{stream, end}); };
    auto started = Broadcaster::start({}, std::move(sinks));
    ASSERT_TRUE(started);
    broadcaster_ = std::move(*started);
    token_.octets.fill(std::byte{5});
    const Bytes exported(stream::kExporterBytes, std::byte{6});
    seal_.emplace(stream::End::terminal, token_, exported);
    broadcaster_->add_session({1, token_, exported});
    broadcaster_->admit(1, kStream);
  }

  live::StreamSettings settings(live::StreamId id = kStream) const {
    live::StreamSettings made;
    made.id = id;
    made.key = key_;
    made.playout_delay = milliseconds(500);
    made.order_class = OrderClass::actual;
    made.level = Level::i;
    made.sounds_from = os::wall_now();
    made.max_duration = seconds(60);
    made.first_sequence = 100;
    return made;
  }
  void push(int packets) {
    for (int i = 0; i < packets; ++i) {
      capture_ += limits::kLivePacketDuration;
      broadcaster_->push({kStream, capture_, Bytes(limits::kLivePayloadBytes, std::byte{9})});
    }
  }
  rtp::ControlBody ask(LoopbackPeer& peer, rtp::ControlBody body) {
    peer.send(seal_->seal(std::move(body)));
    for (Bytes datagram = peer.receive(); !datagram.empty(); datagram = peer.receive()) {
      if (!rtp::is_control(datagram)) continue;
      auto opened = seal_->open(datagram);
      EXPECT_TRUE(opened);
      return *opened;
    }
    ADD_FAILURE() << "no answer";
    return rtp::Close{};
  }
  void join(LoopbackPeer& peer) {
    const auto challenge = ask(peer, rtp::Open{kStream});
    const auto opened = ask(peer, rtp::Echo{std::get<rtp::Challenge>(challenge).nonce});
    EXPECT_EQ(std::get<rtp::Opened>(opened).state, rtp::StreamState::flowing);
  }
  template <class T>
  std::optional<T> wait_for(os::BlockingQueue<T>& queue) {
    auto got = queue.drain(1, stop_.get_token());
    if (got.empty()) return std::nullopt;
    return std::move(got.front());
  }

  std::shared_ptr<const sign::PrivateKey> key_ =
      std::make_shared<const sign::PrivateKey>(*sign::PrivateKey::generate(Algorithm::ed25519));
  Nonce token_;
  std::optional<stream::MediaSeal> seal_;
  WallTime capture_ = os::wall_now();
  std::stop_source stop_;
  os::BlockingQueue<std::shared_ptr<const Bytes>> frames_{100};
  os::BlockingQueue<Ended> ended_{100};
  os::BlockingQueue<live::Spent> spent_{100};
  std::unique_ptr<Broadcaster> broadcaster_;
};

TEST_F(BroadcasterTest, ATerminalHearsEverySignedTrainToTheEnd) {
  LoopbackPeer peer(broadcaster_->port());
  const live::StreamSettings made = settings();
  broadcaster_->open_stream(made);
  join(peer);
  push(20);
  broadcaster_->end_stream(kStream);
  const stream::TrainVerifier verifier(*sign::PublicKey::parse(Algorithm::ed25519, key_->spki()), made.order, kStream);
  int packets = 0, ends = 0;
  while (ends < 3) {
    const Bytes datagram = peer.receive();
    ASSERT_FALSE(datagram.empty());
    if (!rtp::is_rtcp(datagram)) {
      ASSERT_TRUE(rtp::parse_rtp(datagram));
      ++packets;
      continue;
    }
    const auto manifest = verifier.verify(datagram);
    ASSERT_TRUE(manifest);
    if (manifest->end) ++ends;
  }
  EXPECT_EQ(packets, 20);
  EXPECT_EQ(wait_for(ended_)->end, StreamEnd::ended);
}

TEST_F(BroadcasterTest, WhatASessionSpentIsToldWhenItIsRemoved) {
  LoopbackPeer peer(broadcaster_->port());
  broadcaster_->open_stream(settings());
  join(peer);
  push(1);
  std::uint64_t train = 0;
  for (int i = 0; i < 2; ++i) train += peer.receive().size();
  broadcaster_->remove_session(1);
  const auto spent = wait_for(spent_);
  ASSERT_TRUE(spent);
  EXPECT_EQ(spent->session, 1U);
  EXPECT_GT(spent->up, 2 * rtp::kSealBytes);  // Open and Echo
  EXPECT_GT(spent->down, train);              // and what answered them
}

TEST_F(BroadcasterTest, ALostPacketIsRepairedWithTheSameOctets) {
  LoopbackPeer peer(broadcaster_->port());
  broadcaster_->open_stream(settings());
  join(peer);
  push(2);
  Bytes first = peer.receive();
  for (int i = 0; i < 3; ++i) peer.receive();  // its manifest, and the second train
  peer.send(seal_->seal(rtp::Nack{kStream, {{false, 100, 0}}}));
  EXPECT_EQ(peer.receive(), first);
}

TEST_F(BroadcasterTest, TimeIsAnsweredOnTheMediaSocket) {
  LoopbackPeer peer(broadcaster_->port());
  const auto challenge = ask(peer, rtp::Open{0});
  ask(peer, rtp::Echo{std::get<rtp::Challenge>(challenge).nonce});
  const WallTime before = os::wall_now();
  const auto answer = std::get<rtp::TimeAnswer>(ask(peer, rtp::TimeQuery{42}));
  EXPECT_EQ(answer.sent_us, 42);
  EXPECT_GE(answer.received, before - milliseconds(1));
  EXPECT_GE(answer.replied, answer.received - milliseconds(1));
  EXPECT_LE(answer.replied, os::wall_now() + milliseconds(1));
}

TEST_F(BroadcasterTest, TheSameTrainsComeOverTheControlChannelWhenAskedFor) {
  broadcaster_->open_stream(settings());
  broadcaster_->request_over_control(1, kStream, true);
  push(1);
  const auto frame = wait_for(frames_);
  ASSERT_TRUE(frame);
  const auto message = wire::parse_message(ByteView(**frame).subspan(limits::kFrameHeaderBytes));
  ASSERT_TRUE(message);
  const auto& live = std::get<wire::LivePackets>(*message);
  EXPECT_EQ(live.stream_id, kStream);
  const auto packets = rtp::unframe_packets(live.packets);
  ASSERT_EQ(packets->size(), 2U);
  EXPECT_TRUE(rtp::is_manifest(packets->at(1)));
}

TEST_F(BroadcasterTest, AnIdInUseAndAStopAreTold) {
  broadcaster_->open_stream(settings());
  broadcaster_->open_stream(settings());
  EXPECT_EQ(wait_for(ended_)->end, StreamEnd::unusable);
  broadcaster_->stop_stream(kStream);
  EXPECT_EQ(wait_for(ended_)->end, StreamEnd::stopped);
}

TEST_F(BroadcasterTest, GarbageFromAnyoneIsCountedAndTheNextTerminalIsServed) {
  LoopbackPeer attacker(broadcaster_->port()), peer(broadcaster_->port());
  broadcaster_->open_stream(settings());
  for (int i = 0; i < 200; ++i) attacker.send(Bytes(static_cast<std::size_t>(i % 150), static_cast<std::byte>(i)));
  join(peer);
  EXPECT_GT(broadcaster_->counters().malformed + broadcaster_->counters().foreign_tokens, 0U);
  EXPECT_TRUE(attacker.receive(0).empty());
}

TEST_F(BroadcasterTest, APortInUseIsAConflict) {
  EXPECT_EQ(Broadcaster::start({"127.0.0.1", broadcaster_->port()}, {}).error().kind, ErrorKind::conflict);
}

}  // namespace
}  // namespace tongluo::broadcast
