#pragma once
// The handlers behind the one route table (api.cpp), by the file that holds them. Each reads its request, asks a port
// and answers exactly once; it keeps nothing. Owner thread: the control thread.

#include "controller/http/api_backend.hpp"
#include "controller/http/message.hpp"

namespace tongluo::http {

using Resource = void(const ApiPorts&, Request, const Respond&);

// api_status.cpp
Resource get_health, get_metrics, get_terminal_data, get_terminal_history, get_refusals, get_timeline, get_expiries;
// api_terminals.cpp
Resource get_terminals, get_terminal_online;
// api_configurations.cpp
Resource post_configuration, get_configurations;
// api_commands.cpp
Resource post_command, get_commands, get_command;
// api_diagnosis.cpp
Resource get_diagnosis;
// api_clips.cpp
Resource post_audio, get_clip, get_clips, put_clip;
// api_speech.cpp
Resource post_speech, get_templates, post_fill;
// api_prepare.cpp
Resource post_prepare, post_refresh, post_all_clear, post_expand;
// api_orders.cpp
Resource post_order, post_draft, post_return, get_orders, get_order, get_order_progress, get_resolve, get_export;
// api_stops.cpp
Resource post_cancel_prepare, post_cancel, post_stop_all_prepare, post_stop_all;
// api_objects.cpp
Resource get_trust_list, post_trust_list, post_freshness, post_place, post_time_reset;
// api_documents.cpp
Resource get_groups, put_group, delete_group, get_holidays, put_holidays;
// api_playlists.cpp
Resource get_playlists, put_playlist, delete_playlist;
// api_audit.cpp
Resource get_audit;
// api_calls.cpp
Resource get_calls, post_acknowledge;
// api_live.cpp
Resource get_live, get_live_stream, post_live_source, post_live_stop, get_live_sdp, get_live_audio;
Result<std::unique_ptr<Speaker>, Problem> start_speaking(const ApiPorts& ports, const Request& request);
std::optional<Problem> speaking_objection(const ApiPorts& ports, const Request& request);
// api_enrolment.cpp
Resource post_claims, get_claims, get_devices, post_claim_approve, delete_claim, post_revoke;
// api_releases.cpp
Resource post_release, put_release_block, get_releases, get_release, post_release_pause, post_release_resume,
    post_release_withdraw;
// api_map.cpp
Resource get_boundaries, put_boundaries, get_areas;
// api_photos.cpp
Resource get_photos, post_photo, get_photo, delete_photo;
// api_trends.cpp
Resource get_trends;
// api_openapi.cpp
Resource get_openapi;
// api_events.cpp
Resource get_events;
// api_session.cpp
Resource get_session, post_session, delete_session, get_sessions, delete_session_of, post_set_up, post_set_up_link;
// api_own_account.cpp
Resource post_password, post_totp, post_totp_confirm, delete_totp, put_key;
// api_accounts.cpp
Resource get_accounts, delete_account_sessions, post_account_change, get_account_changes, post_change_approve,
    post_change_reject;
// api_tokens.cpp
Resource get_tokens, post_token, delete_token;
// api_bundles.cpp
Resource post_bundle;
// api_cap.cpp
Resource post_cap, post_cap_areas, get_cap, get_order_cap, get_cap_feed;

}  // namespace tongluo::http
