#pragma once
// The listeners of the API: a Unix socket (mode 0660) and, if wanted, HTTPS with client certificates and the console's
// HTTPS, where people sign in. Owner thread: the control thread, whose io_context it runs on; handlers are called and
// must answer there. Limits: controller/http/limits.hpp.

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <memory>
#include <optional>

#include "controller/http/connection.hpp"
#include "protocol/transport/tls_identity.hpp"
#include "protocol/transport/unix_listener.hpp"

namespace tongluo::http {

struct HttpsListening {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  transport::TlsIdentity identity;
};

struct ConsoleListening {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  std::string certificate_pem;
  std::string private_key_pem;
  ConsoleSite site;
};

struct HttpListening {
  std::filesystem::path unix_socket;
  std::optional<HttpsListening> https{};
  std::optional<ConsoleListening> console{};
};

class HttpServer {
 public:
  // Bound, so that whoever comes waits; served from open() on. Errors: conflict (the port or the socket file is in
  // use), bad_input (unusable PEM or address), io.
  static Result<std::unique_ptr<HttpServer>> bind(boost::asio::io_context& context, const HttpListening& listening,
                                                  std::vector<Route> routes, HttpSettings settings = {});
  ~HttpServer();

  void open();                         // once
  std::uint16_t https_port() const;    // 0: no HTTPS
  std::uint16_t console_port() const;  // 0: no console
  // Stops accepting, closes idle connections; busy ones close after their answer.
  void shut_down();
  const HttpCounters& counters() const;

 private:
  struct Impl;
  explicit HttpServer(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

}  // namespace tongluo::http
