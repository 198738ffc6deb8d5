#include "controller/http/api.hpp"

#include "controller/http/api_handlers.hpp"
#include "controller/http/idempotency.hpp"
#include "controller/http/running_edits.hpp"

namespace tongluo::http {
namespace {

using accounts::Permission;

struct Row {
  std::string_view method;
  std::string_view pattern;
  Permission permission;
  Cost cost;
  Resource* resource;
};

// What an account needs for a path is said here and nowhere else. The first row that fits answers: fixed segments stand
// before captured ones.
constexpr Row kRows[] = {
    {"GET", "/health", Permission::look, Cost::quick, get_health},
    {"GET", "/metrics", Permission::metrics_read, Cost::quick, get_metrics},
    {"POST", "/api/v1/audio", Permission::orders_prepare, Cost::takes_audio, post_audio},
    {"POST", "/api/v1/speech", Permission::orders_prepare, Cost::makes_clip, post_speech},
    {"GET", "/api/v1/templates", Permission::look, Cost::quick, get_templates},
    {"POST", "/api/v1/templates/{name}/fill", Permission::orders_prepare, Cost::quick, post_fill},
    {"GET", "/api/v1/clips", Permission::look, Cost::quick, get_clips},
    {"GET", "/api/v1/clips/{digest}", Permission::look, Cost::quick, get_clip},
    {"PUT", "/api/v1/clips/{digest}", Permission::clips_edit, Cost::quick, put_clip},
    {"POST", "/api/v1/orders/prepare", Permission::orders_prepare, Cost::quick, post_prepare},
    {"POST", "/api/v1/orders", Permission::orders_prepare, Cost::quick, post_order},
    {"GET", "/api/v1/orders", Permission::look, Cost::quick, get_orders},
    {"GET", "/api/v1/orders/resolve/{reference}", Permission::look, Cost::quick, get_resolve},
    {"GET", "/api/v1/orders/{digest}", Permission::look, Cost::quick, get_order},
    {"GET", "/api/v1/orders/{digest}/progress", Permission::look, Cost::quick, get_order_progress},
    {"GET", "/api/v1/orders/{digest}/export", Permission::look, Cost::quick, get_export},
    {"GET", "/api/v1/orders/{digest}/cap", Permission::look, Cost::quick, get_order_cap},
    {"POST", "/api/v1/orders/{digest}/return", Permission::orders_return, Cost::quick, post_return},
    {"POST", "/api/v1/orders/{digest}/refresh", Permission::orders_prepare, Cost::quick, post_refresh},
    {"POST", "/api/v1/orders/{digest}/all-clear/prepare", Permission::orders_prepare, Cost::quick, post_all_clear},
    {"POST", "/api/v1/drafts", Permission::orders_prepare, Cost::quick, post_draft},
    {"POST", "/api/v1/bundles", Permission::class_actual, Cost::takes_bundle, post_bundle},
    {"POST", "/api/v1/cancels/prepare", Permission::orders_cancel, Cost::quick, post_cancel_prepare},
    {"POST", "/api/v1/cancels", Permission::orders_cancel, Cost::quick, post_cancel},
    {"POST", "/api/v1/stop-alls/prepare", Permission::stop_all, Cost::quick, post_stop_all_prepare},
    {"POST", "/api/v1/stop-alls", Permission::stop_all, Cost::quick, post_stop_all},
    {"POST", "/api/v1/schedules/expand", Permission::orders_prepare, Cost::quick, post_expand},
    {"GET", "/api/v1/timeline", Permission::look, Cost::quick, get_timeline},
    {"GET", "/api/v1/groups", Permission::look, Cost::quick, get_groups},
    {"PUT", "/api/v1/groups/{name}", Permission::groups_edit, Cost::quick, put_group},
    {"DELETE", "/api/v1/groups/{name}", Permission::groups_edit, Cost::quick, delete_group},
    {"GET", "/api/v1/playlists", Permission::look, Cost::quick, get_playlists},
    {"PUT", "/api/v1/playlists/{name}", Permission::playlists_edit, Cost::quick, put_playlist},
    {"DELETE", "/api/v1/playlists/{name}", Permission::playlists_edit, Cost::quick, delete_playlist},
    {"GET", "/api/v1/holidays", Permission::look, Cost::quick, get_holidays},
    {"PUT", "/api/v1/holidays", Permission::holidays_edit, Cost::quick, put_holidays},
    {"GET", "/api/v1/terminals", Permission::look, Cost::quick, get_terminals},
    {"GET", "/api/v1/terminals/{id}/online", Permission::look, Cost::quick, get_terminal_online},
    {"GET", "/api/v1/terminals/{id}/history", Permission::look, Cost::quick, get_terminal_history},
    {"GET", "/api/v1/terminals/{id}/data", Permission::look, Cost::quick, get_terminal_data},
    {"GET", "/api/v1/terminals/{id}/diagnosis", Permission::look, Cost::quick, get_diagnosis},
    {"GET", "/api/v1/terminals/{id}/photos", Permission::look, Cost::quick, get_photos},
    {"POST", "/api/v1/terminals/{id}/photos", Permission::terminals_maintain, Cost::takes_photo, post_photo},
    {"GET", "/api/v1/terminals/{id}/photos/{digest}", Permission::look, Cost::quick, get_photo},
    {"DELETE", "/api/v1/terminals/{id}/photos/{digest}", Permission::terminals_maintain, Cost::quick, delete_photo},
    {"POST", "/api/v1/terminals/{id}/time-reset", Permission::terminals_maintain, Cost::quick, post_time_reset},
    {"POST", "/api/v1/configurations", Permission::terminals_maintain, Cost::quick, post_configuration},
    {"GET", "/api/v1/configurations", Permission::look, Cost::quick, get_configurations},
    {"POST", "/api/v1/commands", Permission::terminals_maintain, Cost::quick, post_command},
    {"GET", "/api/v1/commands", Permission::look, Cost::quick, get_commands},
    {"GET", "/api/v1/commands/{digest}", Permission::look, Cost::quick, get_command},
    {"POST", "/api/v1/terminals/{id}/revoke", Permission::enrolment_manage, Cost::quick, post_revoke},
    {"POST", "/api/v1/enrolment/claims", Permission::enrolment_manage, Cost::quick, post_claims},
    {"GET", "/api/v1/enrolment/claims", Permission::enrolment_manage, Cost::quick, get_claims},
    {"POST", "/api/v1/enrolment/claims/{digest}/approve", Permission::enrolment_manage, Cost::quick,
     post_claim_approve},
    {"DELETE", "/api/v1/enrolment/claims/{digest}", Permission::enrolment_manage, Cost::quick, delete_claim},
    {"GET", "/api/v1/enrolment/devices", Permission::enrolment_manage, Cost::quick, get_devices},
    {"GET", "/api/v1/refusals", Permission::look, Cost::quick, get_refusals},
    {"GET", "/api/v1/audit", Permission::audit_read, Cost::quick, get_audit},
    {"GET", "/api/v1/expiries", Permission::look, Cost::quick, get_expiries},
    {"GET", "/api/v1/calls", Permission::look, Cost::quick, get_calls},
    {"POST", "/api/v1/calls/{number}/acknowledge", Permission::calls_acknowledge, Cost::quick, post_acknowledge},
    {"GET", "/api/v1/live", Permission::look, Cost::quick, get_live},
    {"GET", "/api/v1/live/{stream}", Permission::look, Cost::quick, get_live_stream},
    {"POST", "/api/v1/live/{stream}/source", Permission::live_speak, Cost::quick, post_live_source},
    {"POST", "/api/v1/live/{stream}/stop", Permission::live_speak, Cost::quick, post_live_stop},
    {"GET", "/api/v1/live/{stream}/monitor.sdp", Permission::live_speak, Cost::quick, get_live_sdp},
    {"GET", "/api/v1/live/{stream}/audio", Permission::live_speak, Cost::quick, get_live_audio},
    {"POST", "/api/v1/releases", Permission::releases_manage, Cost::quick, post_release},
    {"GET", "/api/v1/releases", Permission::look, Cost::quick, get_releases},
    {"GET", "/api/v1/releases/{digest}", Permission::look, Cost::quick, get_release},
    {"PUT", "/api/v1/releases/{digest}/blocks/{index}", Permission::releases_manage, Cost::quick, put_release_block},
    {"POST", "/api/v1/releases/{digest}/pause", Permission::releases_manage, Cost::quick, post_release_pause},
    {"POST", "/api/v1/releases/{digest}/resume", Permission::releases_manage, Cost::quick, post_release_resume},
    {"POST", "/api/v1/releases/{digest}/withdraw", Permission::releases_manage, Cost::quick, post_release_withdraw},
    {"GET", "/api/v1/trust-list", Permission::look, Cost::quick, get_trust_list},
    {"POST", "/api/v1/trust-list", Permission::trust_publish, Cost::quick, post_trust_list},
    {"POST", "/api/v1/freshness", Permission::trust_publish, Cost::quick, post_freshness},
    {"POST", "/api/v1/places", Permission::terminals_maintain, Cost::quick, post_place},
    {"POST", "/api/v1/cap", Permission::cap_receive, Cost::takes_cap, post_cap},
    {"POST", "/api/v1/cap/areas", Permission::orders_prepare, Cost::takes_cap, post_cap_areas},
    {"GET", "/api/v1/cap", Permission::look, Cost::quick, get_cap},
    {"GET", "/api/v1/cap/feed.atom", Permission::look, Cost::quick, get_cap_feed},
    {"GET", "/api/v1/boundaries", Permission::look, Cost::quick, get_boundaries},
    {"PUT", "/api/v1/boundaries", Permission::boundaries_edit, Cost::takes_map, put_boundaries},
    {"GET", "/api/v1/areas", Permission::look, Cost::quick, get_areas},
    {"GET", "/api/v1/trends", Permission::look, Cost::quick, get_trends},
    {"GET", "/api/v1/openapi.json", Permission::look, Cost::quick, get_openapi},
    {"GET", "/api/v1/events", Permission::look, Cost::quick, get_events},
    {"GET", "/api/v1/session", Permission::open, Cost::quick, get_session},
    {"POST", "/api/v1/session", Permission::open, Cost::quick, post_session},
    {"DELETE", "/api/v1/session", Permission::own, Cost::quick, delete_session},
    {"GET", "/api/v1/sessions", Permission::own, Cost::quick, get_sessions},
    {"DELETE", "/api/v1/sessions/{id}", Permission::own, Cost::quick, delete_session_of},
    {"POST", "/api/v1/set-up", Permission::open, Cost::quick, post_set_up},
    {"POST", "/api/v1/console/set-up-link", Permission::local, Cost::quick, post_set_up_link},
    {"POST", "/api/v1/account/password", Permission::own, Cost::quick, post_password},
    {"POST", "/api/v1/account/totp", Permission::own, Cost::quick, post_totp},
    {"POST", "/api/v1/account/totp/confirm", Permission::own, Cost::quick, post_totp_confirm},
    {"DELETE", "/api/v1/account/totp", Permission::own, Cost::quick, delete_totp},
    {"PUT", "/api/v1/account/key", Permission::own, Cost::quick, put_key},
    {"GET", "/api/v1/accounts", Permission::accounts_read, Cost::quick, get_accounts},
    {"DELETE", "/api/v1/accounts/{name}/sessions", Permission::accounts_manage, Cost::quick, delete_account_sessions},
    {"POST", "/api/v1/account-changes", Permission::accounts_manage, Cost::quick, post_account_change},
    {"GET", "/api/v1/account-changes", Permission::accounts_read, Cost::quick, get_account_changes},
    {"POST", "/api/v1/account-changes/{number}/approve", Permission::accounts_manage, Cost::quick, post_change_approve},
    {"POST", "/api/v1/account-changes/{number}/reject", Permission::accounts_manage, Cost::quick, post_change_reject},
    {"GET", "/api/v1/tokens", Permission::accounts_read, Cost::quick, get_tokens},
    {"POST", "/api/v1/tokens", Permission::accounts_manage, Cost::quick, post_token},
    {"DELETE", "/api/v1/tokens/{id}", Permission::accounts_manage, Cost::quick, delete_token},
};

}  // namespace

std::vector<Route> api_routes(const ApiPorts& ports) {
  std::vector<Route> routes;
  const auto answers = std::make_shared<IdempotencyBook>();
  const auto edits = std::make_shared<RunningEdits>();
  for (const Row& row : kRows) {
    routes.push_back(
        {row.method, row.pattern, row.cost, [ports, resource = row.resource](Request request, const Respond& respond) {
           resource(ports, std::move(request), respond);
         }});
    routes.back().permission = row.permission;
    const bool repeatable = row.resource == post_order || row.resource == post_audio || row.resource == post_speech ||
                            row.resource == post_bundle;
    if (repeatable) routes.back().handler = once_for_each_key(answers, row.pattern, std::move(routes.back().handler));
    const bool edits_one = row.method == "PUT" || row.method == "DELETE";
    if (edits_one) routes.back().handler = guarded_edit(edits, row.pattern, std::move(routes.back().handler));
    if (row.resource == get_events) routes.back().events = ports.events;
    if (row.resource == get_live_audio) {
      routes.back().upgrade = [ports](const Request& request) { return start_speaking(ports, request); };
      routes.back().objection = [ports](const Request& request) { return speaking_objection(ports, request); };
    }
  }
  return routes;
}

}  // namespace tongluo::http
