#pragma once
// Which role may do what: the one table (docs/accounts.md shows it). Routes name a permission, never a role. A missing
// row is nobody. Pure.

#include <array>
#include <string_view>
#include <vector>

#include "controller/accounts/roles.hpp"

namespace tongluo::accounts {

enum class Permission : std::uint8_t {
  open,            // before signing in too
  own,             // every account: its own sessions, password, codes, key
  local,           // nobody with an account: only the doors of the machine and of client certificates
  look,            // situation, orders, terminals, timeline, groups, clips
  orders_prepare,  // compose, speak, draft, submit; the class decides further
  class_actual,    // orders of this class
  class_exercise,
  class_test,
  class_routine,
  orders_return,
  orders_cancel,
  stop_all,
  live_speak,
  clips_edit,  // name and end of a clip of the library
  groups_edit,
  holidays_edit,
  playlists_edit,
  terminals_maintain,  // commands, configurations, place records, photos, time resets
  enrolment_manage,    // claim codes, revocation
  releases_manage,
  calls_acknowledge,
  cap_receive,
  trust_publish,  // trust lists, freshness
  audit_read,
  metrics_read,
  accounts_read,
  accounts_manage,
  boundaries_edit,
};
constexpr std::size_t kPermissionCount = static_cast<std::size_t>(Permission::boundaries_edit) + 1;

std::string_view to_string(Permission permission);  // "orders.prepare"
Roles roles_with(Permission permission);
bool allowed(Roles roles, Permission permission);
std::vector<Permission> permissions_of(Roles roles);  // without open, own and local

}  // namespace tongluo::accounts
