// The terminal's UDP socket on loopback: the test is the controller's end.

#include "terminal-fw/net/media_socket.hpp"

#include <boost/asio/ip/udp.hpp>
#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"

namespace tongluo::net {
namespace {

namespace asio = boost::asio;
using asio::ip::udp;

class MediaSocketTest : public testing::Test {
 protected:
  void run_until(const std::function<bool()>& done) {
    for (int i = 0; i < 2'000 && !done(); ++i) context.run_one_for(std::chrono::milliseconds(5));
    ASSERT_TRUE(done());
  }
  std::string receive() {
    std::array<char, 2'000> buffer{};
    const std::size_t size = peer.receive_from(asio::buffer(buffer), from);
    return {buffer.data(), size};
  }

  asio::io_context context;
  udp::socket peer{context, {asio::ip::address_v4::loopback(), 0}};
  udp::endpoint from;
  std::vector<Bytes> received;
  int drained = 0;
  MediaSocket socket{context, [this](ByteView datagram) { received.emplace_back(datagram.begin(), datagram.end()); },
                     [this] { ++drained; }};
};

TEST_F(MediaSocketTest, SendsToItsPeerAndTakesWhatComesFromIt) {
  socket.open("127.0.0.1", peer.local_endpoint().port());
  socket.send(to_bytes("hello"));
  EXPECT_EQ(receive(), "hello");
  peer.send_to(asio::buffer(std::string("answer")), from);
  run_until([this] { return !received.empty(); });
  EXPECT_EQ(received[0], to_bytes("answer"));
  EXPECT_EQ(drained, 1);
}

TEST_F(MediaSocketTest, AStrangersDatagramNeverArrives) {
  socket.open("127.0.0.1", peer.local_endpoint().port());
  socket.send(to_bytes("hello"));
  receive();
  udp::socket stranger(context, {asio::ip::address_v4::loopback(), 0});
  stranger.send_to(asio::buffer(std::string("forged")), from);
  peer.send_to(asio::buffer(std::string("true")), from);
  run_until([this] { return !received.empty(); });
  EXPECT_EQ(received, std::vector<Bytes>{to_bytes("true")});
}

TEST_F(MediaSocketTest, ADatagramAboveTheLimitIsCountedAndLeftOut) {
  socket.open("127.0.0.1", peer.local_endpoint().port());
  socket.send(to_bytes("hello"));
  receive();
  peer.send_to(asio::buffer(std::string(limits::kMaxMediaPacketBytes + 1, 'x')), from);
  peer.send_to(asio::buffer(std::string(limits::kMaxMediaPacketBytes, 'y')), from);
  run_until([this] { return !received.empty(); });
  EXPECT_EQ(received[0].size(), limits::kMaxMediaPacketBytes);
  EXPECT_EQ(socket.counters().too_long, 1U);
}

TEST_F(MediaSocketTest, APeerThatIsNotThereIsNoError) {
  const std::uint16_t port = peer.local_endpoint().port();
  peer.close();
  socket.open("127.0.0.1", port);
  socket.send(to_bytes("anyone?"));
  context.run_for(std::chrono::milliseconds(20));
  socket.send(to_bytes("anyone?"));
  context.run_for(std::chrono::milliseconds(20));
  peer.open(udp::v4());
  peer.bind({asio::ip::address_v4::loopback(), port});
  socket.send(to_bytes("there you are"));
  EXPECT_EQ(receive(), "there you are");
}

TEST_F(MediaSocketTest, OpenedAnewItLeavesItsFormerPeer) {
  socket.open("127.0.0.1", peer.local_endpoint().port());
  socket.send(to_bytes("hello"));
  receive();
  udp::socket next(context, {asio::ip::address_v4::loopback(), 0});
  socket.open("localhost", next.local_endpoint().port());
  peer.send_to(asio::buffer(std::string("late")), from);
  context.run_for(std::chrono::milliseconds(50));
  EXPECT_TRUE(received.empty());
  socket.close();
  socket.send(to_bytes("closed"));
  EXPECT_EQ(socket.counters().send_failures, 1U);
}

TEST(MediaEndpoint, IsSplitIntoHostAndPort) {
  std::string host;
  std::uint16_t port = 0;
  EXPECT_TRUE(split_media_endpoint("10.0.0.9:5004", "192.0.2.1", host, port));
  EXPECT_EQ(host, "10.0.0.9");
  EXPECT_EQ(port, 5004);
  EXPECT_TRUE(split_media_endpoint(":6000", "192.0.2.1", host, port));
  EXPECT_EQ(host, "192.0.2.1");
  EXPECT_EQ(port, 6000);
  EXPECT_TRUE(split_media_endpoint("[2001:db8::1]:7", "", host, port));
  EXPECT_EQ(host, "2001:db8::1");
  for (const char* wrong : {"", "host", "host:", "host:0", "host:65536", "host:12x", ":"})
    EXPECT_FALSE(split_media_endpoint(wrong, "192.0.2.1", host, port)) << wrong;
  EXPECT_FALSE(split_media_endpoint(":9", "", host, port));
}

}  // namespace
}  // namespace tongluo::net
