#include "controller/accounts/permissions.hpp"

#include <algorithm>

namespace tongluo::accounts {
namespace {

constexpr auto di = Role::dispatcher, ap = Role::approver, sc = Role::scheduler, to = Role::township,
               te = Role::technician, au = Role::auditor, ad = Role::administrator;
constexpr Roles kEverybody{di, ap, sc, to, te, au, ad};

struct Row {
  Permission permission;
  std::string_view name;
  Roles roles;
};

constexpr Row kTable[] = {
    {Permission::open, "open", kEverybody},
    {Permission::own, "own", kEverybody},
    {Permission::local, "local", {}},
    {Permission::look, "look", kEverybody},
    {Permission::orders_prepare, "orders.prepare", {di, ap, sc, to, te}},
    {Permission::class_actual, "class.actual", {di, ap}},
    {Permission::class_exercise, "class.exercise", {di, ap, sc, to}},
    {Permission::class_test, "class.test", {di, ap, sc, te}},
    {Permission::class_routine, "class.routine", {di, ap, sc, to}},
    {Permission::orders_return, "orders.return", {di, ap}},
    {Permission::orders_cancel, "orders.cancel", {di, ap, sc, to}},
    {Permission::stop_all, "stop_all", {di, ap}},
    {Permission::live_speak, "live.speak", {di, ap, sc, to}},
    {Permission::clips_edit, "clips.edit", {di, sc, to}},
    {Permission::groups_edit, "groups.edit", {di, sc}},
    {Permission::holidays_edit, "holidays.edit", {sc}},
    {Permission::playlists_edit, "playlists.edit", {sc, to}},
    {Permission::terminals_maintain, "terminals.maintain", {te}},
    {Permission::enrolment_manage, "enrolment.manage", {te}},
    {Permission::releases_manage, "releases.manage", {te}},
    {Permission::calls_acknowledge, "calls.acknowledge", {di, ap, te}},
    {Permission::cap_receive, "cap.receive", {di}},
    {Permission::trust_publish, "trust.publish", {ad}},
    {Permission::audit_read, "audit.read", {au, ad}},
    {Permission::metrics_read, "metrics.read", {te, au, ad}},
    {Permission::accounts_read, "accounts.read", {au, ad}},
    {Permission::accounts_manage, "accounts.manage", {ad}},
    {Permission::boundaries_edit, "boundaries.edit", {ad}},
};

const Row* row_of(Permission permission) {
  const auto* row =
      std::find_if(std::begin(kTable), std::end(kTable), [&](const Row& r) { return r.permission == permission; });
  return row == std::end(kTable) ? nullptr : row;
}

}  // namespace

std::string_view to_string(Permission permission) {
  const Row* row = row_of(permission);
  return row == nullptr ? std::string_view("unknown") : row->name;
}

Roles roles_with(Permission permission) {
  const Row* row = row_of(permission);
  return row == nullptr ? Roles() : row->roles;
}

bool allowed(Roles roles, Permission permission) { return roles.any_of(roles_with(permission)); }

std::vector<Permission> permissions_of(Roles roles) {
  std::vector<Permission> permissions;
  for (const Row& row : kTable)
    if (row.permission > Permission::local && roles.any_of(row.roles)) permissions.push_back(row.permission);
  return permissions;
}

}  // namespace tongluo::accounts
