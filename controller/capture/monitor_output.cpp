#include "controller/capture/monitor_output.hpp"

#include <algorithm>
#include <boost/asio/ip/multicast.hpp>
#include <charconv>

#include "protocol/base/limits.hpp"

namespace tongluo::capture {

namespace asio = boost::asio;
using asio::ip::udp;

namespace {

constexpr unsigned kLocalMulticast = 239;  // RFC 2365
constexpr int kHops = 1;

bool is_local_multicast(const asio::ip::address& address) {
  if (!address.is_multicast()) return false;
  if (address.is_v4()) return address.to_v4().to_bytes()[0] == kLocalMulticast;
  const unsigned scope = address.to_v6().to_bytes()[1] & 0x0fU;
  return scope >= 1 && scope <= 5;
}

}  // namespace

Result<udp::endpoint> monitor_target(const std::string& to, const std::vector<std::string>& allowed) {
  const auto wrong = [&to] {
    return fail(ErrorKind::bad_input, "to must be an address and a port, as 127.0.0.1:5004: " + to);
  };
  const std::size_t colon = to.rfind(':');
  if (colon == std::string::npos) return wrong();
  std::string host = to.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  std::uint16_t port = 0;
  const char* end = to.data() + to.size();
  const auto [rest, wrong_number] = std::from_chars(to.data() + colon + 1, end, port);
  if (wrong_number != std::errc{} || rest != end || port == 0) return wrong();
  boost::system::error_code error;
  const auto address = asio::ip::make_address(host, error);
  if (error) return wrong();
  const bool named = std::find(allowed.begin(), allowed.end(), host) != allowed.end();
  if (!named && !address.is_loopback() && !is_local_multicast(address))
    return fail(ErrorKind::refused, host + " is neither this machine, nor local multicast, nor in live.monitors");
  return udp::endpoint(address, port);
}

std::string monitor_sdp(const udp::endpoint& to, live::StreamId stream, const std::string& title) {
  const std::string family = to.address().is_v4() ? "IP4 " : "IP6 ";
  const std::string host = to.address().to_string();
  const bool with_ttl = to.address().is_multicast() && to.address().is_v4();
  std::string name;
  for (const char c : title) name.push_back(static_cast<unsigned char>(c) < ' ' ? ' ' : c);
  const std::string type = std::to_string(limits::kLivePayloadType);
  return "v=0\r\no=tongluo " + std::to_string(stream) + " 1 IN " + family + host +
         "\r\ns=" + (name.empty() ? "-" : name) + "\r\nc=IN " + family + host + (with_ttl ? "/1" : "") +
         "\r\nt=0 0\r\nm=audio " + std::to_string(to.port()) + " RTP/AVP " + type + "\r\na=rtpmap:" + type +
         " opus/48000/2\r\na=fmtp:" + type +
         " stereo=0;sprop-stereo=0;cbr=1\r\na=ptime:60\r\na=maxptime:60\r\na=rtcp-mux\r\na=recvonly\r\na=ssrc:" +
         std::to_string(stream) + " cname:tongluo\r\n";
}

Result<MonitorOutput> MonitorOutput::open(asio::io_context& context, const udp::endpoint& to) {
  boost::system::error_code error;
  udp::socket socket(context);
  socket.open(to.protocol(), error);
  if (!error) socket.non_blocking(true, error);
  if (!error && to.address().is_multicast()) socket.set_option(asio::ip::multicast::hops(kHops), error);
  if (!error && to.address().is_multicast()) socket.set_option(asio::ip::multicast::enable_loopback(true), error);
  if (error) return fail(ErrorKind::unavailable, "the monitor output cannot be opened: " + error.message());
  return MonitorOutput(std::move(socket), to);
}

void MonitorOutput::send(const live::Train& train) {
  for (std::size_t i = 0; i < train.segments(); ++i) {
    boost::system::error_code ignored;  // nobody listens, or the socket is full: a monitor may miss a packet
    socket_.send_to(asio::buffer(train.segment(i).data(), train.segment(i).size()), to_, 0, ignored);
  }
}

}  // namespace tongluo::capture
