#include "controller/http/access.hpp"

#include <algorithm>

#include "protocol/wire/order.hpp"
#include "protocol/wire/trust_objects.hpp"

namespace tongluo::http {

using accounts::Permission;

namespace {

Permission permission_of(OrderClass order_class) {
  switch (order_class) {
    case OrderClass::actual:
      return Permission::class_actual;
    case OrderClass::exercise:
      return Permission::class_exercise;
    case OrderClass::test:
      return Permission::class_test;
    case OrderClass::routine:
      return Permission::class_routine;
    case OrderClass::unspecified:
      break;
  }
  return Permission::local;
}

Problem area_refused(const std::string& where) {
  return {403, "area.refused", where + " lies outside the areas of this account", {}};
}

std::optional<Problem> class_objection(const Request& request, OrderClass order_class) {
  const Permission permission = permission_of(order_class);
  if (!request.identity || request.identity->may(permission)) return std::nullopt;
  Problem problem{403, "permission.refused", "this account may not issue orders of this class", "class"};
  problem.permission = std::string(accounts::to_string(permission));
  return problem;
}

bool is_limited(const Request& request) { return request.identity && !request.identity->scope.whole_county(); }

bool shows_any(const Request& request, const std::vector<AreaCode>& areas) {
  return !is_limited(request) ||
         std::any_of(areas.begin(), areas.end(), [&](AreaCode area) { return shows(request, area); });
}

std::vector<AreaCode> areas_of(ApiBackend& backend, const TerminalId& terminal) {
  std::vector<AreaCode> areas;
  for (const auto& placed : backend.addressed_by({terminal})) areas.push_back(placed.area);
  return areas;
}

}  // namespace

std::vector<AreaCode> shown_areas(const Request& request) {
  return request.identity ? request.identity->scope.areas() : std::vector<AreaCode>();
}

bool shows(const Request& request, AreaCode area) { return !request.identity || request.identity->scope.covers(area); }

bool shows(const Request& request, const controller::OrderDetail& detail) {
  if (!request.identity || request.identity->scope.whole_county()) return true;
  return std::any_of(detail.addressed.begin(), detail.addressed.end(),
                     [&](const auto& terminal) { return shows(request, terminal.area); }) ||
         std::any_of(detail.terminals.begin(), detail.terminals.end(),
                     [&](const auto& terminal) { return terminal.area && shows(request, *terminal.area); });
}

bool shows_order(ApiBackend& backend, const Request& request, const Digest& order) {
  return !is_limited(request) || shows_any(request, backend.areas_of(order));
}

bool shows_terminal(ApiBackend& backend, const Request& request, const TerminalId& terminal) {
  return !is_limited(request) || shows_any(request, areas_of(backend, terminal));
}

std::vector<AreaCode> areas_of_subject(ApiBackend& backend, std::string_view subject) {
  if (const auto order = digest_from_hex(subject)) return backend.areas_of(*order);
  if (const auto terminal = TerminalId::parse(subject)) return areas_of(backend, *terminal);
  return {};
}

bool shows_subject(ApiBackend& backend, const Request& request, std::string_view subject) {
  return !is_limited(request) || shows_any(request, areas_of_subject(backend, subject));
}

void hide_others(const Request& request, controller::OrderDetail& detail) {
  std::erase_if(detail.addressed, [&](const auto& terminal) { return !shows(request, terminal.area); });
  hide_others(request, detail.terminals);
}

void hide_others(const Request& request, std::vector<controller::TerminalOutcome>& terminals) {
  if (!request.identity || request.identity->scope.whole_county()) return;
  std::erase_if(terminals, [&](const auto& terminal) { return !terminal.area || !shows(request, *terminal.area); });
}

std::optional<Problem> whole_county_objection(const Request& request) {
  if (!request.identity || request.identity->scope.whole_county()) return std::nullopt;
  return area_refused("the whole county");
}

// An area is one with all that will ever stand in it; a shape is judged by what stands in it now.
std::optional<Problem> targets_objection(ApiBackend& backend, const Request& request,
                                         const std::vector<wire::Target>& targets) {
  if (!request.identity || request.identity->scope.whole_county()) return std::nullopt;
  const accounts::AreaScope& scope = request.identity->scope;
  for (const wire::Target& target : targets)
    if (const auto* area = std::get_if<AreaCode>(&target); area != nullptr && !scope.covers(*area))
      return area_refused(area->text());
  for (const auto& terminal : backend.addressed_by(targets))
    if (!scope.covers(terminal.area)) return area_refused(terminal.terminal.text());
  return std::nullopt;
}

std::optional<Problem> place_objection(ApiBackend& backend, const Request& request, ByteView place_payload) {
  const auto place = wire::parse_place_record(place_payload);
  if (!place) return std::nullopt;  // it is refused for what it is
  if (!shows(request, place->area)) return area_refused(place->area.text());
  return targets_objection(backend, request, {place->terminal});
}

std::optional<Problem> order_objection(ApiBackend& backend, const Request& request, ByteView order_payload) {
  if (!request.identity) return std::nullopt;
  const auto order = wire::parse_order(order_payload);
  if (!order) return std::nullopt;  // it is refused for what it is, and reaches nobody
  if (auto objection = class_objection(request, order->order_class)) return objection;
  return targets_objection(backend, request, order->targets);
}

std::optional<Problem> known_order_objection(ApiBackend& backend, const Request& request, const Digest& order) {
  if (!request.identity) return std::nullopt;
  const auto detail = backend.order(order);
  if (!detail) return std::nullopt;  // said by whoever looks for it
  if (!shows(request, *detail)) return Problem{404, "order.not_found", "the controller knows no such order", {}};
  if (auto objection = class_objection(request, detail->summary.order_class)) return objection;
  if (!is_limited(request)) return std::nullopt;
  for (const auto& terminal : detail->addressed)
    if (!shows(request, terminal.area)) return area_refused(terminal.terminal.text());
  for (const auto& terminal : detail->terminals)
    if (!terminal.area || !shows(request, *terminal.area)) return area_refused(terminal.terminal.text());
  return std::nullopt;
}

}  // namespace tongluo::http
