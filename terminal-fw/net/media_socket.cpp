#include "terminal-fw/net/media_socket.hpp"

#include <array>
#include <boost/asio/ip/udp.hpp>
#include <charconv>

#include "protocol/base/limits.hpp"

namespace tongluo::net {

namespace asio = boost::asio;
using asio::ip::udp;

constexpr int kDatagramsPerWake = 64;
constexpr int kReceiveBufferBytes = 256 * 1024;

class MediaSocket::Impl final : public std::enable_shared_from_this<Impl> {
 public:
  Impl(asio::io_context& context, OnDatagram on_datagram, OnDrained on_drained)
      : socket_(context),
        resolver_(context),
        on_datagram_(std::move(on_datagram)),
        on_drained_(std::move(on_drained)) {}

  void open(const std::string& host, std::uint16_t port, const std::string& bind_address);
  void close();
  void send(ByteView datagram);
  const MediaSocketCounters& counters() const { return counters_; }

 private:
  void connect(const udp::endpoint& peer, const std::string& bind_address);
  void wait();
  void drain();

  udp::socket socket_;
  udp::resolver resolver_;
  OnDatagram on_datagram_;
  OnDrained on_drained_;
  MediaSocketCounters counters_;
  std::uint64_t generation_ = 0;  // of open(): a late answer to an earlier one is dropped
  std::array<std::byte, limits::kMaxMediaPacketBytes + 1> buffer_{};
};

void MediaSocket::Impl::open(const std::string& host, std::uint16_t port, const std::string& bind_address) {
  close();
  boost::system::error_code error;
  const auto address = asio::ip::make_address(host, error);
  if (!error) return connect({address, port}, bind_address);
  resolver_.async_resolve(host, std::to_string(port),
                          [self = shared_from_this(), at = generation_, bind_address](
                              const boost::system::error_code& failed, const udp::resolver::results_type& found) {
                            if (!failed && at == self->generation_ && !found.empty())
                              self->connect(found.begin()->endpoint(), bind_address);
                          });
}

void MediaSocket::Impl::connect(const udp::endpoint& peer, const std::string& bind_address) {
  boost::system::error_code error;
  socket_.open(peer.protocol(), error);
  if (!error) socket_.non_blocking(true, error);
  if (!error && !bind_address.empty()) {
    const auto own = asio::ip::make_address(bind_address, error);
    if (!error) socket_.bind(udp::endpoint(own, 0), error);
  }
  if (!error) socket_.connect(peer, error);
  if (error) return close();
  boost::system::error_code ignored;  // the system's default is enough for one stream
  socket_.set_option(asio::socket_base::receive_buffer_size(kReceiveBufferBytes), ignored);
  wait();
}

void MediaSocket::Impl::close() {
  ++generation_;
  resolver_.cancel();
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void MediaSocket::Impl::send(ByteView datagram) {
  boost::system::error_code error;
  socket_.send(asio::buffer(datagram.data(), datagram.size()), 0, error);
  error ? ++counters_.send_failures : ++counters_.sent;
}

void MediaSocket::Impl::wait() {
  socket_.async_wait(udp::socket::wait_read,
                     [self = shared_from_this(), at = generation_](const boost::system::error_code& error) {
                       if (error || at != self->generation_) return;
                       self->drain();
                       if (at == self->generation_) self->wait();
                     });
}

// A connected socket takes datagrams from its peer only. "Connection refused" is what ICMP said of an earlier one.
void MediaSocket::Impl::drain() {
  const std::uint64_t at = generation_;
  for (int i = 0; i < kDatagramsPerWake && at == generation_; ++i) {
    boost::system::error_code error;
    const std::size_t size = socket_.receive(asio::buffer(buffer_), 0, error);
    if (error == asio::error::connection_refused) continue;
    if (error) break;
    ++counters_.received;
    if (size > limits::kMaxMediaPacketBytes)
      ++counters_.too_long;
    else
      on_datagram_(ByteView(buffer_).first(size));
  }
  if (at == generation_) on_drained_();
}

MediaSocket::MediaSocket(asio::io_context& context, OnDatagram on_datagram, OnDrained on_drained)
    : impl_(std::make_shared<Impl>(context, std::move(on_datagram), std::move(on_drained))) {}
MediaSocket::~MediaSocket() { impl_->close(); }
void MediaSocket::open(const std::string& host, std::uint16_t port, const std::string& bind_address) {
  impl_->open(host, port, bind_address);
}
void MediaSocket::close() { impl_->close(); }
void MediaSocket::send(ByteView datagram) { impl_->send(datagram); }
const MediaSocketCounters& MediaSocket::counters() const { return impl_->counters(); }

bool split_media_endpoint(const std::string& endpoint, const std::string& control_host, std::string& host,
                          std::uint16_t& port) {
  const std::size_t colon = endpoint.rfind(':');
  if (colon == std::string::npos) return false;
  const char* const end = endpoint.data() + endpoint.size();
  const auto [stop, error] = std::from_chars(endpoint.data() + colon + 1, end, port);
  if (error != std::errc() || stop != end || port == 0) return false;
  host = endpoint.substr(0, colon);
  if (host.empty()) host = control_host;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return !host.empty();
}

}  // namespace tongluo::net
