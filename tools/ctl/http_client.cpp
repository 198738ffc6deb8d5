#include "tools/ctl/http_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/url/parse.hpp>
#include <exception>
#include <optional>

namespace tongluo::ctl {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Answer = Try<HttpResponse>;

constexpr std::string_view kDefaultPort = "7180";

template <class Stream>
asio::awaitable<HttpResponse> exchange(Stream& stream, const HttpRequest& request, const std::string& host) {
  http::request<http::string_body> message(http::string_to_verb(request.method), request.target, 11);
  message.set(http::field::host, host);
  message.set(http::field::user_agent, "tongluo");
  if (!request.content_type.empty()) message.set(http::field::content_type, request.content_type);
  for (const auto& [name, value] : request.fields) message.set(name, value);
  message.body() = request.body;
  message.prepare_payload();
  message.keep_alive(false);
  co_await http::async_write(stream, message, asio::use_awaitable);
  http::response_parser<http::string_body> parser;
  parser.body_limit(kMaxResponseBytes);
  beast::flat_buffer buffer;
  co_await http::async_read(stream, buffer, parser, asio::use_awaitable);
  auto response = parser.release();
  co_return HttpResponse{response.result_int(), std::move(response.body())};
}

asio::awaitable<HttpResponse> over_unix_socket(const ApiAddress& address, const HttpRequest& request) {
  asio::local::stream_protocol::socket socket(co_await asio::this_coro::executor);
  co_await socket.async_connect(asio::local::stream_protocol::endpoint(address.unix_path), asio::use_awaitable);
  co_return co_await exchange(socket, request, "localhost");
}

asio::awaitable<HttpResponse> over_https(const ApiAddress& address, const HttpRequest& request) {
  asio::ssl::context tls(asio::ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_3_VERSION);
  tls.add_certificate_authority(asio::buffer(address.authority_pem));
  tls.use_certificate_chain(asio::buffer(address.certificate_pem));
  tls.use_private_key(asio::buffer(address.key_pem), asio::ssl::context::pem);
  tls.set_verify_mode(asio::ssl::verify_peer);
  tls.set_verify_callback(asio::ssl::host_name_verification(address.server_name));
  const auto executor = co_await asio::this_coro::executor;
  asio::ip::tcp::resolver resolver(executor);
  const auto endpoints = co_await resolver.async_resolve(address.host, address.port, asio::use_awaitable);
  asio::ssl::stream<beast::tcp_stream> stream(executor, tls);
  co_await beast::get_lowest_layer(stream).async_connect(endpoints, asio::use_awaitable);
  SSL_set_tlsext_host_name(stream.native_handle(), address.server_name.c_str());
  co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
  co_return co_await exchange(stream, request, address.server_name);
}

asio::awaitable<HttpResponse> connect_and_exchange(const ApiAddress& address, const HttpRequest& request) {
  if (!address.unix_path.empty()) co_return co_await over_unix_socket(address, request);
  co_return co_await over_https(address, request);
}

std::string words_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& error) {
    return error.code().message();
  } catch (const std::exception& error) {
    return error.what();
  }
}

auto unreachable(const std::string& where, const std::string& why) {
  return give_up(ExitCode::unreachable, "no answer from the controller at " + where + ": " + why);
}

}  // namespace

Try<ApiAddress> parse_api_address(const std::string& text) {
  constexpr std::string_view kUnix = "unix:";
  ApiAddress address;
  if (text.starts_with(kUnix) && text.size() > kUnix.size()) {
    address.unix_path = text.substr(kUnix.size());
    return address;
  }
  const auto url = boost::urls::parse_uri(text);
  const bool plain = url && url->scheme() == "https" && !url->host().empty() && !url->has_query() &&
                     (url->encoded_path().empty() || url->encoded_path() == "/");
  if (!plain) return give_up(ExitCode::usage, "--api: \"" + text + "\" is neither unix:PATH nor https://host[:port]");
  address.host = url->host_address();
  address.port = url->port().empty() ? std::string(kDefaultPort) : std::string(url->port());
  return address;
}

std::string HttpClient::name() const {
  return address_.unix_path.empty() ? "https://" + address_.host + ":" + address_.port : "unix:" + address_.unix_path;
}

Try<HttpResponse> HttpClient::send(const HttpRequest& request, seconds timeout) const {
  asio::io_context context(1);
  std::optional<Answer> answer;
  // Any failure on the way means that the controller did not answer; what it was stands in the message.
  asio::co_spawn(context, connect_and_exchange(address_, request),
                 [&answer, this](const std::exception_ptr& failure, HttpResponse response) {
                   if (failure)
                     answer.emplace(unreachable(name(), words_of(failure)));
                   else
                     answer.emplace(std::move(response));
                 });
  context.run_for(timeout);
  if (!answer) return unreachable(name(), "timed out after " + std::to_string(timeout.count()) + " s");
  return std::move(*answer);
}

}  // namespace tongluo::ctl
