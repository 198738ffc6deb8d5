#pragma once
// Private to controller/link: runs the egress pacer on the control thread, in turns of at most kGrantsInTurn, so that
// whatever else waits (an order, a stop-all) is served between two of them. Owner: the io_context's thread.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>

#include "protocol/session/egress_pacer.hpp"

namespace tongluo::link {

constexpr int kGrantsInTurn = 32;  // about 400 kB

class ClipEgress : public std::enable_shared_from_this<ClipEgress> {
 public:
  // Hands the chunks to their session; false: its window is full now, on_room() follows.
  using Send = std::function<bool(const session::ClipGrant&)>;
  ClipEgress(boost::asio::io_context& context, std::uint64_t bytes_per_second, Send send)
      : context_(context), timer_(context), pacer_(bytes_per_second), send_(std::move(send)) {}

  bool add(session::SessionKey session, session::ClipTransfer transfer);
  void stop(session::SessionKey session, const Digest& clip);
  void forget(session::SessionKey session) { pacer_.forget(session); }
  void on_room(session::SessionKey session);
  void close();  // sends no more
  const session::EgressPacer& pacer() const { return pacer_; }

 private:
  void schedule();
  void pump();
  void arm();

  boost::asio::io_context& context_;
  boost::asio::steady_timer timer_;
  session::EgressPacer pacer_;
  Send send_;
  SteadyTime armed_ = SteadyTime::max();
  bool scheduled_ = false;
  bool closed_ = false;
};

}  // namespace tongluo::link
