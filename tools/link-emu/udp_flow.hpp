#pragma once
// One client address of one UDP relay: its own socket towards the target, as a NAT gives it, and its own link. One
// thread. Limit: kMaxRetired old sockets stay open, unread, so that nobody else gets their ports while something
// still comes to them.

#include <boost/asio/ip/udp.hpp>
#include <deque>
#include <memory>

#include "protocol/base/bytes.hpp"
#include "tools/link-emu/world.hpp"

namespace tongluo::link_emu {

class UdpFlow : public std::enable_shared_from_this<UdpFlow> {
 public:
  using Endpoint = boost::asio::ip::udp::endpoint;
  static constexpr std::size_t kMaxRetired = 4;

  struct Counters {
    std::uint64_t ports = 0;        // outside ports opened, the first included
    std::uint64_t dead_port = 0;    // datagrams to a port that was no more
    std::uint64_t send_failed = 0;  // refused by the operating system
  };

  // `near` is the relay's socket, by which the client hears.
  UdpFlow(World& world, boost::asio::ip::udp::socket& near, const Endpoint& client, const Endpoint& target);
  void from_client(ByteView datagram);
  void rebind() { link_.nat.rebind(); }
  void close();

  const Counters& counters() const { return counters_; }
  const link_model::WayCounters& way(link_model::Direction direction) { return link_.way(direction).counters(); }

 private:
  struct Port {
    Port(boost::asio::io_context& context, link_model::NatMapping::Port port_number)
        : socket(context), number(port_number) {}
    boost::asio::ip::udp::socket socket;
    link_model::NatMapping::Port number;
  };
  bool open_port(link_model::NatMapping::Port number);
  void await(const std::shared_ptr<Port>& port);
  void receive(const std::shared_ptr<Port>& port);
  void from_target(const std::shared_ptr<Port>& port, ByteView datagram);
  void to_client(const Port& port, const Bytes& datagram);
  void count_send(const boost::system::error_code& error);

  World& world_;
  boost::asio::ip::udp::socket& near_;
  Endpoint client_;
  Endpoint target_;
  link_model::LinkModel link_;
  std::shared_ptr<Port> port_;
  std::deque<std::shared_ptr<Port>> retired_;
  Counters counters_;
};

}  // namespace tongluo::link_emu
