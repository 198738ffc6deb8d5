#include "tools/link-emu/udp_flow.hpp"

#include <boost/asio/buffer.hpp>

#include "protocol/os/clock.hpp"

namespace tongluo::link_emu {

using boost::asio::ip::udp;
using Error = boost::system::error_code;

UdpFlow::UdpFlow(World& world, udp::socket& near, const Endpoint& client, const Endpoint& target)
    : world_(world),
      near_(near),
      client_(client),
      target_(target),
      link_(world.profile, world.next_seed(), world.outages_of(client.address())) {}

void UdpFlow::count_send(const Error& error) { counters_.send_failed += error ? 1 : 0; }

void UdpFlow::from_client(ByteView datagram) {
  const SteadyTime now = os::steady_now();
  const auto number = link_.nat.leave(now);
  if ((!port_ || port_->number != number) && !open_port(number)) return;
  const link_model::Fate fate = link_.up.send(now, datagram.size());
  for (const auto& arrives : {fate.arrives, fate.copy_arrives}) {
    if (!arrives) continue;
    world_.postponed.at(*arrives, datagram.size(),
                        [self = shared_from_this(), port = port_, bytes = Bytes(datagram.begin(), datagram.end())] {
                          Error error;
                          port->socket.send(boost::asio::buffer(bytes), 0, error);
                          self->count_send(error);
                        });
  }
}

bool UdpFlow::open_port(link_model::NatMapping::Port number) {
  const auto port = std::make_shared<Port>(world_.context, number);
  Error error;
  port->socket.open(target_.protocol(), error);
  if (!error) port->socket.connect(target_, error);
  if (!error) port->socket.non_blocking(true, error);
  count_send(error);
  if (error) return false;
  if (port_) {
    port_->socket.cancel(error);
    retired_.push_back(port_);
    if (retired_.size() > kMaxRetired) retired_.pop_front();
  }
  port_ = port;
  ++counters_.ports;
  await(port);
  return true;
}

void UdpFlow::await(const std::shared_ptr<Port>& port) {
  port->socket.async_wait(udp::socket::wait_read, [self = shared_from_this(), port](const Error& error) {
    if (error || port != self->port_ || !port->socket.is_open()) return;
    self->receive(port);
    self->await(port);
  });
}

void UdpFlow::receive(const std::shared_ptr<Port>& port) {
  for (int i = 0; i < kMaxReadsAtOnce; ++i) {
    Error error;
    const std::size_t count = port->socket.receive(boost::asio::buffer(world_.scratch), 0, error);
    if (error == boost::asio::error::would_block) return;
    // Any other error (nobody listens there now) belongs to a datagram, not to the flow.
    if (!error) from_target(port, ByteView(world_.scratch).first(count));
  }
}

void UdpFlow::from_target(const std::shared_ptr<Port>& port, ByteView datagram) {
  const link_model::Fate fate = link_.down.send(os::steady_now(), datagram.size());
  for (const auto& arrives : {fate.arrives, fate.copy_arrives}) {
    if (!arrives) continue;
    world_.postponed.at(*arrives, datagram.size(),
                        [self = shared_from_this(), port, bytes = Bytes(datagram.begin(), datagram.end())] {
                          self->to_client(*port, bytes);
                        });
  }
}

// The translator stands beside the client: it looks at a datagram when that has crossed the link.
void UdpFlow::to_client(const Port& port, const Bytes& datagram) {
  if (!link_.nat.lets_in(port.number, os::steady_now())) {
    ++counters_.dead_port;
    return;
  }
  Error error;
  near_.send_to(boost::asio::buffer(datagram), client_, 0, error);
  count_send(error);
}

void UdpFlow::close() {
  Error ignored;
  if (port_) port_->socket.close(ignored);
}

}  // namespace tongluo::link_emu
