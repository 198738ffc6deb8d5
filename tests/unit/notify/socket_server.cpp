#include "tests/unit/notify/socket_server.hpp"

#include <arpa/inet.h>
#include <cstdlib>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tongluo::notify::testing {

bool Connection::more() {
  char buffer[4096];
  const ssize_t got = ::recv(socket_, buffer, sizeof buffer, 0);
  if (got <= 0) return false;
  seen_.append(buffer, static_cast<std::size_t>(got));
  return true;
}

std::string Connection::read_until(const std::string& end) {
  std::size_t at = seen_.find(end);
  while (at == std::string::npos && more()) at = seen_.find(end);
  const std::string text = seen_.substr(0, at);
  seen_.erase(0, at == std::string::npos ? at : at + end.size());
  return text;
}

std::string Connection::read_bytes(std::size_t count) {
  while (seen_.size() < count && more()) {
  }
  std::string text = seen_.substr(0, count);
  seen_.erase(0, count);
  return text;
}

void Connection::write(const std::string& text) const { (void)::send(socket_, text.data(), text.size(), MSG_NOSIGNAL); }

void Connection::wait_for_close() {
  while (more()) {
  }
}

SocketServer::SocketServer(std::function<void(Connection&)> play) : play_(std::move(play)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* where = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(::bind(listener_, where, size), 0);
  EXPECT_EQ(::listen(listener_, 8), 0);
  EXPECT_EQ(::getsockname(listener_, where, &size), 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::jthread([this] {
    while (true) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) return;
      Connection connection(socket);
      play_(connection);
      ::close(socket);
    }
  });
}

SocketServer::~SocketServer() {
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

void HttpScript::operator()(Connection& connection) {
  Request request;
  request.head = connection.read_until("\r\n\r\n");
  const std::string length = "Content-Length: ";
  if (const std::size_t at = request.head.find(length); at != std::string::npos)
    request.body = connection.read_bytes(std::strtoul(request.head.c_str() + at + length.size(), nullptr, 10));
  const std::size_t from = request.head.find(' ') + 1;
  const std::string path = request.head.substr(from, request.head.find(' ', from) - from);
  requests_.push_back(std::move(request));
  for (const auto& [known, answer] : answers_)
    if (known == path) return connection.write(answer);
  connection.write(http_answer("404 Not Found", "", ""));
}

std::string http_answer(const std::string& status, const std::string& headers, const std::string& body) {
  return "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         headers + "\r\n" + body;
}

}  // namespace tongluo::notify::testing
