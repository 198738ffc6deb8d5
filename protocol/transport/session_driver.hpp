#pragma once
// The one shell round both session machines: performs their actions on a TlsStream, feeds bytes and deadlines back.
// Owner: the thread of the stream's io_context; every callback is made there. Kept alive by its pending waits; after
// on_closed it makes no more calls.

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>

#include "protocol/os/clock.hpp"
#include "protocol/session/session.hpp"
#include "protocol/transport/tls_stream.hpp"

namespace tongluo::transport {

constexpr std::size_t kReadBytes = 16 * 1024;
constexpr int kMaxReadsInTurn = 4;  // then the other sessions of the thread have their turn

class SessionEvents {
 public:
  virtual ~SessionEvents() = default;
  virtual void on_message(wire::Message message) = 0;
  // The transport took bytes: there may be room in the session.
  virtual void on_written() {}
  // Once, at the end. `detail` holds the transport's words, if it was the transport.
  virtual void on_closed(const session::Close& close, const std::string& detail) = 0;
};

template <class Session>
class SessionDriver : public std::enable_shared_from_this<SessionDriver<Session>> {
 public:
  SessionDriver(std::shared_ptr<TlsStream> stream, Session session, SessionEvents& events)
      : stream_(std::move(stream)),
        session_(std::move(session)),
        timer_(stream_->socket().get_executor()),
        events_(&events) {}

  void start() {
    drive();
    read_on();
  }

  // Call after every call on session().
  void drive();
  Session& session() { return session_; }
  bool ended() const { return events_ == nullptr; }
  // No more callbacks; the connection is dropped.
  void abandon() {
    events_ = nullptr;
    end();
  }

 private:
  void perform(session::Action& action);
  void append(Bytes bytes);
  void flush();
  void on_readable();
  void read_on();
  void read_soon();
  void wait_readable();
  void wait_writable();
  void arm();
  void lose(const std::string& detail);
  void finish();
  void end() {
    timer_.cancel();
    stream_->close();
  }

  std::shared_ptr<TlsStream> stream_;
  Session session_;
  boost::asio::steady_timer timer_;
  SessionEvents* events_;
  Bytes unsent_;
  std::size_t sent_ = 0;  // of unsent_
  std::optional<session::Close> close_;
  std::string detail_;
  SteadyTime armed_for_ = SteadyTime::max();
  bool driving_ = false;
  bool again_ = false;
  bool wrote_ = false;
  bool writable_awaited_ = false;
};

template <class Session>
void SessionDriver<Session>::drive() {
  again_ = true;
  if (driving_ || ended()) return;
  const auto self = this->shared_from_this();  // a callback may drop the last other reference
  driving_ = true;
  while (std::exchange(again_, false) && !ended()) {
    while (auto action = session_.next_action()) {
      perform(*action);
      if (ended()) return;
    }
    flush();
  }
  driving_ = false;
  if (ended()) return;
  if (close_) return finish();
  arm();
  if (std::exchange(wrote_, false)) events_->on_written();
}

template <class Session>
void SessionDriver<Session>::perform(session::Action& action) {
  if (auto* write = std::get_if<session::Write>(&action)) {
    append(std::move(write->bytes));
  } else if (auto* deliver = std::get_if<session::Deliver>(&action)) {
    events_->on_message(std::move(deliver->message));
  } else {
    close_ = std::get<session::Close>(action);
  }
}

template <class Session>
void SessionDriver<Session>::append(Bytes bytes) {
  if (unsent_.empty()) {
    unsent_ = std::move(bytes);
    return;
  }
  // A peer that is always a little behind must not make the buffer grow with everything it was ever sent.
  unsent_.erase(unsent_.begin(), unsent_.begin() + static_cast<std::ptrdiff_t>(std::exchange(sent_, 0)));
  unsent_.insert(unsent_.end(), bytes.begin(), bytes.end());
}

template <class Session>
void SessionDriver<Session>::flush() {
  while (sent_ < unsent_.size()) {
    const Transferred wrote = stream_->write(ByteView(unsent_).subspan(sent_));
    if (wrote.want == Want::write || wrote.want == Want::read) return wait_writable();
    if (wrote.want != Want::nothing) return lose(stream_->failure());
    sent_ += wrote.bytes;
    session_.on_written(os::steady_now(), wrote.bytes);
    again_ = true;  // room for more clip bytes
    wrote_ = true;
  }
  unsent_ = Bytes();
  sent_ = 0;
}

template <class Session>
void SessionDriver<Session>::on_readable() {
  std::array<std::byte, kReadBytes> buffer;
  for (int turn = 0; turn < kMaxReadsInTurn && !ended(); ++turn) {
    const Transferred got = stream_->read(buffer);
    if (got.want == Want::read || got.want == Want::write) return wait_readable();
    if (got.want != Want::nothing) return lose(got.want == Want::closed ? "closed by the peer" : stream_->failure());
    session_.on_bytes(os::steady_now(), ByteView(buffer).first(got.bytes));
    drive();
    // The wait sees what arrives meanwhile, so that the last call needs no further one that finds nothing.
    if (!ended() && !stream_->has_pending()) return wait_readable();
  }
  if (!ended()) read_soon();
}

template <class Session>
void SessionDriver<Session>::read_on() {
  stream_->has_pending() ? read_soon() : wait_readable();
}

template <class Session>
void SessionDriver<Session>::read_soon() {
  boost::asio::post(stream_->socket().get_executor(), [self = this->shared_from_this()] {
    if (!self->ended()) self->on_readable();
  });
}

template <class Session>
void SessionDriver<Session>::wait_readable() {
  stream_->socket().async_wait(boost::asio::socket_base::wait_read,
                               [self = this->shared_from_this()](const boost::system::error_code& error) {
                                 if (self->ended()) return;
                                 error ? self->lose(error.message()) : self->on_readable();
                               });
}

template <class Session>
void SessionDriver<Session>::wait_writable() {
  if (std::exchange(writable_awaited_, true)) return;
  stream_->socket().async_wait(boost::asio::socket_base::wait_write,
                               [self = this->shared_from_this()](const boost::system::error_code& error) {
                                 self->writable_awaited_ = false;
                                 if (self->ended()) return;
                                 error ? self->lose(error.message()) : self->drive();
                               });
}

template <class Session>
void SessionDriver<Session>::arm() {
  const SteadyTime deadline = session_.next_deadline();
  if (deadline == armed_for_) return;
  armed_for_ = deadline;
  if (deadline == SteadyTime::max()) {
    timer_.cancel();
    return;
  }
  timer_.expires_after(std::max(deadline - os::steady_now(), SteadyTime::duration(0)));
  timer_.async_wait([self = this->shared_from_this()](const boost::system::error_code& error) {
    if (error || self->ended()) return;
    self->armed_for_ = SteadyTime::max();
    self->session_.on_deadline(os::steady_now());
    self->drive();
  });
}

template <class Session>
void SessionDriver<Session>::lose(const std::string& detail) {
  detail_ = detail;
  unsent_.clear();
  sent_ = 0;
  session_.on_peer_closed(os::steady_now());
  drive();
}

template <class Session>
void SessionDriver<Session>::finish() {
  SessionEvents* events = std::exchange(events_, nullptr);
  end();
  events->on_closed(*close_, detail_);
}

}  // namespace tongluo::transport
