#pragma once
// A controller on a Unix socket that says what the test tells it to: the one part that a client must not trust.

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>
#include <functional>
#include <map>
#include <thread>

#include "tools/ctl/http_client.hpp"

namespace tongluo::ctl {

class ScriptedController {
 public:
  using Answer = std::function<HttpResponse(const boost::json::object& body)>;

  explicit ScriptedController(const std::string& socket)
      : acceptor_(context_, boost::asio::local::stream_protocol::endpoint(socket)) {
    accept();
    thread_ = std::jthread([this] { context_.run(); });
  }
  ScriptedController(const ScriptedController&) = delete;
  ScriptedController& operator=(const ScriptedController&) = delete;
  ~ScriptedController() { context_.stop(); }

  // "GET /api/v1/groups"; the query is not looked at. To be called before the first request.
  void on(const std::string& request, Answer answer) { answers_[request] = std::move(answer); }
  void on(const std::string& request, unsigned status, boost::json::value body) {
    on(request, [status, text = boost::json::serialize(body)](const auto&) { return HttpResponse{status, text}; });
  }

 private:
  using Socket = boost::asio::local::stream_protocol::socket;

  void accept() {
    acceptor_.async_accept([this](boost::system::error_code error, Socket socket) {
      if (error) return;
      serve(socket);
      accept();
    });
  }

  void serve(Socket& socket) {
    namespace http = boost::beast::http;
    boost::beast::flat_buffer buffer;
    http::request<http::string_body> request;
    boost::system::error_code error;
    http::read(socket, buffer, request, error);
    if (error) return;
    const std::string target(request.target().substr(0, request.target().find('?')));
    const auto found = answers_.find(std::string(request.method_string()) + " " + target);
    boost::json::error_code no_json;
    const boost::json::value body = boost::json::parse(request.body(), no_json);
    const HttpResponse answer = found == answers_.end() ? HttpResponse{404, R"({"code":"route.unknown"})"}
                                                        : found->second(body.is_object() ? body.as_object() : empty_);
    http::response<http::string_body> response(static_cast<http::status>(answer.status), request.version());
    response.body() = answer.body;
    response.prepare_payload();
    http::write(socket, response, error);
  }

  boost::asio::io_context context_{1};
  boost::asio::local::stream_protocol::acceptor acceptor_;
  std::map<std::string, Answer> answers_;
  boost::json::object empty_;
  std::jthread thread_;
};

}  // namespace tongluo::ctl
