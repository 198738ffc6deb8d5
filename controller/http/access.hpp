#pragma once
// Whether the account that asks may do this here: its classes of orders, its areas. Without an identity (the doors of
// the machine and of client certificates) everything is allowed. Pure, but for questions to the backend.

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
// For what always reaches the whole county.
std::optional<Problem> whole_county_objection(const Request& request);

bool shows(const Request& request, AreaCode area);
bool shows(const Request& request, const controller::OrderDetail& detail);
// The areas that lists are limited to; empty: everywhere.
std::vector<AreaCode> shown_areas(const Request& request);
// Without the rows of other areas.
void hide_others(const Request& request, controller::OrderDetail& detail);

}  // namespace tongluo::http
