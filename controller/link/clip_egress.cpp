#include "controller/link/clip_egress.hpp"

#include <boost/asio/post.hpp>

#include "protocol/os/clock.hpp"

namespace tongluo::link {

bool ClipEgress::add(session::SessionKey session, session::ClipTransfer transfer) {
  if (!pacer_.add(os::steady_now(), session, std::move(transfer))) return false;
  schedule();
  return true;
}

void ClipEgress::stop(session::SessionKey session, const Digest& clip) { pacer_.stop(os::steady_now(), session, clip); }

void ClipEgress::on_room(session::SessionKey session) {
  pacer_.set_room(os::steady_now(), session, true);
  schedule();
}

void ClipEgress::close() {
  closed_ = true;
  timer_.cancel();
}

void ClipEgress::schedule() {
  if (closed_ || std::exchange(scheduled_, true)) return;
  boost::asio::post(context_, [self = shared_from_this()] {
    self->scheduled_ = false;
    if (!self->closed_) self->pump();
  });
}

void ClipEgress::pump() {
  for (int turn = 0; turn < kGrantsInTurn; ++turn) {
    const SteadyTime now = os::steady_now();
    const auto grant = pacer_.next(now);
    if (!grant) return arm();
    if (!send_(*grant)) pacer_.set_room(now, grant->session, false);
    if (closed_) return;
  }
  schedule();
}

void ClipEgress::arm() {
  const SteadyTime now = os::steady_now();
  const SteadyTime due = pacer_.next_deadline(now);
  if (due == armed_) return;
  armed_ = due;
  timer_.cancel();
  if (due == SteadyTime::max()) return;
  timer_.expires_after(std::max(due - now, SteadyTime::duration(0)));
  timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (error || self->closed_) return;
    self->armed_ = SteadyTime::max();
    self->schedule();
  });
}

}  // namespace tongluo::link
