#include "protocol/transport/handshake.hpp"

#include <boost/asio/steady_timer.hpp>

namespace tongluo::transport {
namespace {

class Handshake : public std::enable_shared_from_this<Handshake> {
 public:
  Handshake(std::shared_ptr<TlsStream> stream, std::function<void(const std::string&)> done)
      : stream_(std::move(stream)), timer_(stream_->socket().get_executor()), done_(std::move(done)) {}

  void start(milliseconds limit) {
    timer_.expires_after(limit);
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (!error) self->finish("handshake not finished in time");
    });
    step();
  }

 private:
  void step() {
    if (!done_) return;
    switch (stream_->handshake()) {
      case Want::nothing:
        return finish({});
      case Want::read:
        return wait(boost::asio::socket_base::wait_read);
      case Want::write:
        return wait(boost::asio::socket_base::wait_write);
      case Want::closed:
        return finish("closed during the handshake");
      case Want::failed:
        return finish(stream_->failure());
    }
  }

  void wait(boost::asio::socket_base::wait_type type) {
    stream_->socket().async_wait(type, [self = shared_from_this()](const boost::system::error_code& error) {
      if (error)
        self->finish(error.message());
      else
        self->step();
    });
  }

  void finish(const std::string& failure) {
    if (!done_) return;
    timer_.cancel();
    if (!failure.empty()) stream_->close();
    std::exchange(done_, nullptr)(failure);
  }

  std::shared_ptr<TlsStream> stream_;
  boost::asio::steady_timer timer_;
  std::function<void(const std::string&)> done_;
};

}  // namespace

void async_handshake(std::shared_ptr<TlsStream> stream, milliseconds limit,
                     std::function<void(const std::string& failure)> done) {
  std::make_shared<Handshake>(std::move(stream), std::move(done))->start(limit);
}

}  // namespace tongluo::transport
