#pragma once
// One request and its reply as plain values: all that a handler sees of HTTP. Owner thread: the control thread.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "controller/accounts/identity.hpp"
#include "protocol/base/bytes.hpp"

namespace tongluo::http {

struct Request {
  std::string method;
  std::vector<std::string> captured;         // the {…} segments of the route's pattern, decoded, in order
  std::map<std::string, std::string> query;  // decoded; a repeated name is refused before
  std::string content_type;                  // without parameters, lower case; may be empty
  std::string body;
  std::string confirmed_count;  // the header field X-Confirmed-Count; empty: absent
  std::string if_match;         // the header fields If-Match and If-None-Match, as they were sent
  std::string if_none_match;
  std::string range;            // the header field Range
  std::string idempotency_key;  // the header field Idempotency-Key
  std::string actor;            // who asks: the common name of the client certificate, "unix:" and the user id,
                                // "account:" or "token:" and its name
  // Through the console's door only: who signed in (nobody on an open path), the secret that the browser showed, where
  // it is and what it calls itself.
  bool console = false;
  std::optional<accounts::Identity> identity;
  std::optional<Bytes> secret;
  std::string address;
  std::string agent;
};

struct Reply {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  bool head_only = false;  // of a HEAD: all but the body
  std::string_view file;   // in place of the body: of the console's files, which outlive every connection
};

// Called once, on the control thread; a later call, or one after the deadline, is ignored. Must not outlive the
// io_context.
using Respond = std::function<void(Reply)>;
using Handler = std::function<void(Request, Respond)>;

}  // namespace tongluo::http
