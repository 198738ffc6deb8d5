#include "controller/http/map_tiles.hpp"

#include <algorithm>

namespace tongluo::http {
namespace {

constexpr std::string_view kPlaces[] = {"{z}", "{x}", "{y}"};

bool is_host_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

// What a header field could misread, and what an address does not have.
bool is_address_letter(char c) {
  constexpr std::string_view kRefused = "\"'<>\\^`{|};, ";
  return c > ' ' && c < '\x7f' && kRefused.find(c) == kRefused.npos;
}

bool is_port(std::string_view text) {
  constexpr std::size_t kDigits = 5;
  return !text.empty() && text.size() <= kDigits &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_host_and_port(std::string_view text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const std::string_view host = text.substr(0, colon);
  if (host.empty() || !std::all_of(host.begin(), host.end(), is_host_letter)) return false;
  return colon == text.size() || is_port(text.substr(colon + 1));
}

// The address without its places; nothing if one of them is missing or there twice.
std::optional<std::string> without_places(std::string_view address) {
  std::string rest(address);
  for (const std::string_view place : kPlaces) {
    const std::size_t at = rest.find(place);
    if (at == rest.npos) return std::nullopt;
    rest.erase(at, place.size());
    if (rest.find(place) != rest.npos) return std::nullopt;
  }
  return rest;
}

}  // namespace

std::string_view origin_of_tiles(std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme == address.npos) return {};
  return address.substr(0, address.find('/', scheme + 3));
}

std::optional<std::string> tile_address_fault(std::string_view address) {
  if (address.size() > kMaxTileAddressBytes) return "must have at most 512 bytes";
  const bool web = address.starts_with("https://") || address.starts_with("http://");
  if (!web) return "must begin with https:// or http://";
  const std::string_view origin = origin_of_tiles(address);
  if (!is_host_and_port(origin.substr(origin.find("://") + 3))) return "must name a host, and a port at most";
  const auto rest = without_places(address.substr(origin.size()));
  if (!rest) return "must have each of {z}, {x} and {y} once, after the host";
  if (!std::all_of(rest->begin(), rest->end(), is_address_letter)) return "has a letter that no address has";
  return std::nullopt;
}

}  // namespace tongluo::http
