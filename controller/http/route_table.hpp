#pragma once
// Which handler answers which method and path. The table is data; a pattern's {…} segments are captured. Pure value.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "controller/http/event_hub.hpp"
#include "controller/http/live_gate.hpp"
#include "controller/http/message.hpp"
#include "controller/http/problem.hpp"

namespace tongluo::http {

enum class Cost : std::uint8_t {
  quick,         // kMaxBodyBytes, kReadWriteDeadline
  makes_clip,    // kMaxBodyBytes, kClipDeadline
  takes_audio,   // kMaxAudioBodyBytes, kClipDeadline, one of kMaxAudioUploads
  takes_bundle,  // kMaxBundleBodyBytes, kClipDeadline, one of kMaxAudioUploads
  takes_cap,     // kMaxCapBodyBytes, kClipDeadline
  takes_map,     // kMaxMapBodyBytes, kClipDeadline, one of kMaxAudioUploads
  takes_photo,   // kMaxPhotoBytes, kClipDeadline
};
std::size_t body_limit(Cost cost);
bool is_upload(Cost cost);  // holds much memory
bool is_long(Cost cost);    // has the long deadline

using Upgrade = std::function<Result<std::unique_ptr<Speaker>, Problem>(const Request&)>;
// Why who speaks already may not go on, with the rights that the request's account has now.
using Objection = std::function<std::optional<Problem>(const Request&)>;

struct Route {
  std::string_view method;   // "GET"
  std::string_view pattern;  // "/api/v1/orders/{digest}"
  Cost cost = Cost::quick;
  Handler handler;
  Upgrade upgrade{};           // of a path that speaks WebSocket too
  Objection objection{};       // of the same path
  EventHub* events = nullptr;  // of the path where events are watched
  // What an account needs on the console's door; without a word, nobody may there.
  accounts::Permission permission = accounts::Permission::local;
};

struct Match {
  const Route* route = nullptr;
  Request request;  // method, captured and query filled in
};

struct Mismatch {
  Problem problem;
  std::string allow;  // with 405: the methods that the path has
};

class RouteTable {
 public:
  explicit RouteTable(std::vector<Route> routes) : routes_(std::move(routes)) {}
  // `target` is the request target as sent. Mismatch: 400 target.malformed, 404 route.unknown, 405 method.not_allowed.
  std::variant<Match, Mismatch> match(std::string_view method, std::string_view target) const;

 private:
  std::vector<Route> routes_;
};

}  // namespace tongluo::http
