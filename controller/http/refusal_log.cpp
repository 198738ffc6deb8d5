#include "controller/http/refusal_log.hpp"

#include <boost/json/parse.hpp>

namespace tongluo::http {
namespace {

std::string text_in(std::string_view body, std::string_view member) {
  boost::system::error_code error;
  const boost::json::value problem = boost::json::parse(boost::json::string_view(body.data(), body.size()), error);
  const auto* object = error ? nullptr : problem.if_object();
  const auto* text =
      object == nullptr ? nullptr : object->if_contains(boost::json::string_view(member.data(), member.size()));
  return text != nullptr && text->is_string() ? std::string(text->get_string()) : std::string();
}

}  // namespace

std::optional<std::string> RefusalLog::line(SteadyTime now, const RefusedRequest& refused) {
  if (now - since_ >= SteadyTime::duration(kRefusalWindow)) {
    since_ = now;
    lines_ = 0;
  }
  if (lines_ == kRefusalLines) return ++untold_, std::nullopt;
  ++lines_;
  std::string line = "event=request_refused actor=\"" + std::string(refused.actor) +
                     "\" address=" + std::string(refused.address) + " method=" + std::string(refused.method) +
                     " path=" + std::string(refused.pattern) + " code=" + text_in(refused.problem, "code");
  if (const std::string permission = text_in(refused.problem, "permission"); !permission.empty())
    line += " permission=" + permission;
  if (untold_ > 0) line += " untold=" + std::to_string(untold_);
  untold_ = 0;
  return line;
}

}  // namespace tongluo::http
