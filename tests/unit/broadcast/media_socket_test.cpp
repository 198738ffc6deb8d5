#include "tests/unit/broadcast/loopback_peer.hpp"

namespace tongluo::broadcast {
namespace {

live::Train train_of(std::size_t packets) {
  live::Train train;
  train.packets = packets;
  train.segment_bytes = packets > 0 ? 192 : 112;
  for (std::size_t i = 0; i < packets; ++i) train.octets.insert(train.octets.end(), 192, static_cast<std::byte>(i));
  train.octets.insert(train.octets.end(), 112 + 16 * packets, std::byte{0xee});
  return train;
}

void expect_train(LoopbackPeer& peer, const live::Train& train) {
  for (std::size_t i = 0; i < train.segments(); ++i) {
    const ByteView segment = train.segment(i);
    EXPECT_EQ(peer.receive(), Bytes(segment.begin(), segment.end())) << i;
  }
  EXPECT_TRUE(peer.receive(0).empty());
}

TEST(MediaSocket, EachListenerGetsTheSameDatagramsWithAndWithoutTheKernelsSegmentation) {
  auto socket = MediaSocket::open("127.0.0.1", 0);
  ASSERT_TRUE(socket);
  LoopbackPeer one(socket->port()), two(socket->port());
  for (const bool by_kernel : {true, false}) {
    if (!by_kernel) socket->without_segments();
    for (const std::size_t packets : {0U, 1U, 2U, 4U}) {
      const live::Train train = train_of(packets);
      const std::vector<live::Address> to = {one.address(), live::Address(), two.address()};
      const Sent sent = socket->send_train(train, to);
      EXPECT_EQ(sent.listeners, 2U);
      EXPECT_EQ(sent.octets, 2 * train.octets.size());
      EXPECT_EQ(sent.dropped, 0U);
      expect_train(one, train);
      expect_train(two, train);
    }
  }
}

TEST(MediaSocket, ATrainThatTheKernelRefusesToCutGoesOutDatagramByDatagram) {
  auto socket = MediaSocket::open("127.0.0.1", 0);
  ASSERT_TRUE(socket);
  LoopbackPeer peer(socket->port());
  // Segmentation needs checksums: with none, the kernel says EIO (udp_send_skb).
  const int off = 1;
  ASSERT_EQ(::setsockopt(socket->descriptor(), SOL_SOCKET, SO_NO_CHECK, &off, sizeof off), 0);
  const live::Train train = train_of(4);
  const std::vector<live::Address> to = {peer.address()};
  EXPECT_EQ(socket->send_train(train, to).listeners, 1U);
  EXPECT_FALSE(socket->segments());
  expect_train(peer, train);
}

TEST(MediaSocket, SaysWhereFromAndWhenADatagramCame) {
  auto socket = MediaSocket::open("127.0.0.1", 0);
  ASSERT_TRUE(socket);
  LoopbackPeer peer(socket->port());
  peer.send(Bytes(40, std::byte{3}));
  pollfd wait{socket->descriptor(), POLLIN, 0};
  ASSERT_GT(::poll(&wait, 1, kPatienceMs), 0);
  const auto received = socket->receive();
  ASSERT_EQ(received.size(), 1U);
  EXPECT_EQ(received[0].from, peer.address());
  EXPECT_EQ(received[0].octets.size(), 40U);
  EXPECT_GT(to_us(received[0].when), 0);
}

TEST(MediaSocket, AUsedPortAndABadAddressAreErrorsWithAName) {
  auto socket = MediaSocket::open("127.0.0.1", 0);
  ASSERT_TRUE(socket);
  EXPECT_EQ(MediaSocket::open("127.0.0.1", socket->port()).error().kind, ErrorKind::conflict);
  EXPECT_EQ(MediaSocket::open("nowhere", 0).error().kind, ErrorKind::bad_input);
}

}  // namespace
}  // namespace tongluo::broadcast
