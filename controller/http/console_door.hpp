#pragma once
// What the console's door demands of a request before any handler sees it, and what every answer through it carries.
// Owner thread: control. The gate alone keeps state.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "controller/http/console_gate.hpp"
#include "controller/http/message.hpp"

namespace tongluo::http {

constexpr const char* kSessionCookie = "__Host-tongluo";
constexpr const char* kCsrfHeader = "X-CSRF-Token";
constexpr std::string_view kTokenPrefix = "tlt_";

// The header fields that matter here, as they were sent.
struct DoorRequest {
  std::string_view method;
  bool upgrade = false;  // to a WebSocket
  std::string_view host;
  std::string_view origin;
  std::string_view cookie;
  std::string_view authorization;
  std::string_view csrf;
};

// Who came in; nobody on an open path.
struct Admitted {
  std::optional<accounts::Identity> identity;
  std::optional<Bytes> secret;  // of the session that the browser showed, valid or not
};

// Problems: 401 session.needed, 403 csrf.refused, 403 permission.refused.
Result<Admitted, Problem> admit(ConsoleGate& gate, const DoorRequest& request, accounts::Permission permission);

// May who asked this still be served? For what goes on long after it: signed out, expired, disabled or taken away ends
// it, and so does the loss of the permission. The request's identity becomes what it is now. `gate`: null at a door
// without accounts.
bool still_admitted(ConsoleGate* gate, Request& request, accounts::Permission permission);

// The session's secret in a Cookie header field; nothing if it is not there exactly once, or is none.
std::optional<Bytes> session_secret(std::string_view cookie);
std::string csrf_of(ByteView secret);
std::string session_cookie(ByteView secret);
std::string ended_cookie();

using HeaderFields = std::vector<std::pair<std::string_view, std::string_view>>;
const HeaderFields& security_headers();  // besides the content security policy
// Nothing but the door itself, and the origin of the map's tiles if there are any.
std::string content_security_policy(std::string_view tile_origin);

}  // namespace tongluo::http
