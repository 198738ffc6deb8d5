// The audit chain, page by page.

#include "controller/http/api_handlers.hpp"
#include "controller/http/api_json.hpp"
#include "controller/http/api_reply.hpp"

namespace tongluo::http {

void get_audit(const ApiPorts& ports, Request request, const Respond& respond) {
  Query query(request, {"after", "limit"});
  const std::size_t limit = query.limit();
  const std::uint64_t after = query.number_or("after", INT64_MAX, 0);
  if (query.problem()) return respond(to_reply(*query.problem()));
  ports.backend.read_audit(after, limit, [respond](const controller::AuditReady& audit) {
    respond(audit.entries ? json_reply(to_json(*audit.entries, audit.head))
                          : to_reply(problem_of(audit.entries.error(), "audit")));
  });
}

}  // namespace tongluo::http
