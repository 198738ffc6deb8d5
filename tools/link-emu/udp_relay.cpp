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
  await();
  return {};
}

void UdpRelay::await() {
  socket_.async_wait(boost::asio::ip::udp::socket::wait_read, [this](const Error& error) {
    if (error || !socket_.is_open()) return;
    receive();
    await();
  });
}

void UdpRelay::receive() {
  for (int i = 0; i < kMaxReadsAtOnce; ++i) {
    Error error;
    const std::size_t count = socket_.receive_from(boost::asio::buffer(world_.scratch), from_, 0, error);
    if (error == boost::asio::error::would_block) return;
    if (!error) on_datagram(ByteView(world_.scratch).first(count));
  }
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
