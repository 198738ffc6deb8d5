#include "controller/http/api.hpp"

#include "controller/http/api_handlers.hpp"

namespace tongluo::http {
namespace {

struct Row {
  std::string_view method;
  std::string_view pattern;
  Cost cost;
  Resource* resource;
};

// The first row that fits answers: fixed segments stand before captured ones.
constexpr Row kRows[] = {
    {"GET", "/health", Cost::quick, get_health},
    {"GET", "/metrics", Cost::quick, get_metrics},
    {"POST", "/api/v1/audio", Cost::takes_audio, post_audio},
    {"POST", "/api/v1/speech", Cost::makes_clip, post_speech},
    {"GET", "/api/v1/templates", Cost::quick, get_templates},
    {"POST", "/api/v1/templates/{name}/fill", Cost::quick, post_fill},
    {"GET", "/api/v1/clips/{digest}", Cost::quick, get_clip},
    {"POST", "/api/v1/orders/prepare", Cost::quick, post_prepare},
    {"POST", "/api/v1/orders", Cost::quick, post_order},
    {"GET", "/api/v1/orders", Cost::quick, get_orders},
    {"GET", "/api/v1/orders/resolve/{reference}", Cost::quick, get_resolve},
    {"GET", "/api/v1/orders/{digest}", Cost::quick, get_order},
    {"GET", "/api/v1/orders/{digest}/export", Cost::quick, get_export},
    {"GET", "/api/v1/orders/{digest}/cap", Cost::quick, get_order_cap},
    {"POST", "/api/v1/orders/{digest}/return", Cost::quick, post_return},
    {"POST", "/api/v1/orders/{digest}/refresh", Cost::quick, post_refresh},
    {"POST", "/api/v1/orders/{digest}/all-clear/prepare", Cost::quick, post_all_clear},
    {"POST", "/api/v1/drafts", Cost::quick, post_draft},
    {"POST", "/api/v1/bundles", Cost::takes_bundle, post_bundle},
    {"POST", "/api/v1/cancels/prepare", Cost::quick, post_cancel_prepare},
    {"POST", "/api/v1/cancels", Cost::quick, post_cancel},
    {"POST", "/api/v1/stop-alls/prepare", Cost::quick, post_stop_all_prepare},
    {"POST", "/api/v1/stop-alls", Cost::quick, post_stop_all},
    {"POST", "/api/v1/schedules/expand", Cost::quick, post_expand},
    {"GET", "/api/v1/timeline", Cost::quick, get_timeline},
    {"GET", "/api/v1/groups", Cost::quick, get_groups},
    {"PUT", "/api/v1/groups/{name}", Cost::quick, put_group},
    {"DELETE", "/api/v1/groups/{name}", Cost::quick, delete_group},
    {"GET", "/api/v1/holidays", Cost::quick, get_holidays},
    {"PUT", "/api/v1/holidays", Cost::quick, put_holidays},
    {"GET", "/api/v1/terminals", Cost::quick, get_terminals},
    {"GET", "/api/v1/terminals/{id}/data", Cost::quick, get_terminal_data},
    {"GET", "/api/v1/terminals/{id}/diagnosis", Cost::quick, get_diagnosis},
    {"POST", "/api/v1/terminals/{id}/time-reset", Cost::quick, post_time_reset},
    {"POST", "/api/v1/configurations", Cost::quick, post_configuration},
    {"GET", "/api/v1/configurations", Cost::quick, get_configurations},
    {"POST", "/api/v1/commands", Cost::quick, post_command},
    {"GET", "/api/v1/commands", Cost::quick, get_commands},
    {"GET", "/api/v1/commands/{digest}", Cost::quick, get_command},
    {"POST", "/api/v1/terminals/{id}/revoke", Cost::quick, post_revoke},
    {"POST", "/api/v1/enrolment/claims", Cost::quick, post_claims},
    {"GET", "/api/v1/enrolment/claims", Cost::quick, get_claims},
    {"POST", "/api/v1/enrolment/claims/{digest}/approve", Cost::quick, post_claim_approve},
    {"DELETE", "/api/v1/enrolment/claims/{digest}", Cost::quick, delete_claim},
    {"GET", "/api/v1/enrolment/devices", Cost::quick, get_devices},
    {"GET", "/api/v1/refusals", Cost::quick, get_refusals},
    {"GET", "/api/v1/audit", Cost::quick, get_audit},
    {"GET", "/api/v1/expiries", Cost::quick, get_expiries},
    {"GET", "/api/v1/calls", Cost::quick, get_calls},
    {"POST", "/api/v1/calls/{number}/acknowledge", Cost::quick, post_acknowledge},
    {"GET", "/api/v1/live", Cost::quick, get_live},
    {"GET", "/api/v1/live/{stream}", Cost::quick, get_live_stream},
    {"POST", "/api/v1/live/{stream}/source", Cost::quick, post_live_source},
    {"POST", "/api/v1/live/{stream}/stop", Cost::quick, post_live_stop},
    {"GET", "/api/v1/live/{stream}/monitor.sdp", Cost::quick, get_live_sdp},
    {"GET", "/api/v1/live/{stream}/audio", Cost::quick, get_live_audio},
    {"POST", "/api/v1/releases", Cost::quick, post_release},
    {"GET", "/api/v1/releases", Cost::quick, get_releases},
    {"GET", "/api/v1/releases/{digest}", Cost::quick, get_release},
    {"PUT", "/api/v1/releases/{digest}/blocks/{index}", Cost::quick, put_release_block},
    {"POST", "/api/v1/releases/{digest}/pause", Cost::quick, post_release_pause},
    {"POST", "/api/v1/releases/{digest}/resume", Cost::quick, post_release_resume},
    {"POST", "/api/v1/releases/{digest}/withdraw", Cost::quick, post_release_withdraw},
    {"POST", "/api/v1/trust-list", Cost::quick, post_trust_list},
    {"POST", "/api/v1/freshness", Cost::quick, post_freshness},
    {"POST", "/api/v1/places", Cost::quick, post_place},
    {"POST", "/api/v1/cap", Cost::takes_cap, post_cap},
    {"GET", "/api/v1/cap", Cost::quick, get_cap},
    {"GET", "/api/v1/cap/feed.atom", Cost::quick, get_cap_feed},
};

}  // namespace

std::vector<Route> api_routes(const ApiPorts& ports) {
  std::vector<Route> routes;
  for (const Row& row : kRows) {
    routes.push_back(
        {row.method, row.pattern, row.cost, [ports, resource = row.resource](Request request, const Respond& respond) {
           resource(ports, std::move(request), respond);
         }});
    if (row.resource == get_live_audio)
      routes.back().upgrade = [ports](const Request& request) { return start_speaking(ports, request); };
  }
  return routes;
}

}  // namespace tongluo::http
