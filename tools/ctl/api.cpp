#include "tools/ctl/api.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

#include "protocol/wire/envelope_codec.hpp"
#include "tools/ctl/json_fields.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

constexpr std::string_view kJson = "application/json";

Try<json::object> parse_object(const HttpResponse& response) {
  std::optional<json::value> value = parse_json(response.body);
  if (!value || !value->is_object()) return give_up(ExitCode::failed, "the controller's answer is no JSON object");
  return std::move(value->as_object());
}

std::filesystem::path or_default(const std::string& given, const Home& home, std::string_view name) {
  return given.empty() ? home.at(name) : std::filesystem::path(given);
}

Try<void> load_identity(const GlobalOptions& options, const Home& home, ApiAddress& address) {
  const Try<std::string> certificate = read_text(or_default(options.certificate, home, files::kOperatorCertificate));
  if (!certificate) return give_up(ExitCode::key, "--certificate: " + certificate.error().message);
  const Try<std::string> key = read_text(or_default(options.certificate_key, home, files::kOperatorKey));
  if (!key) return give_up(ExitCode::key, "--certificate-key: " + key.error().message);
  const Try<std::string> authority = read_text(or_default(options.authority, home, files::kControllerAuthority));
  if (!authority) return give_up(ExitCode::key, "--authority: " + authority.error().message);
  address.server_name = options.server_name;
  address.certificate_pem = *certificate;
  address.key_pem = *key;
  address.authority_pem = *authority;
  return {};
}

}  // namespace

std::string url_segment(std::string_view text) { return boost::urls::encode(text, boost::urls::unreserved_chars); }

std::string problem_text(const HttpResponse& response) {
  const std::optional<json::value> value = parse_json(response.body);
  const json::object problem = value ? as_object(*value) : json::object();
  const std::string detail = text_at(problem, "detail");
  const std::string code = text_at(problem, "code");
  if (detail.empty() && code.empty()) return "the controller answered with status " + std::to_string(response.status);
  return detail + " (" + (code.empty() ? std::to_string(response.status) : code) + ")";
}

Try<Api> Api::open(const Context& context) {
  const GlobalOptions& options = context.options;
  if (options.api.empty()) {
    const Try<Home> home = context.home();
    if (!home) return give_up(ExitCode::usage, "which controller? Give --api, or --home for its Unix socket");
    ApiAddress address;
    address.unix_path = home->at(files::kApiSocket).string();
    return Api(HttpClient(std::move(address)));
  }
  Try<ApiAddress> address = parse_api_address(options.api);
  if (!address) return tl::unexpected(address.error());
  if (address->unix_path.empty())
    if (Try<void> ok = load_identity(options, Home{options.home}, *address); !ok) return tl::unexpected(ok.error());
  return Api(HttpClient(std::move(*address)));
}

Try<HttpResponse> Api::call(const HttpRequest& request, seconds timeout) const {
  Try<HttpResponse> response = client_.send(request, timeout);
  if (response && response->status >= 300) return give_up(ExitCode::failed, problem_text(*response));
  return response;
}

Try<json::object> Api::get(const std::string& target) const {
  return call({"GET", target, "", ""}, kRequestTimeout).and_then(parse_object);
}

Try<std::string> Api::get_bytes(const std::string& target) const {
  return call({"GET", target, "", ""}, kRequestTimeout).map([](HttpResponse response) {
    return std::move(response.body);
  });
}

Try<json::object> Api::get_health() const {
  constexpr unsigned kDegraded = 503;
  const Try<HttpResponse> response = client_.send({"GET", "/health", "", ""}, kRequestTimeout);
  if (!response) return tl::unexpected(response.error());
  if (response->status >= 300 && response->status != kDegraded)
    return give_up(ExitCode::failed, problem_text(*response));
  return parse_object(*response);
}

Try<json::object> Api::post(const std::string& target, const json::object& body) const {
  return call({"POST", target, std::string(kJson), json::serialize(body)}, kRequestTimeout).and_then(parse_object);
}

Try<json::object> Api::post_speech(const json::object& request) const {
  return call({"POST", "/api/v1/speech", std::string(kJson), json::serialize(request)}, kClipTimeout)
      .and_then(parse_object);
}

Try<json::object> Api::post_audio(std::string file_content) const {
  return call({"POST", "/api/v1/audio", "application/octet-stream", std::move(file_content)}, kClipTimeout)
      .and_then(parse_object);
}

Try<json::object> Api::post_envelope(const std::string& target, const Envelope& envelope) const {
  return post(target, {{"envelope", to_base64(wire::serialize(envelope))}});
}

Try<json::object> Api::post_order(const Envelope& envelope, std::optional<std::size_t> confirmed_count) const {
  json::object body{{"envelope", to_base64(wire::serialize(envelope))}};
  if (confirmed_count) body["confirmed_count"] = *confirmed_count;
  return post("/api/v1/orders", body);
}

Try<json::object> Api::post_bundle(std::string content, std::optional<std::size_t> confirmed_count) const {
  HttpRequest request{"POST", "/api/v1/bundles", "application/octet-stream", std::move(content)};
  if (confirmed_count) request.fields.emplace_back("X-Confirmed-Count", std::to_string(*confirmed_count));
  return call(request, kClipTimeout).and_then(parse_object);
}

Try<void> Api::put(const std::string& target, const json::object& body) const {
  return call({"PUT", target, std::string(kJson), json::serialize(body)}, kRequestTimeout).map([](const auto&) {});
}

Try<void> Api::put_bytes(const std::string& target, std::string body) const {
  return call({"PUT", target, "application/octet-stream", std::move(body)}, kClipTimeout).map([](const auto&) {});
}

Try<void> Api::remove(const std::string& target) const {
  return call({"DELETE", target, "", ""}, kRequestTimeout).map([](const auto&) {});
}

Try<HttpResponse> Api::ask(const std::string& target) const {
  return client_.send({"GET", target, "", ""}, kRequestTimeout);
}

}  // namespace tongluo::ctl
