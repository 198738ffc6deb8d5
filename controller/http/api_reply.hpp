#pragma once
// What the handlers of the API share: reading the path, the query and an envelope; the usual answers. Pure, but for the
// answer itself.

#include <boost/json/object.hpp>
#include <initializer_list>
#include <span>

#include "controller/http/api_backend.hpp"
#include "controller/http/problem.hpp"

namespace tongluo::http {

Reply json_reply(const boost::json::object& object, unsigned status = 200);

// The query, parameter by parameter; the first wrong one becomes the problem. A parameter that nobody names is one.
class Query {
 public:
  Query(const Request& request, std::span<const std::string_view> known);
  Query(const Request& request, std::initializer_list<std::string_view> known)
      : Query(request, std::span(known.begin(), known.size())) {}
  std::size_t limit();  // 1 to kMaxPage
  std::uint64_t number_or(std::string_view name, std::uint64_t max, std::uint64_t fallback);
  std::optional<Digest> digest(std::string_view name);
  std::optional<TerminalId> terminal(std::string_view name);
  std::optional<AreaCode> area(std::string_view name);
  std::optional<std::string> text(std::string_view name) const;
  void refuse(std::string_view name, const std::string& detail);
  const std::optional<Problem>& problem() const { return problem_; }

 private:
  const std::map<std::string, std::string>& given_;
  std::optional<Problem> problem_;
};

// Each answers with a problem and gives nothing if the request is wrong.
std::optional<Digest> captured_digest(const Request& request, const Respond& respond);
std::optional<TerminalId> captured_terminal(const Request& request, const Respond& respond);
// The name of a group or calendar, from the path or the body: not empty, at most controller::kMaxNameBytes, no control
// characters.
bool is_name(std::string_view text);
// The name of a clip: as above, but it may be empty.
bool is_clip_name(std::string_view text);
constexpr const char* kClipNameRule = "must have at most 128 bytes and no control characters";
// Of what is stored, so that an edit can say what it was made of.
std::string etag_of(const std::string& body);
// Whether If-Match or If-None-Match (RFC 9110 13.1) names this tag: `*`, or a list that has it. A tag that calls itself
// weak, as a proxy that compresses makes ours, is the same only for If-None-Match: `weak`.
bool names_tag(std::string_view given, std::string_view etag, bool weak);
// A body with the field `envelope`, and nothing else.
std::optional<Envelope> read_envelope(const Request& request, const Respond& respond);
// The same with `confirmed_count`, which may be missing.
std::optional<controller::Submission> read_submission(const Request& request, const Respond& respond);
// "17" as 17, if it is a whole number of 0 to `max`.
std::optional<std::uint64_t> whole_number(std::string_view text, std::uint64_t max);

Reply precondition_failed();  // 412: it is not what If-Match names any more
Problem refused(Refusal refusal, const std::string& detail);
std::function<void(ObjectAnswer)> object_answer(const Respond& respond);
Reply prepared_reply(const PreparedAnswer& prepared);
Reply prepared_reply(const PreparedStopAnswer& prepared);

constexpr std::uint32_t kMaxConfirmedCount = 1'000'000;

}  // namespace tongluo::http
