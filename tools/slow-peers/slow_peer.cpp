#include "tools/slow-peers/slow_peer.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace tongluo::slow_peers {
namespace {

using Error = boost::system::error_code;

// A handshake record of 16,384 octets (RFC 8446, 5.1) and the type of a ClientHello: the server cannot but wait.
constexpr std::array<char, 6> kHead = {0x16, 0x03, 0x01, 0x40, 0x00, 0x01};

}  // namespace

void SlowPeer::start(milliseconds after) { later(after, &SlowPeer::connect); }

void SlowPeer::later(milliseconds wait, void (SlowPeer::*what)()) {
  timer_.expires_after(wait);
  timer_.async_wait([this, what](const Error& error) {
    if (!error) (this->*what)();
  });
}

void SlowPeer::connect() {
  socket_.async_connect(where_, [this](const Error& error) {
    if (error) {
      ++tally_.refused;
      return again();
    }
    ++tally_.connected;
    ++tally_.open;
    send_head();
  });
}

void SlowPeer::send_head() {
  boost::asio::async_write(socket_, boost::asio::buffer(kHead), [this](const Error& error, std::size_t) {
    if (!error && manner_ == Manner::trickles) later(kBetweenOctets, &SlowPeer::trickle);
  });
  wait_for_the_end();
}

void SlowPeer::trickle() {
  if (!socket_.is_open()) return;
  boost::asio::async_write(socket_, boost::asio::buffer(&octet_, 1), [this](const Error& error, std::size_t) {
    if (!error && socket_.is_open()) later(kBetweenOctets, &SlowPeer::trickle);
  });
}

void SlowPeer::wait_for_the_end() {
  socket_.async_read_some(boost::asio::buffer(&heard_, 1), [this](const Error& error, std::size_t) {
    if (!error) return wait_for_the_end();
    ++tally_.thrown_out;
    --tally_.open;
    again();
  });
}

void SlowPeer::again() {
  Error ignored;
  socket_.close(ignored);
  later(kAgain, &SlowPeer::connect);
}

}  // namespace tongluo::slow_peers
