#pragma once
// One connection that begins a TLS handshake and does not go on: a stalled one sends the head of a record and falls
// silent, a trickling one sends the record octet by octet. Thrown out, it comes again after kAgain. One thread.

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "protocol/base/time.hpp"

namespace tongluo::slow_peers {

constexpr auto kAgain = milliseconds(500);
constexpr auto kBetweenOctets = milliseconds(500);

struct Tally {
  std::uint64_t connected = 0;
  std::uint64_t refused = 0;
  std::uint64_t thrown_out = 0;
  std::uint64_t open = 0;
};

enum class Manner : std::uint8_t { stalls, trickles };

class SlowPeer {
 public:
  SlowPeer(boost::asio::io_context& context, boost::asio::ip::tcp::endpoint where, Manner manner, Tally& tally)
      : where_(std::move(where)), manner_(manner), tally_(tally), socket_(context), timer_(context) {}
  void start(milliseconds after);

 private:
  void connect();
  void send_head();
  void trickle();
  void wait_for_the_end();
  void again();
  void later(milliseconds wait, void (SlowPeer::*what)());

  boost::asio::ip::tcp::endpoint where_;
  Manner manner_;
  Tally& tally_;
  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  char octet_ = 1;
  char heard_ = 0;
};

}  // namespace tongluo::slow_peers
