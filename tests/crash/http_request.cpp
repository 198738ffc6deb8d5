#include "tests/crash/http_request.hpp"

#include <cstdlib>
#include <cstring>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace tongluo::crash {
namespace {

constexpr timeval kPatience{30, 0};

bool send_all(int socket, const std::string& text) {
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t took = ::send(socket, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (took <= 0) return false;
    sent += static_cast<std::size_t>(took);
  }
  return true;
}

std::string answer_to(int socket, const std::string& request) {
  std::string answer;
  char buffer[4096];
  if (!send_all(socket, request)) return answer;
  for (ssize_t got = ::recv(socket, buffer, sizeof buffer, 0); got > 0; got = ::recv(socket, buffer, sizeof buffer, 0))
    answer.append(buffer, static_cast<std::size_t>(got));
  return answer;
}

}  // namespace

HttpReply http_request(const std::filesystem::path& socket, const std::string& method, const std::string& path,
                       const std::string& body) {
  const int handle = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, socket.c_str(), sizeof address.sun_path - 1);
  ::setsockopt(handle, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  std::string answer;
  if (::connect(handle, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
    answer = answer_to(handle, method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
                                   "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  ::close(handle);
  const std::size_t end = answer.find("\r\n\r\n");
  if (end == std::string::npos || !answer.starts_with("HTTP/1.1 ")) return {};
  return {std::atoi(answer.c_str() + 9), answer.substr(end + 4)};
}

std::string json_field(const std::string& json, const std::string& name) {
  const std::string key = "\"" + name + "\":";
  std::size_t from = json.find(key);
  if (from == std::string::npos) return {};
  from += key.size();
  if (json[from] == '"') return json.substr(from + 1, json.find('"', from + 1) - from - 1);
  return json.substr(from, json.find_first_of(",}", from) - from);
}

}  // namespace tongluo::crash
