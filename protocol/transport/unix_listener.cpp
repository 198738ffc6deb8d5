#include "protocol/transport/unix_listener.hpp"

#include <cstdio>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tongluo::transport {

namespace asio = boost::asio;
using Protocol = asio::local::stream_protocol;

namespace {

constexpr mode_t kSocketMode = 0660;

Result<void> make_way(asio::io_context& context, const std::filesystem::path& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return {};
  if (!S_ISSOCK(info.st_mode))
    return fail(ErrorKind::bad_input, path.string() + ": exists and is not a socket; it is left alone");
  Protocol::socket probe(context);
  boost::system::error_code error;
  probe.connect(Protocol::endpoint(path.string()), error);
  if (!error) return fail(ErrorKind::conflict, path.string() + ": another process listens on this socket");
  return {};  // stale: the rename below replaces it
}

}  // namespace

Result<UnixAcceptor> listen_unix(asio::io_context& context, const std::filesystem::path& path) {
  if (path.native().size() > kMaxUnixPathBytes)
    return fail(ErrorKind::bad_input, path.string() + ": a socket path may have at most 100 bytes");
  if (auto way = make_way(context, path); !way) return tl::unexpected(way.error());
  const std::string beside = path.string() + ".new";
  ::unlink(beside.c_str());
  UnixAcceptor acceptor(context);
  boost::system::error_code error;
  acceptor.open(Protocol(), error);
  if (!error) acceptor.bind(Protocol::endpoint(beside), error);
  if (error) return fail(ErrorKind::io, beside + ": " + error.message());
  // Nobody can connect before listen(), so the mode is right from the first connection on.
  if (::chmod(beside.c_str(), kSocketMode) != 0) return fail(ErrorKind::io, beside + ": its mode cannot be set");
  acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return fail(ErrorKind::io, beside + ": " + error.message());
  if (std::rename(beside.c_str(), path.c_str()) != 0)
    return fail(ErrorKind::io, path.string() + ": the socket cannot be put in place");
  return acceptor;
}

std::string peer_user(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return "unix:unknown";
  return "unix:" + std::to_string(peer.uid);
}

}  // namespace tongluo::transport
