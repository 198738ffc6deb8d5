#include "tools/link-emu/udp_relay.hpp"

#include <boost/asio/buffer.hpp>

namespace tongluo::link_emu {

using Error = boost::system::error_code;

namespace {

constexpr int kReceiveBufferBytes = 4 * 1024 * 1024;  // as much of it as the system grants

}  // namespace

Result<void> UdpRelay::listen(const UdpFlow::Endpoint& at) {
  Error error;
  socket_.open(at.protocol(), error);
  if (!error) socket_.bind(at, error);
  if (!error) socket_.non_blocking(true, error);
  if (error) return fail(ErrorKind::io, "udp port " + std::to_string(at.port()) + ": " + error.message());
  Error ignored;
  socket_.set_option(boost::asio::socket_base::receive_buffer_size(kReceiveBufferBytes), ignored);
  port_ = socket_.local_endpoint().port();
  receive();
  return {};
}

void UdpRelay::receive() {
  socket_.async_receive_from(boost::asio::buffer(buffer_), from_, [this](const Error& error, std::size_t count) {
    if (error == boost::asio::error::operation_aborted || !socket_.is_open()) return;
    if (!error) on_datagram(ByteView(buffer_).first(count));
    receive();
  });
}

void UdpRelay::on_datagram(ByteView datagram) {
  auto found = flows_.find(from_);
  if (found == flows_.end()) {
    if (flows_.size() >= kMaxFlows) {
      ++refused_;
      return;
    }
    found = flows_.emplace(from_, std::make_shared<UdpFlow>(world_, socket_, from_, target_)).first;
  }
  found->second->from_client(datagram);
}

void UdpRelay::rebind_all() {
  for (const auto& [client, flow] : flows_) flow->rebind();
}

void UdpRelay::close() {
  Error ignored;
  socket_.close(ignored);
  for (const auto& [client, flow] : flows_) flow->close();
}

}  // namespace tongluo::link_emu
