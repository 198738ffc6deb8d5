#pragma once
// A real TCP server on loopback that plays what a test tells it to: one connection after the other, on its own thread.

#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace tongluo::notify::testing {

class Connection {
 public:
  explicit Connection(int socket) : socket_(socket) {}
  std::string read_until(const std::string& end);  // without `end`; what there was when the peer went away
  std::string read_bytes(std::size_t count);
  void write(const std::string& text) const;
  void wait_for_close();

 private:
  bool more();
  int socket_;
  std::string seen_;
};

class SocketServer {
 public:
  explicit SocketServer(std::function<void(Connection&)> play);
  SocketServer(const SocketServer&) = delete;
  SocketServer& operator=(const SocketServer&) = delete;
  ~SocketServer();
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  std::function<void(Connection&)> play_;
  int listener_ = -1;
  unsigned port_ = 0;
  std::jthread thread_;
};

// Answers each HTTP request with the text given for its path ("HTTP/1.1 200 OK\r\n…"); keeps what it was asked.
class HttpScript {
 public:
  struct Request {
    std::string head, body;
  };
  void on(const std::string& path, std::string answer) { answers_.emplace_back(path, std::move(answer)); }
  void operator()(Connection& connection);
  const std::vector<Request>& requests() const { return requests_; }

 private:
  std::vector<std::pair<std::string, std::string>> answers_;
  std::vector<Request> requests_;
};

std::string http_answer(const std::string& status, const std::string& headers, const std::string& body);

}  // namespace tongluo::notify::testing
