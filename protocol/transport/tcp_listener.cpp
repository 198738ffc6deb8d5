#include "protocol/transport/tcp_listener.hpp"

namespace tongluo::transport {

namespace asio = boost::asio;
using asio::ip::tcp;

Result<tcp::acceptor> listen_tcp(asio::io_context& context, const std::string& what, const std::string& address,
                                 std::uint16_t port) {
  const std::string name = what + " " + address + ":" + std::to_string(port);
  boost::system::error_code error;
  const auto parsed = asio::ip::make_address(address, error);
  if (error) return fail(ErrorKind::bad_input, what + ": " + address + " is not an IP address");
  tcp::acceptor acceptor(context);
  const tcp::endpoint endpoint(parsed, port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(kListenBacklog, error);
  if (error == asio::error::address_in_use) return fail(ErrorKind::conflict, name + " is in use by another process");
  if (error) return fail(ErrorKind::io, name + " cannot be opened: " + error.message());
  return acceptor;
}

}  // namespace tongluo::transport
