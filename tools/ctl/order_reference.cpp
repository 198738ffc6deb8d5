#include "tools/ctl/order_reference.hpp"

#include <algorithm>

#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/text_table.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

constexpr unsigned kOk = 200;
constexpr unsigned kNotFound = 404;
constexpr unsigned kConflict = 409;

// Orders that begin with `prefix`, for people to choose from.
std::string candidates(const Api& api, const std::string& prefix) {
  TextTable table({"  order", "state", "class", "level", "headline"});
  std::size_t shown = 0;
  const Try<json::object> page = api.get("/api/v1/orders?limit=1000");
  if (!page) return {};
  for (const json::value& value : array_at(*page, "orders")) {
    const json::object& order = as_object(value);
    const std::string digest = text_at(order, "digest");
    if (!digest.starts_with(prefix) || shown == kMaxShownCandidates) continue;
    ++shown;
    table.add({"  " + digest, text_at(order, "state"), text_at(order, "class"), text_at(order, "level"),
               text_at(order, "headline")});
  }
  return shown == 0 ? "" : "\n" + table.text();
}

Try<Digest> unresolved(const Api& api, const std::string& reference, const HttpResponse& response) {
  if (response.status == kConflict)
    return give_up(ExitCode::failed, "\"" + reference + "\" names more than one order; nothing was done. Which?" +
                                         candidates(api, reference));
  if (response.status == kNotFound)
    return give_up(ExitCode::failed,
                   "no order begins with \"" + reference + "\"; nothing was done. These exist:" + candidates(api, ""));
  return give_up(ExitCode::failed, problem_text(response));
}

}  // namespace

Try<std::string> parse_reference(const std::string& text) {
  std::string lower = text;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c); });
  const bool hexadecimal = lower.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!hexadecimal || lower.size() < kMinReferenceDigits || lower.size() > 2 * Digest::kSize)
    return give_up(ExitCode::usage, "\"" + text + "\" names no order: give " + std::to_string(kMinReferenceDigits) +
                                        " to 64 hexadecimal digits of its digest");
  return lower;
}

Try<Digest> resolve_reference(const Api& api, const std::string& text) {
  const Try<std::string> reference = parse_reference(text);
  if (!reference) return tl::unexpected(reference.error());
  const Try<HttpResponse> response = api.ask("/api/v1/orders/resolve/" + *reference);
  if (!response) return tl::unexpected(response.error());
  if (response->status != kOk) return unresolved(api, *reference, *response);
  const std::optional<json::value> answer = parse_json(response->body);
  const std::string digest = answer ? text_at(as_object(*answer), "digest") : "";
  const std::optional<Digest> resolved = digest_from_hex(digest);
  if (!resolved || !to_string(*resolved).starts_with(*reference))
    return give_up(ExitCode::failed, "the controller answered with another order than \"" + *reference + "\"");
  return *resolved;
}

}  // namespace tongluo::ctl
