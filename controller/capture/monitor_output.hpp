#pragma once
// The very packets and manifests of a stream once more, to a standard player: RTP unicast or multicast, and the SDP
// (RFC 8866, RFC 7587) that describes it. Multicast keeps to the local network (TTL 1). Sends without waiting; what the
// socket does not take is dropped and counted. The capture thread only; the SDP is pure.

#include <boost/asio/ip/udp.hpp>
#include <string>
#include <vector>

#include "controller/live/live_types.hpp"

namespace tongluo::capture {

// "host:port" with a numeric host. Nothing: neither loopback nor local multicast (239.0.0.0/8, ff01–ff05), nor in
// `allowed`.
Result<boost::asio::ip::udp::endpoint> monitor_target(const std::string& to, const std::vector<std::string>& allowed);
std::string monitor_sdp(const boost::asio::ip::udp::endpoint& to, live::StreamId stream, const std::string& title);

class MonitorOutput {
 public:
  static Result<MonitorOutput> open(boost::asio::io_context& context, const boost::asio::ip::udp::endpoint& to);
  void send(const live::Train& train);
  const boost::asio::ip::udp::endpoint& to() const { return to_; }

 private:
  MonitorOutput(boost::asio::ip::udp::socket socket, boost::asio::ip::udp::endpoint to)
      : socket_(std::move(socket)), to_(std::move(to)) {}
  boost::asio::ip::udp::socket socket_;
  boost::asio::ip::udp::endpoint to_;
};

}  // namespace tongluo::capture
