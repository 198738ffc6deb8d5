#include "tests/unit/http/console_browser.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>

namespace tongluo::daemon {

namespace asio = boost::asio;
namespace bhttp = boost::beast::http;
namespace json = boost::json;

namespace {

std::string text_in(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

}  // namespace

ConsoleBrowser::ConsoleBrowser(unsigned short port, std::string authority_pem, std::string name)
    : origin("https://" + name + ":" + std::to_string(port)),
      port_(port),
      authority_pem_(std::move(authority_pem)),
      name_(std::move(name)) {}

std::string ConsoleBrowser::Answer::code() const { return text_in(json, "code"); }

ConsoleBrowser::Answer ConsoleBrowser::ask(const std::string& method, const std::string& target,
                                           const json::object* body, const std::vector<std::string>& more) {
  asio::io_context context;
  asio::ssl::context tls(asio::ssl::context::tls_client);
  tls.add_certificate_authority(asio::buffer(authority_pem_));
  tls.set_verify_mode(asio::ssl::verify_peer);
  tls.set_verify_callback(asio::ssl::host_name_verification(name_));
  asio::ssl::stream<asio::ip::tcp::socket> stream(context, tls);
  boost::system::error_code error;
  stream.next_layer().connect({asio::ip::address_v4::loopback(), port_}, error);
  if (!error) stream.handshake(asio::ssl::stream_base::client, error);
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
