// A request to the API: the method and the target on the first line, the header fields that matter on the next ones,
// then the body. Whatever it is, it is answered once, with a status of our own and a problem where it is one; what the
// console's door reads of a cookie is a whole secret or nothing.

#include <boost/json/parse.hpp>
#include <spdlog/spdlog.h>

#include "controller/http/api.hpp"
#include "controller/http/console_door.hpp"
#include "controller/http/limits.hpp"
#include "tests/fuzz/fuzz_assert.hpp"
#include "tests/unit/http/small_backend.hpp"
#include "tests/unit/http/small_live_gate.hpp"

namespace {

using namespace tongluo;
using namespace tongluo::http;

constexpr unsigned kLowestStatus = 200, kFirstProblem = 400, kInternal = 500, kMostStatus = 599;

std::string_view line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view found = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return found;
}

void check(const Reply& reply) {
  TL_ASSERT(reply.status >= kLowestStatus && reply.status <= kMostStatus && reply.status != kInternal);
  if (!reply.content_type.ends_with("json") || reply.body.empty()) return;
  boost::json::error_code error;
  const boost::json::value value = boost::json::parse(reply.body, error);
  TL_ASSERT(!error);
  if (reply.status >= kFirstProblem) TL_ASSERT(value.as_object().contains("code"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  spdlog::set_level(spdlog::level::off);
  std::string_view rest = as_text(fuzz::view(data, size));
  const std::string_view first = line(rest);
  const std::size_t space = std::min(first.find(' '), first.size());
  SmallBackend backend;
  SmallLiveGate live;
  const RouteTable table(api_routes({backend, backend, &backend, &backend, &backend, &backend, &live}));
  auto matched = table.match(first.substr(0, space), first.substr(std::min(space + 1, first.size())));
  if (const auto* mismatch = std::get_if<Mismatch>(&matched)) {
    check(to_reply(mismatch->problem));
    return 0;
  }
  auto& [route, request] = std::get<Match>(matched);
  request.content_type = line(rest);
  request.confirmed_count = line(rest);
  request.idempotency_key = line(rest);
  if (const auto secret = session_secret(line(rest))) TL_ASSERT(secret->size() == accounts::kSecretBytes);
  request.body = rest.substr(0, body_limit(route->cost));
  request.actor = "unix:0";
  int answers = 0;
  route->handler(std::move(request), [&answers](const Reply& reply) {
    ++answers;
    check(reply);
  });
  TL_ASSERT(answers == 1);
  return 0;
}
