#include "controller/accounts/roles.hpp"

namespace tongluo::accounts {

std::string_view to_string(Role role) {
  switch (role) {
    case Role::dispatcher:
      return "dispatcher";
    case Role::approver:
      return "approver";
    case Role::scheduler:
      return "scheduler";
    case Role::township:
      return "township";
    case Role::technician:
      return "technician";
    case Role::auditor:
      return "auditor";
    case Role::administrator:
      return "administrator";
  }
  return "unknown";
}

std::optional<Role> role_from(std::string_view text) {
  for (const Role role : kAllRoles)
    if (to_string(role) == text) return role;
  return std::nullopt;
}

std::vector<Role> Roles::list() const {
  std::vector<Role> roles;
  for (const Role role : kAllRoles)
    if (has(role)) roles.push_back(role);
  return roles;
}

}  // namespace tongluo::accounts
