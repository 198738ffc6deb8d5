#pragma once
// Gets one document over HTTP: bounded in bytes, time and redirects (same host only), for pollers. Blocking; any one
// thread. No proxy, cookie or password of the environment; an address with a password in it is refused.

#include <optional>
#include <stop_token>
#include <string>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::notify {

struct FetchLimits {
  std::size_t bytes = 1024 * 1024;
  milliseconds time{10'000};  // for all of it, redirects included
  unsigned redirects = 3;
};

struct Fetched {
  Bytes body;
  std::string content_type;
  std::string etag;           // give it back as `known_etag`: an unchanged document is not sent again
  bool not_modified = false;  // the one of `known_etag`; the body is empty
};

// Errors: bad_input (not an http or https address), unavailable (nobody there, or stopped), timeout, limit (too long),
// refused (a status that is not 200 or 304, a redirect to another host, a certificate that does not verify), io.
Result<Fetched> fetch(const std::string& url, const FetchLimits& limits = {}, const std::string& known_etag = {},
                      const std::stop_token& stop = {});

}  // namespace tongluo::notify
