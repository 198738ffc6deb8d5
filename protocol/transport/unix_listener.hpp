#pragma once
// A listening Unix socket whose file appears complete: bound beside, mode 0660, then renamed into place. A stale file
// of a dead process is replaced; a live one, or anything that is no socket, is left alone.

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>
#include <string>

#include "protocol/base/result.hpp"

namespace tongluo::transport {

constexpr std::size_t kMaxUnixPathBytes = 100;  // sun_path has 108; our temporary name is a little longer

using UnixAcceptor = boost::asio::local::stream_protocol::acceptor;

// Errors: conflict (somebody listens there), bad_input (no socket, or the path is too long), io.
Result<UnixAcceptor> listen_unix(boost::asio::io_context& context, const std::filesystem::path& path);

// "unix:" and the user id of the process at the other end, as the kernel knows it.
std::string peer_user(int socket);

}  // namespace tongluo::transport
