#include "tests/unit/link/relay.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace tongluo::test {

namespace asio = boost::asio;
using asio::ip::tcp;

struct Relay::Line : std::enable_shared_from_this<Line> {
  Line(asio::io_context& context, tcp::socket accepted) : near(std::move(accepted)), far(context) {}
  tcp::socket near, far;
  std::array<char, 8'192> up{}, down{};

  void pump(tcp::socket& from, tcp::socket& to, std::array<char, 8'192>& buffer) {
    from.async_read_some(asio::buffer(buffer), [self = shared_from_this(), &from, &to, &buffer](
                                                   boost::system::error_code error, std::size_t n) {
      if (error) return self->close();
      self->forward(from, to, buffer, n);
    });
  }
  void forward(tcp::socket& from, tcp::socket& to, std::array<char, 8'192>& buffer, std::size_t count) {
    asio::async_write(to, asio::buffer(buffer.data(), count),
                      [self = shared_from_this(), &from, &to, &buffer](boost::system::error_code error, std::size_t) {
                        if (error) return self->close();
                        self->pump(from, to, buffer);
                      });
  }
  void close() {
    boost::system::error_code ignored;
    near.close(ignored);
    far.close(ignored);
  }
};

Relay::Relay(asio::io_context& context, std::uint16_t to_port)
    : context_(context), acceptor_(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)), to_port_(to_port) {
  accept();
}

Relay::~Relay() {
  if (line_) line_->close();
}

void Relay::accept() {
  acceptor_.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
    if (error) return;  // the relay is gone
    line_ = std::make_shared<Line>(context_, std::move(socket));
    line_->far.connect({asio::ip::address_v4::loopback(), to_port_});
    line_->pump(line_->near, line_->far, line_->up);
    line_->pump(line_->far, line_->near, line_->down);
    accept();
  });
}

void Relay::cut(Cut how) {
  const asio::socket_base::linger abort(true, 0);
  for (tcp::socket* socket : {&line_->near, &line_->far})
    if (how == Cut::reset) socket->set_option(abort);
  line_->close();
}

}  // namespace tongluo::test
