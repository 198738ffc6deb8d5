#pragma once
// The terminal's UDP socket for live media: datagrams out and in, nothing more; what they mean is decided in
// terminal-fw/live. Owner thread: the control thread, whose io_context it runs on. Limits: kMaxMediaPacketBytes (longer
// ones are cut by the system and counted as too long); at most kDatagramsPerWake before others get their turn. Errors
// are values: a failed send is counted and lost, as any datagram may be.

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "protocol/base/bytes.hpp"

namespace tongluo::net {

struct MediaSocketCounters {
  std::uint64_t received = 0, sent = 0, send_failures = 0, too_long = 0;
};

class MediaSocket {
 public:
  // The view lives during the call.
  using OnDatagram = std::function<void(ByteView)>;
  // After the last datagram of one wake-up, so that the caller may act once for all of them.
  using OnDrained = std::function<void()>;

  MediaSocket(boost::asio::io_context& context, OnDatagram on_datagram, OnDrained on_drained);
  ~MediaSocket();

  // Where to; an earlier peer is left. A name is resolved meanwhile, and what is sent before that is lost.
  // `bind_address`: own source address, or empty.
  void open(const std::string& host, std::uint16_t port, const std::string& bind_address = {});
  void close();
  void send(ByteView datagram);
  const MediaSocketCounters& counters() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;  // shared with its pending waits
};

// "host:port", ":port" (the host of the control channel) or "[v6]:port"; false: none of these.
bool split_media_endpoint(const std::string& endpoint, const std::string& control_host, std::string& host,
                          std::uint16_t& port);

}  // namespace tongluo::net
