#pragma once
// A listening TCP socket.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>

#include "protocol/base/result.hpp"

namespace tongluo::transport {

constexpr int kListenBacklog = 4'096;  // a county that comes back at once

// `what` names the listener to people ("the HTTPS port"); port 0 is any free one. Errors: bad_input (no IP address),
// conflict (the port is in use), io.
Result<boost::asio::ip::tcp::acceptor> listen_tcp(boost::asio::io_context& context, const std::string& what,
                                                  const std::string& address, std::uint16_t port);

}  // namespace tongluo::transport
