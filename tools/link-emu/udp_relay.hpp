#pragma once
// Listens for clients on one UDP port and gives each of them a flow to the target. One thread. Limit: kMaxFlows; a new
// client beyond it is refused and counted, the known ones stay.

#include <map>

#include "protocol/base/result.hpp"
#include "tools/link-emu/udp_flow.hpp"

namespace tongluo::link_emu {

class UdpRelay {
 public:
  UdpRelay(World& world, const UdpFlow::Endpoint& target) : world_(world), socket_(world.context), target_(target) {}
  Result<void> listen(const UdpFlow::Endpoint& at);
  std::uint16_t port() const { return port_; }
  void rebind_all();
  void close();

  template <class Visit>
  void for_each_flow(Visit visit) const {
    for (const auto& [client, flow] : flows_) visit(*flow);
  }
  std::uint64_t refused() const { return refused_; }

 private:
  void await();
  void receive();
  void on_datagram(ByteView datagram);

  World& world_;
  boost::asio::ip::udp::socket socket_;
  UdpFlow::Endpoint target_;
  UdpFlow::Endpoint from_;
  std::map<UdpFlow::Endpoint, std::shared_ptr<UdpFlow>> flows_;
  std::uint64_t refused_ = 0;
  std::uint16_t port_ = 0;
};

}  // namespace tongluo::link_emu
