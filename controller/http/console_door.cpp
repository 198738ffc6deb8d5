#include "controller/http/console_door.hpp"

#include "protocol/sign/hmac.hpp"

namespace tongluo::http {
namespace {

using accounts::Permission;

constexpr std::string_view kBearer = "Bearer ";
constexpr std::size_t kMaxCookieBytes = 4'096;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool reads_only(std::string_view method) { return method == "GET" || method == "HEAD"; }

// Behind another name a proxy has to pass Host on.
bool own_origin(const DoorRequest& request) {
  return !request.host.empty() && request.origin == "https://" + std::string(request.host);
}

Problem csrf_refused() { return {403, "csrf.refused", "this did not come from the console's own page", {}}; }

Problem session_needed() { return {401, "session.needed", "sign in first", {}}; }

Problem permission_refused(Permission permission, const accounts::Identity& identity) {
  Problem problem{403, "permission.refused", "this account may not do this", {}};
  problem.permission = std::string(accounts::to_string(permission));
  problem.actor = identity.actor();
  return problem;
}

std::optional<Bytes> secret_of_token(std::string_view authorization) {
  if (!authorization.starts_with(kBearer)) return std::nullopt;
  const std::string_view token = trimmed(authorization.substr(kBearer.size()));
  if (!token.starts_with(kTokenPrefix)) return std::nullopt;
  auto secret = from_hex(token.substr(kTokenPrefix.size()));
  return secret && secret->size() == accounts::kSecretBytes ? secret : std::nullopt;
}

Result<Admitted, Problem> admit_token(ConsoleGate& gate, const DoorRequest& request, Permission permission) {
  const auto secret = secret_of_token(request.authorization);
  auto identity = secret ? gate.book().find_token(gate.now(), *secret) : std::nullopt;
  if (!identity) return fail(session_needed());
  if (permission == Permission::own || !(permission == Permission::open || identity->may(permission)))
    return fail(permission_refused(permission, *identity));
  return Admitted{std::move(identity), std::nullopt};
}

bool from_own_page(const DoorRequest& request, const std::optional<Bytes>& session) {
  if (request.upgrade) return own_origin(request);
  if (reads_only(request.method)) return true;
  if (!session) return request.origin.empty() || own_origin(request);
  return own_origin(request) && sign::equal_in_constant_time(as_bytes(request.csrf), as_bytes(csrf_of(*session)));
}

}  // namespace

Result<Admitted, Problem> admit(ConsoleGate& gate, const DoorRequest& request, Permission permission) {
  if (!request.authorization.empty()) return admit_token(gate, request, permission);
  Admitted admitted;
  admitted.secret = session_secret(request.cookie);
  if (admitted.secret) admitted.identity = gate.book().find_session(gate.now(), *admitted.secret);
  // Who is not signed in has no session whose power could be misused; signing in itself checks the origin only.
  const bool signs_in = permission == Permission::open && request.method == "POST";
  const auto session = admitted.identity && !signs_in ? admitted.secret : std::nullopt;
  if (!admitted.identity && permission != Permission::open) return fail(session_needed());
  if (!from_own_page(request, session)) {
    Problem forged = csrf_refused();
    if (admitted.identity) forged.actor = admitted.identity->actor();
    return fail(std::move(forged));
  }
  if (permission != Permission::open && !admitted.identity->may(permission) && admitted.identity->second_factor_needed)
    return fail(problem_of(accounts::Fault::second_factor_needed));
  if (permission != Permission::open && !admitted.identity->may(permission))
    return fail(permission_refused(permission, *admitted.identity));
  return admitted;
}

std::optional<Bytes> session_secret(std::string_view cookie) {
  if (cookie.size() > kMaxCookieBytes) return std::nullopt;
  const std::string prefix = std::string(kSessionCookie) + "=";
  std::optional<Bytes> found;
  bool twice = false;
  while (!cookie.empty()) {
    const std::size_t end = std::min(cookie.find(';'), cookie.size());
    const std::string_view pair = trimmed(cookie.substr(0, end));
    cookie.remove_prefix(std::min(end + 1, cookie.size()));
    if (!pair.starts_with(prefix)) continue;
    twice = twice || found.has_value();
    found = from_hex(pair.substr(prefix.size()));
    if (!found || found->size() != accounts::kSecretBytes) return std::nullopt;
  }
  return twice ? std::nullopt : found;
}

std::string csrf_of(ByteView secret) { return to_string(sign::hmac_sha256(secret, as_bytes("csrf"))); }

std::string session_cookie(ByteView secret) {
  return std::string(kSessionCookie) + "=" + to_hex(secret) + "; Path=/; Secure; HttpOnly; SameSite=Strict";
}

std::string ended_cookie() {
  return std::string(kSessionCookie) + "=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0";
}

std::string content_security_policy(std::string_view tile_origin) {
  const std::string tiles = tile_origin.empty() ? std::string() : " " + std::string(tile_origin);
  return "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:" + tiles +
         "; connect-src 'self'" + tiles +
         "; media-src 'self' blob:; worker-src 'self' blob:; font-src 'self'; manifest-src 'self'; frame-ancestors "
         "'none'; base-uri 'none'; object-src 'none'; form-action 'self'";
}

const HeaderFields& security_headers() {
  static const HeaderFields kFields = {{"Strict-Transport-Security", "max-age=31536000; includeSubDomains"},
                                       {"X-Content-Type-Options", "nosniff"},
                                       {"X-Frame-Options", "DENY"},
                                       {"Referrer-Policy", "no-referrer"},
                                       {"Cross-Origin-Opener-Policy", "same-origin"},
                                       {"Cross-Origin-Resource-Policy", "same-origin"},
                                       {"Permissions-Policy", "microphone=(self), geolocation=(self), camera=(self)"}};
  return kFields;
}

bool still_admitted(ConsoleGate* gate, Request& request, Permission permission) {
  if (gate == nullptr || !request.identity) return true;
  const bool token = request.identity->token;
  if (!token && !request.secret) return false;
  request.identity = token ? gate->book().look_at_token(gate->now(), request.identity->session)
                           : gate->book().look_at_session(gate->now(), *request.secret);
  return request.identity && request.identity->may(permission);
}

}  // namespace tongluo::http
