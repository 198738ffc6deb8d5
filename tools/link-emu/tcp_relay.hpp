#pragma once
// Listens for clients on one TCP port and carries each connection to the target. One thread. Limit: kMaxFlows lines;
// more are closed at once and counted.

#include <unordered_set>

#include "protocol/base/result.hpp"
#include "tools/link-emu/tcp_line.hpp"

namespace tongluo::link_emu {

class TcpRelay {
 public:
  using Endpoint = boost::asio::ip::tcp::endpoint;

  struct Counters {
    std::uint64_t connections = 0;
    std::uint64_t refused = 0;
    std::uint64_t cut = 0;
    link_model::StreamCounters up;
    link_model::StreamCounters down;
  };

  TcpRelay(World& world, const Endpoint& target) : world_(world), acceptor_(world.context), target_(target) {}
  Result<void> listen(const Endpoint& at);
  std::uint16_t port() const { return port_; }
  void cut_all();  // a hard cut of every connection that is open now
  void close();
  const Counters& counters() const { return counters_; }  // of ended lines; after close() of all

 private:
  void accept();
  void admit(boost::asio::ip::tcp::socket socket);
  void forget(const std::shared_ptr<TcpLine>& line);
  void reset_all();

  World& world_;
  boost::asio::ip::tcp::acceptor acceptor_;
  Endpoint target_;
  std::unordered_set<std::shared_ptr<TcpLine>> lines_;
  Counters counters_;
  std::uint16_t port_ = 0;
};

}  // namespace tongluo::link_emu
