#include "controller/http/problem.hpp"

#include <boost/beast/http/status.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <string_view>

#include "controller/http/problem_words.hpp"

namespace tongluo::http {
namespace {

struct Shown {
  unsigned status;
  std::string_view word;
};

Shown shown(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::bad_input:
      return {422, "bad_input"};
    case ErrorKind::not_found:
      return {404, "not_found"};
    case ErrorKind::conflict:
      return {409, "conflict"};
    case ErrorKind::refused:
      return {422, "refused"};
    case ErrorKind::limit:
      return {413, "limit"};
    case ErrorKind::timeout:
      return {504, "timeout"};
    case ErrorKind::unavailable:
      return {503, "unavailable"};
    case ErrorKind::io:
      return {500, "io"};
    case ErrorKind::corrupt:
      return {500, "corrupt"};
  }
  return {500, "internal"};
}

}  // namespace

Reply to_reply(const Problem& problem) { return to_reply(problem, {}); }

Reply to_reply(const Problem& problem, boost::json::object object) {
  object["type"] = "urn:tongluo:problem:" + problem.code;
  if (const auto words = words_of(problem.code)) {
    object["title"] = words->en;
    object["title_zh"] = words->zh;
  } else {
    const auto reason = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(problem.status));
    object["title"] = std::string_view(reason.data(), reason.size());
  }
  object["status"] = problem.status;
  object["code"] = problem.code;
  object["detail"] = problem.detail;
  if (!problem.field.empty()) object["field"] = problem.field;
  if (!problem.permission.empty()) object["permission"] = problem.permission;
  Reply reply{problem.status, "application/problem+json", {}, {}};
  if (problem.retry_after_s > 0) {
    object["retry_after_s"] = problem.retry_after_s;
    reply.headers.emplace_back("Retry-After", std::to_string(problem.retry_after_s));
  }
  reply.body = boost::json::serialize(object);
  return reply;
}

Problem problem_of(const Error& error, const std::string& subject) {
  const Shown as = shown(error.kind);
  return {as.status, subject + "." + std::string(as.word), error.detail, {}};
}

}  // namespace tongluo::http
