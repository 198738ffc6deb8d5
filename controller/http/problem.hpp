#pragma once
// Errors as application/problem+json (RFC 9457) with a stable code; docs/api.md lists every code.

#include <boost/json/object.hpp>
#include <string>

#include "controller/http/message.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::http {

struct Problem {
  unsigned status = 500;
  std::string code;                 // stable, for programs: "field.missing", "refused.bad_signature"
  std::string detail;               // one clear English sentence, for people
  std::string field;                // path of the wrong field, "items[0].clip"; empty when it is not about a field
  std::string permission{};         // that is missing
  std::uint32_t retry_after_s = 0;  // 0: now
  std::string actor{};              // whom it refuses, for the log: never shown
};

Reply to_reply(const Problem& problem);
Reply to_reply(const Problem& problem, boost::json::object more);  // with further members

// An Error of an adapter as the API shows it: bad_input and refused 422, not_found 404, conflict 409, limit 413,
// timeout 504, unavailable 503, io and corrupt 500. `code` names the subject: "audio" gives "audio.bad_input".
Problem problem_of(const Error& error, const std::string& subject);

}  // namespace tongluo::http
