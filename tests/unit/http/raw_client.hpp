#pragma once
// A client that can misbehave: sends exactly the bytes given, reads until a reply is complete or the server closes.
// Runs the one io_context that the server lives on, so these tests have no thread and no sleep.

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>
#include <chrono>
#include <string>

namespace tongluo::http {

constexpr auto kPatience = std::chrono::seconds(10);  // a test that needs it fails

using Response = boost::beast::http::response<boost::beast::http::string_body>;

template <class Stream>
class RawClient {
 public:
  RawClient(boost::asio::io_context& context, Stream stream) : context_(context), stream_(std::move(stream)) {}

  // Returns at once; the bytes leave while the context runs.
  void send(std::string bytes) {
    sent_.push_back(std::make_unique<std::string>(std::move(bytes)));
    boost::asio::async_write(stream_, boost::asio::buffer(*sent_.back()),
                             [](boost::system::error_code, std::size_t) {});
  }

  // The next reply; status 0 if the server closed without one.
  Response receive() {
    boost::beast::http::response_parser<boost::beast::http::string_body> parser;
    parser.body_limit(boost::none);
    run([&](auto done) {
      boost::beast::http::async_read(stream_, buffer_, parser,
                                     [done](boost::system::error_code error, std::size_t) { done(error); });
    });
    if (!parser.is_done()) return Response(static_cast<boost::beast::http::status>(0), 11);
    return parser.release();
  }

  Response ask(std::string bytes) {
    send(std::move(bytes));
    return receive();
  }

  // True if nothing more comes and the server has closed.
  bool closed_by_server() {
    char byte = 0;
    boost::system::error_code result;
    run(
        [&](auto done) {
          stream_.async_read_some(boost::asio::buffer(&byte, 1),
                                  [done](boost::system::error_code error, std::size_t) { done(error); });
        },
        &result);
    return static_cast<bool>(result);
  }

  Stream& stream() { return stream_; }

  // Starts one operation and runs the context until it is done.
  template <class Start>
  void run(Start start, boost::system::error_code* result = nullptr) {
    bool finished = false;
    start([&](boost::system::error_code error) {
      finished = true;
      if (result != nullptr) *result = error;
    });
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    while (!finished && std::chrono::steady_clock::now() < give_up) {
      context_.restart();
      context_.run_one_for(std::chrono::milliseconds(50));
    }
    if (!finished) {
      boost::beast::get_lowest_layer(stream_).close();
      context_.restart();
      context_.poll();
    }
  }

 private:
  boost::asio::io_context& context_;
  Stream stream_;
  boost::beast::flat_buffer buffer_;
  std::vector<std::unique_ptr<std::string>> sent_;
};

using UnixClient = RawClient<boost::asio::local::stream_protocol::socket>;
using TlsClient = RawClient<boost::asio::ssl::stream<boost::asio::ip::tcp::socket>>;

inline UnixClient connect_unix(boost::asio::io_context& context, const std::string& path) {
  boost::asio::local::stream_protocol::socket socket(context);
  socket.connect(path);
  return UnixClient(context, std::move(socket));
}

inline std::string request_text(std::string_view method, std::string_view target, std::string_view body = {},
                                std::string_view type = "application/json", std::string_view more = {}) {
  std::string text = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: api\r\n";
  if (method == "POST" || method == "PUT")
    text += "Content-Type: " + std::string(type) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  return text + std::string(more) + "\r\n" + std::string(body);
}

inline boost::json::object json_of(const Response& response) {
  boost::json::error_code error;
  boost::json::value value = boost::json::parse(response.body(), error);
  return !error && value.is_object() ? value.as_object() : boost::json::object{};
}

inline std::string text_at(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

}  // namespace tongluo::http
