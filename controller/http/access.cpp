#include "controller/http/access.hpp"

#include <algorithm>

#include "protocol/wire/order.hpp"

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

void hide_others(const Request& request, controller::OrderDetail& detail) {
  std::erase_if(detail.addressed, [&](const auto& terminal) { return !shows(request, terminal.area); });
  if (!request.identity || request.identity->scope.whole_county()) return;
  std::erase_if(detail.terminals,
                [&](const auto& terminal) { return !terminal.area || !shows(request, *terminal.area); });
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
  for (const auto& terminal : detail->addressed)
    if (!shows(request, terminal.area)) return area_refused(terminal.terminal.text());
  for (const auto& terminal : detail->terminals)
    if (!terminal.area || !shows(request, *terminal.area)) return area_refused(terminal.terminal.text());
  return std::nullopt;
}

}  // namespace tongluo::http
