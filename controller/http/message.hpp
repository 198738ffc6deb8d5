#pragma once
// One request and its reply as plain values: all that a handler sees of HTTP. Owner thread: the control thread.

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tongluo::http {

struct Request {
  std::string method;
  std::vector<std::string> captured;         // the {…} segments of the route's pattern, decoded, in order
  std::map<std::string, std::string> query;  // decoded; a repeated name is refused before
  std::string content_type;                  // without parameters, lower case; may be empty
  std::string body;
  std::string confirmed_count;  // the header field X-Confirmed-Count; empty: absent
  std::string actor;            // who asks: the common name of the client certificate, or "unix:" and the user id
};

struct Reply {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

// Called once, on the control thread; a later call, or one after the deadline, is ignored. Must not outlive the
// io_context.
using Respond = std::function<void(Reply)>;
using Handler = std::function<void(Request, Respond)>;

}  // namespace tongluo::http
