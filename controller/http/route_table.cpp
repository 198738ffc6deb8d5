#include "controller/http/route_table.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <optional>

#include "controller/http/limits.hpp"

namespace tongluo::http {
namespace {

Mismatch mismatch(unsigned status, std::string code, std::string detail) {
  return {{status, std::move(code), std::move(detail), {}}, {}};
}

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> parts;
  path.remove_prefix(1);
  for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/')) {
    parts.push_back(path.substr(0, slash));
    path.remove_prefix(slash + 1);
  }
  parts.push_back(path);
  return parts;
}

// The captured segments, or nothing if the pattern is another path.
std::optional<std::vector<std::string>> capture(std::string_view pattern, const std::vector<std::string>& segments) {
  const auto parts = split(pattern);
  if (parts.size() != segments.size()) return std::nullopt;
  std::vector<std::string> captured;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].starts_with('{'))
      captured.push_back(segments[i]);
    else if (parts[i] != segments[i])
      return std::nullopt;
  }
  return captured;
}

// The decoded query; a repeated name or too many of them is a problem.
std::optional<Problem> read_query(const boost::urls::url_view& url, std::map<std::string, std::string>& query) {
  for (const auto& parameter : url.params()) {
    if (query.size() == kMaxQueryParameters)
      return Problem{400, "query.too_many", "the query has more than 16 parameters", {}};
    if (!query.emplace(parameter.key, parameter.value).second)
      return Problem{400, "query.repeated", "the query parameter is given twice", std::string(parameter.key)};
  }
  return std::nullopt;
}

}  // namespace

std::size_t body_limit(Cost cost) {
  if (cost == Cost::takes_audio) return kMaxAudioBodyBytes;
  if (cost == Cost::takes_bundle) return kMaxBundleBodyBytes;
  if (cost == Cost::takes_map) return kMaxMapBodyBytes;
  if (cost == Cost::takes_photo) return kMaxPhotoBytes;
  return cost == Cost::takes_cap ? kMaxCapBodyBytes : kMaxBodyBytes;
}

bool is_upload(Cost cost) { return cost == Cost::takes_audio || cost == Cost::takes_bundle || cost == Cost::takes_map; }
bool is_long(Cost cost) { return cost != Cost::quick; }

std::variant<Match, Mismatch> RouteTable::match(std::string_view method, std::string_view target) const {
  const auto url = boost::urls::parse_origin_form({target.data(), target.size()});
  if (!url) return mismatch(400, "target.malformed", "the request target is not a path with an optional query");
  std::vector<std::string> segments;
  for (const auto& segment : url->segments()) segments.emplace_back(segment);
  std::string allow;
  for (const Route& route : routes_) {
    auto captured = capture(route.pattern, segments);
    if (!captured) continue;
    if (route.method != method) {
      allow.append(allow.empty() ? "" : ", ").append(route.method);
      continue;
    }
    Match match{&route, {}};
    match.request.method = method;
    match.request.captured = std::move(*captured);
    if (auto problem = read_query(*url, match.request.query)) return Mismatch{std::move(*problem), {}};
    return match;
  }
  if (allow.empty()) return mismatch(404, "route.unknown", "there is nothing at this path");
  Mismatch wrong = mismatch(405, "method.not_allowed", "this path allows only " + allow);
  wrong.allow = allow;
  return wrong;
}

}  // namespace tongluo::http
