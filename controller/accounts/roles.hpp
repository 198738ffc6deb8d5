#pragma once
// What an account is for. Pure values.

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

namespace tongluo::accounts {

enum class Role : std::uint8_t { dispatcher, approver, scheduler, township, technician, auditor, administrator };
constexpr std::array<Role, 7> kAllRoles = {Role::dispatcher, Role::approver, Role::scheduler,    Role::township,
                                           Role::technician, Role::auditor,  Role::administrator};

std::string_view to_string(Role role);
std::optional<Role> role_from(std::string_view text);

// A set of roles.
class Roles {
 public:
  constexpr Roles() = default;
  constexpr Roles(std::initializer_list<Role> roles) {
    for (const Role role : roles) add(role);
  }
  constexpr void add(Role role) { bits_ = static_cast<std::uint8_t>(bits_ | bit(role)); }
  constexpr bool has(Role role) const { return (bits_ & bit(role)) != 0; }
  constexpr bool any_of(Roles other) const { return (bits_ & other.bits_) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  std::vector<Role> list() const;
  constexpr bool operator==(const Roles&) const = default;

 private:
  static constexpr std::uint8_t bit(Role role) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(role)); }
  std::uint8_t bits_ = 0;
};

}  // namespace tongluo::accounts
