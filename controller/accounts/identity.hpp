#pragma once
// Who asks, once the door knows: an account or a program's token. A request without an identity came through a door of
// the machine or with a client certificate and is not limited by roles. Pure value.

#include <optional>
#include <string>

#include "controller/accounts/area_scope.hpp"
#include "controller/accounts/permissions.hpp"
#include "protocol/base/digest.hpp"

namespace tongluo::accounts {

struct Identity {
  std::string name;
  bool token = false;  // a program's
  Roles roles;
  AreaScope scope;
  Digest session;                     // the digest of the session's secret, of the token's
  bool second_factor_needed = false;  // until it is set up, the session is good for one's own account only

  std::string actor() const { return (token ? "token:" : "account:") + name; }
  bool may(Permission permission) const {
    return (!second_factor_needed || permission == Permission::own) && allowed(roles, permission);
  }
};

}  // namespace tongluo::accounts
