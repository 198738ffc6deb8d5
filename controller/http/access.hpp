#pragma once
// Whether the account that asks may do this here: its classes of orders, its areas. Without an identity (the doors of
// the machine and of client certificates) everything is allowed. Pure, but for questions to the backend.

#include <limits>
#include <optional>
#include <vector>

#include "controller/http/api_backend.hpp"

namespace tongluo::http {

// 403 permission.refused (class.…), 403 area.refused: a target, or a terminal that it reaches, lies outside.
std::optional<Problem> order_objection(ApiBackend& backend, const Request& request, ByteView order_payload);
std::optional<Problem> targets_objection(ApiBackend& backend, const Request& request,
                                         const std::vector<wire::Target>& targets);
// Of an order that is known; 404 order.not_found when nothing of it is shown to this account.
std::optional<Problem> known_order_objection(ApiBackend& backend, const Request& request, const Digest& order);
// Of a place record: its area, and where its terminal stands now.
std::optional<Problem> place_objection(ApiBackend& backend, const Request& request, ByteView place_payload);
// For what always reaches the whole county.
std::optional<Problem> whole_county_objection(const Request& request);

bool shows(const Request& request, AreaCode area);
bool shows(const Request& request, const controller::OrderDetail& detail);
// What nobody knows, and a terminal without a place, is shown to accounts of the whole county only.
bool shows_order(ApiBackend& backend, const Request& request, const Digest& order);
bool shows_terminal(ApiBackend& backend, const Request& request, const TerminalId& terminal);
// What a call is about: an order's digest or a terminal's id; all else, and what nobody knows, is nowhere.
std::vector<AreaCode> areas_of_subject(ApiBackend& backend, std::string_view subject);
bool shows_subject(ApiBackend& backend, const Request& request, std::string_view subject);
// The areas that lists are limited to; empty: everywhere.
std::vector<AreaCode> shown_areas(const Request& request);
// Without the rows of other areas.
void hide_others(const Request& request, controller::OrderDetail& detail);
void hide_others(const Request& request, std::vector<controller::TerminalOutcome>& terminals);

// A list is cut after the rows of other areas have left it: how many rows to ask for.
inline std::size_t rows_to_ask(const Request& request, std::size_t limit) {
  return shown_areas(request).empty() ? limit : std::numeric_limits<std::size_t>::max();
}

}  // namespace tongluo::http
