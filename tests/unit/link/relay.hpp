#pragma once
// Stands between a terminal and the listener and can drop the line as a mobile network does: without a word of TLS.

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <memory>

namespace tongluo::test {

class Relay {
 public:
  Relay(boost::asio::io_context& context, std::uint16_t to_port);
  ~Relay();
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  enum class Cut { end_of_stream, reset };
  void cut(Cut how);  // every line that is open now; new ones are carried again

 private:
  struct Line;
  void accept();
  boost::asio::io_context& context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t to_port_;
  std::shared_ptr<Line> line_;
};

}  // namespace tongluo::test
