#include "controller/notify/fetch.hpp"

#include <algorithm>
#include <memory>

#include "controller/notify/curl_handle.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::notify {
namespace {

constexpr std::size_t kMaxAddressBytes = 2'048;
constexpr std::size_t kMaxTagBytes = 256;

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

// Who answers: "https", "example.org", "443". Nothing: not an address that we fetch.
struct Origin {
  std::string scheme, host, port;
  bool operator==(const Origin&) const = default;
};

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return {};
  std::string result(text);
  curl_free(text);
  return result;
}

std::optional<Origin> origin_of(const std::string& address) {
  if (address.size() > kMaxAddressBytes) return std::nullopt;
  for (const char c : address)
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F) return std::nullopt;
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, address.c_str(), 0) != CURLUE_OK) return std::nullopt;
  if (!part_of(url.get(), CURLUPART_USER).empty() || !part_of(url.get(), CURLUPART_PASSWORD).empty())
    return std::nullopt;
  Origin origin{part_of(url.get(), CURLUPART_SCHEME), part_of(url.get(), CURLUPART_HOST),
                part_of(url.get(), CURLUPART_PORT)};
  if (origin.scheme != "http" && origin.scheme != "https") return std::nullopt;
  return origin;
}

// The same host, port and scheme; or from plain to TLS on the same host's usual ports.
bool may_follow(const Origin& from, const std::optional<Origin>& to) {
  if (!to || to->host != from.host) return false;
  return *to == from || (from.scheme == "http" && from.port == "80" && to->scheme == "https" && to->port == "443");
}

std::string header_of(CURL* easy, const char* name) {
  curl_header* header = nullptr;
  if (curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK) return {};
  const std::string value(header->value);
  return value.size() <= kMaxTagBytes ? value : std::string{};
}

struct FetchStep {
  long status = 0;
  std::string location;
  Fetched fetched;
};

Result<FetchStep> fetch_once(const std::string& url, const CurlLimits& limits, const std::string& known_etag,
                             const std::stop_token& stop) {
  CurlHandle curl(url, limits, stop);
  curl.set(CURLOPT_USERAGENT, "tongluo");
  if (!known_etag.empty() && known_etag.find_first_of("\r\n") == std::string::npos)
    curl.add_header("If-None-Match: " + known_etag);
  if (auto done = curl.perform(); !done) return tl::unexpected(done.error());
  FetchStep step;
  step.status = curl.status();
  char* location = nullptr;
  if (curl_easy_getinfo(curl.get(), CURLINFO_REDIRECT_URL, &location) == CURLE_OK && location != nullptr)
    step.location = location;
  step.fetched = {curl.take_answer(), header_of(curl.get(), "Content-Type"), header_of(curl.get(), "ETag"),
                  step.status == 304};
  return step;
}

}  // namespace

Result<Fetched> fetch(const std::string& url, const FetchLimits& limits, const std::string& known_etag,
                      const std::stop_token& stop) {
  std::string address = url;
  auto origin = origin_of(address);
  if (!origin) return fail(ErrorKind::bad_input, "not a plain http or https address");
  const SteadyTime deadline = os::steady_now() + limits.time;
  for (unsigned redirects = 0;; ++redirects) {
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - os::steady_now());
    if (left <= milliseconds(0)) return fail(ErrorKind::timeout, "too slow");
    auto step = fetch_once(address, {"http,https", left, limits.bytes}, known_etag, stop);
    if (!step) return tl::unexpected(step.error());
    if (step->status == 200 || (step->status == 304 && !known_etag.empty())) return std::move(step->fetched);
    if (step->location.empty()) return fail(ErrorKind::refused, "HTTP status " + std::to_string(step->status));
    if (redirects >= limits.redirects) return fail(ErrorKind::refused, "too many redirects");
    const auto next = origin_of(step->location);
    if (!may_follow(*origin, next)) return fail(ErrorKind::refused, "a redirect to another host");
    address = step->location;
    origin = next;
  }
}

}  // namespace tongluo::notify
