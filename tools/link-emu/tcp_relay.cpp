#include "tools/link-emu/tcp_relay.hpp"

#include <algorithm>

namespace tongluo::link_emu {

using boost::asio::ip::tcp;
using Error = boost::system::error_code;
using link_model::Direction;

namespace {

void add_up(link_model::StreamCounters& sum, const link_model::StreamCounters& more) {
  sum.bytes += more.bytes;
  sum.segments += more.segments;
  sum.retransmissions += more.retransmissions;
  sum.longest_stall = std::max(sum.longest_stall, more.longest_stall);
}

}  // namespace

Result<void> TcpRelay::listen(const Endpoint& at) {
  Error error;
  acceptor_.open(at.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(at, error);
  if (!error) acceptor_.listen(boost::asio::socket_base::max_listen_connections, error);
  if (error) return fail(ErrorKind::io, "tcp port " + std::to_string(at.port()) + ": " + error.message());
  port_ = acceptor_.local_endpoint().port();
  accept();
  return {};
}

void TcpRelay::accept() {
  acceptor_.async_accept([this](const Error& error, tcp::socket socket) {
    if (error == boost::asio::error::operation_aborted || !acceptor_.is_open()) return;
    if (!error) admit(std::move(socket));
    accept();
  });
}

void TcpRelay::admit(tcp::socket socket) {
  if (lines_.size() >= kMaxFlows) {
    ++counters_.refused;
    return;
  }
  ++counters_.connections;
  const auto line = std::make_shared<TcpLine>(world_, std::move(socket),
                                              [this](const std::shared_ptr<TcpLine>& ended) { forget(ended); });
  lines_.insert(line);
  line->start(target_);
}

void TcpRelay::forget(const std::shared_ptr<TcpLine>& line) {
  add_up(counters_.up, line->way(Direction::up));
  add_up(counters_.down, line->way(Direction::down));
  lines_.erase(line);
}

void TcpRelay::reset_all() {
  const auto lines = lines_;  // each leaves the set as it ends
  for (const auto& line : lines) line->reset();
}

void TcpRelay::cut_all() {
  counters_.cut += lines_.size();
  reset_all();
}

void TcpRelay::close() {
  Error ignored;
  acceptor_.close(ignored);
  reset_all();
}

}  // namespace tongluo::link_emu
