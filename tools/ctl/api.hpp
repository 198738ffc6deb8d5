#pragma once
// The controller's HTTP interface as commands use it: JSON in, JSON out; a problem+json answer becomes a Failure that
// carries its code and detail.

#include <boost/json.hpp>
#include <optional>

#include "tools/ctl/context.hpp"
#include "tools/ctl/http_client.hpp"

namespace tongluo::ctl {

class Api {
 public:
  // From --api and the certificate options, or the home's Unix socket.
  static Try<Api> open(const Context& context);

  Try<boost::json::object> get(const std::string& target) const;
  Try<std::string> get_bytes(const std::string& target) const;
  // 503 with a body counts as an answer: that is how /health says "degraded".
  Try<boost::json::object> get_health() const;
  Try<boost::json::object> post(const std::string& target, const boost::json::object& body) const;
  Try<boost::json::object> post_speech(const boost::json::object& request) const;
  Try<boost::json::object> post_audio(std::string file_content) const;
  Try<boost::json::object> post_envelope(const std::string& target, const Envelope& envelope) const;
  // An order; `confirmed_count` as its signer typed it.
  Try<boost::json::object> post_order(const Envelope& envelope, std::optional<std::size_t> confirmed_count) const;
  Try<boost::json::object> post_bundle(std::string content, std::optional<std::size_t> confirmed_count) const;
  Try<void> put(const std::string& target, const boost::json::object& body) const;
  Try<void> put_bytes(const std::string& target, std::string body) const;
  Try<void> remove(const std::string& target) const;
  // For callers to whom a status is an answer: no Failure for 4xx.
  Try<HttpResponse> ask(const std::string& target) const;
  const HttpClient& client() const { return client_; }

 private:
  explicit Api(HttpClient client) : client_(std::move(client)) {}
  Try<HttpResponse> call(const HttpRequest& request, seconds timeout) const;
  HttpClient client_;
};

// One path segment, percent-encoded.
std::string url_segment(std::string_view text);

// "no terminal lies in 500116999000 (prepare.nobody_addressed)"; the status when the body is no problem.
std::string problem_text(const HttpResponse& response);

}  // namespace tongluo::ctl
