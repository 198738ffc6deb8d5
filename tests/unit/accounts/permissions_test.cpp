// Under test: the table of docs/accounts.md, role by operation, and that the document says the same.

#include "controller/accounts/permissions.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace tongluo::accounts {
namespace {

// One letter for each role, in the order of kAllRoles: Dispatcher Approver Scheduler tOwnship Technician aUditor
// aDministrator.
struct Expected {
  Permission permission;
  const char* roles;  // "x" where the role may
};
constexpr Expected kExpected[] = {
    // di ap sc to te au ad
    {Permission::open, "xxxxxxx"},
    {Permission::own, "xxxxxxx"},
    {Permission::local, "......."},
    {Permission::look, "xxxxxxx"},
    {Permission::orders_prepare, "xxxxx.."},
    {Permission::class_actual, "xx....."},
    {Permission::class_exercise, "xxxx..."},
    {Permission::class_test, "xxx.x.."},
    {Permission::class_routine, "xxxx..."},
    {Permission::orders_return, "xx....."},
    {Permission::orders_cancel, "xxxx..."},
    {Permission::stop_all, "xx....."},
    {Permission::live_speak, "xxxx..."},
    {Permission::clips_edit, "x.xx..."},
    {Permission::groups_edit, "x.x...."},
    {Permission::holidays_edit, "..x...."},
    {Permission::playlists_edit, "..xx..."},
    {Permission::terminals_maintain, "....x.."},
    {Permission::enrolment_manage, "....x.."},
    {Permission::releases_manage, "....x.."},
    {Permission::calls_acknowledge, "xx..x.."},
    {Permission::cap_receive, "x......"},
    {Permission::trust_publish, "......x"},
    {Permission::audit_read, ".....xx"},
    {Permission::metrics_read, "....xxx"},
    {Permission::accounts_read, ".....xx"},
    {Permission::accounts_manage, "......x"},
    {Permission::boundaries_edit, "......x"},
};

TEST(Permissions, AreExactlyTheTableOfRolesAndOperations) {
  ASSERT_EQ(std::size(kExpected), kPermissionCount);
  for (const Expected& row : kExpected)
    for (std::size_t i = 0; i < kAllRoles.size(); ++i)
      EXPECT_EQ(allowed(Roles{kAllRoles.at(i)}, row.permission), row.roles[i] == 'x')
          << to_string(kAllRoles.at(i)) << " and " << to_string(row.permission);
}

TEST(Permissions, WithoutARoleNothingIsAllowed) {
  for (const Expected& row : kExpected) EXPECT_FALSE(allowed(Roles{}, row.permission)) << to_string(row.permission);
}

TEST(Permissions, NobodyWhoManagesAccountsMayDispatch) {
  const Roles administrator{Role::administrator};
  for (const Permission permission : {Permission::orders_prepare, Permission::class_actual, Permission::stop_all})
    EXPECT_FALSE(allowed(administrator, permission));
}

TEST(Permissions, TwoRolesMayWhatEitherMay) {
  const Roles both{Role::auditor, Role::scheduler};
  EXPECT_TRUE(allowed(both, Permission::audit_read));
  EXPECT_TRUE(allowed(both, Permission::class_routine));
  EXPECT_FALSE(allowed(both, Permission::class_actual));
}

TEST(Permissions, EveryNameIsToldOnceAndInTheDocument) {
  std::ifstream in(std::string(TONGLUO_SOURCE_DIR) + "/docs/accounts.md");
  std::ostringstream text;
  text << in.rdbuf();
  for (const Expected& row : kExpected) {
    if (row.permission <= Permission::local) continue;
    std::string line = "| `" + std::string(to_string(row.permission)) + "` |";
    for (std::size_t i = 0; i < kAllRoles.size(); ++i) line += row.roles[i] == 'x' ? " x |" : "   |";
    EXPECT_NE(text.str().find(line), std::string::npos) << "docs/accounts.md has no row " << line;
  }
}

}  // namespace
}  // namespace tongluo::accounts
