#include "tests/unit/http/console_browser.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "tests/unit/http/described.hpp"

namespace tongluo::daemon {

namespace asio = boost::asio;
namespace bhttp = boost::beast::http;
namespace json = boost::json;
namespace websocket = boost::beast::websocket;

namespace {

std::string text_in(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

using TlsSocket = asio::ssl::stream<asio::ip::tcp::socket>;

asio::ssl::context believing(const std::string& authority_pem, const std::string& name) {
  asio::ssl::context tls(asio::ssl::context::tls_client);
  tls.add_certificate_authority(asio::buffer(authority_pem));
  tls.set_verify_mode(asio::ssl::verify_peer);
  tls.set_verify_callback(asio::ssl::host_name_verification(name));
  return tls;
}

void open(TlsSocket& stream, unsigned short port, boost::system::error_code& error) {
  stream.next_layer().connect({asio::ip::address_v4::loopback(), port}, error);
  if (!error) stream.handshake(asio::ssl::stream_base::client, error);
}

class EventSocket final : public ConsoleBrowser::Events {
 public:
  EventSocket(asio::ssl::context tls, unsigned short port) : tls_(std::move(tls)), port_(port) {}
  using Events::next;
  void open(const std::string& host, const std::string& query, const std::string& cookie, const std::string& origin) {
    boost::system::error_code error;
    daemon::open(socket_.next_layer(), port_, error);
    EXPECT_FALSE(error) << error.message();
    const timeval patience{20, 0};
    ::setsockopt(socket_.next_layer().next_layer().native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience,
                 sizeof patience);
    socket_.set_option(websocket::stream_base::decorator([&](websocket::request_type& request) {
      request.set(bhttp::field::cookie, cookie);
      request.set(bhttp::field::origin, origin);
    }));
    socket_.handshake(host, "/api/v1/events" + query, error);
    EXPECT_FALSE(error) << error.message();
  }
  json::object next() override {
    boost::beast::flat_buffer buffer;
    boost::system::error_code error;
    socket_.read(buffer, error);
    if (error) return {};
    const std::string text = boost::beast::buffers_to_string(buffer.data());
    EXPECT_EQ(http::complaints({"GET", "/api/v1/events", 101, "application/json", text}), "") << text;
    return json::parse(text).as_object();
  }

 private:
  asio::io_context context_;
  asio::ssl::context tls_;
  unsigned short port_;
  websocket::stream<TlsSocket> socket_{context_, tls_};
};

}  // namespace

json::object ConsoleBrowser::Events::next(std::string_view kind) {
  json::object event = next();
  while (!event.empty() && text_in(event, "kind") != kind) event = next();
  return event;
}

std::unique_ptr<ConsoleBrowser::Events> ConsoleBrowser::watch(const std::string& query) const {
  auto socket = std::make_unique<EventSocket>(believing(authority_pem_, name_), port_);
  socket->open(name_ + ":" + std::to_string(port_), query, cookie, origin);
  return socket;
}

ConsoleBrowser::ConsoleBrowser(unsigned short port, std::string authority_pem, std::string name)
    : origin("https://" + name + ":" + std::to_string(port)),
      port_(port),
      authority_pem_(std::move(authority_pem)),
      name_(std::move(name)) {}

std::string ConsoleBrowser::Answer::code() const { return text_in(json, "code"); }

ConsoleBrowser::Answer ConsoleBrowser::ask(const std::string& method, const std::string& target,
                                           const json::object* body, const std::vector<std::string>& more) {
  asio::io_context context;
  asio::ssl::context tls = believing(authority_pem_, name_);
  TlsSocket stream(context, tls);
  boost::system::error_code error;
  open(stream, port_, error);
  if (error) return {0, {}, error.message()};
  bhttp::request<bhttp::string_body> request(bhttp::string_to_verb(method), target, 11);
  request.set(bhttp::field::host, name_ + ":" + std::to_string(port_));
  if (!origin.empty()) request.set(bhttp::field::origin, origin);
  if (!cookie.empty()) request.set(bhttp::field::cookie, cookie);
  if (!csrf.empty()) request.set("X-CSRF-Token", csrf);
  if (!bearer.empty()) request.set(bhttp::field::authorization, "Bearer " + bearer);
  for (std::size_t i = 0; i + 1 < more.size(); i += 2) request.set(more[i], more[i + 1]);
  if (body != nullptr) {
    request.set(bhttp::field::content_type, "application/json");
    request.body() = json::serialize(*body);
  }
  request.prepare_payload();
  bhttp::write(stream, request, error);
  boost::beast::flat_buffer buffer;
  bhttp::response_parser<bhttp::string_body> parser;
  parser.body_limit(boost::none);
  bhttp::read(stream, buffer, parser, error);
  if (error) return {0, {}, error.message()};
  const auto& response = parser.get();
  const std::string type(response[bhttp::field::content_type]);
  EXPECT_EQ(http::complaints({method, target, response.result_int(), type, response.body()}), "");
  if (const std::string set(response[bhttp::field::set_cookie]); !set.empty())
    cookie = set.find("Max-Age=0") == std::string::npos ? set.substr(0, set.find(';')) : std::string();
  json::error_code not_json;
  const auto value = json::parse(response.body(), not_json);
  return {response.result_int(), !not_json && value.is_object() ? value.as_object() : json::object{}, response.body()};
}

ConsoleBrowser::Answer ConsoleBrowser::sign_in(const std::string& name, const std::string& password,
                                               const std::string& code) {
  json::object body{{"name", name}, {"password", password}};
  if (!code.empty()) body["code"] = code;
  Answer answer = ask("POST", "/api/v1/session", body);
  if (answer.status == 200) csrf = text_in(answer.json, "csrf");
  return answer;
}

}  // namespace tongluo::daemon
