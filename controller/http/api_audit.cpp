// The audit chain, page by page: by its numbers, or by what it is about.

#include "controller/http/api_handlers.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/list_page.hpp"

namespace tongluo::http {

namespace json = boost::json;

namespace {

std::optional<std::uint64_t> number_in(const ListPlace& place) {
  const auto* number = place.value.if_int64();
  return number == nullptr || *number < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(*number));
}

}  // namespace

void get_audit(const ApiPorts& ports, Request request, const Respond& respond) {
  ListQuery list(request, list_form("/api/v1/audit"));
  controller::AuditRange range{.limit = list.limit(), .falling = list.falling()};
  range.subject = list.query().text("subject").value_or("");
  if (list.after()) {
    const auto number = number_in(*list.after());
    if (!number) list.query().refuse("after", "must be the `next` of an answer");
    (range.falling ? range.before : range.after) = number.value_or(0);
  }
  if (list.problem()) return respond(to_reply(*list.problem()));
  ports.backend.read_audit(std::move(range), [respond](const controller::AuditReady& audit) {
    if (!audit.entries) return respond(to_reply(problem_of(audit.entries.error(), "audit")));
    json::object answer = to_json(*audit.entries, audit.head);
    answer["next"] = nullptr;
    if (audit.more && !audit.entries->empty()) {
      const std::uint64_t last = audit.entries->back().sequence;
      answer["next"] = ListQuery::cursor({last, ListQuery::key({std::to_string(last)})});
    }
    respond(json_reply(answer));
  });
}

}  // namespace tongluo::http
