#pragma once
// One HTTP request at a time to tongluod, over its Unix socket or over HTTPS with the operator's certificate. Blocking,
// with a deadline over the whole exchange; a new connection for each request. Owner: the command's only thread. Limits:
// kMaxResponseBytes. Errors: unreachable (nobody answers, or not in time).

#include <string>
#include <utility>
#include <vector>

#include "protocol/base/time.hpp"
#include "tools/ctl/failure.hpp"

namespace tongluo::ctl {

constexpr std::size_t kMaxResponseBytes = 256UL * 1024 * 1024;  // an export of ten thousand terminals
constexpr auto kRequestTimeout = seconds(20);
constexpr auto kClipTimeout = seconds(150);  // decoding, speech and encoding happen before the answer

struct ApiAddress {
  std::string unix_path;  // or, when empty:
  std::string host;
  std::string port;
  std::string server_name;  // that the controller's certificate must carry
  std::string certificate_pem;
  std::string key_pem;
  std::string authority_pem;
};

struct HttpRequest {
  std::string method;
  std::string target;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> fields = {};  // further header fields
};

struct HttpResponse {
  unsigned status = 0;
  std::string body;
};

// "unix:PATH" or "https://host[:port]". The PEM texts are the caller's to fill in.
Try<ApiAddress> parse_api_address(const std::string& text);

class HttpClient {
 public:
  explicit HttpClient(ApiAddress address) : address_(std::move(address)) {}
  Try<HttpResponse> send(const HttpRequest& request, seconds timeout) const;
  std::string name() const;  // for messages

 private:
  ApiAddress address_;
};

}  // namespace tongluo::ctl
