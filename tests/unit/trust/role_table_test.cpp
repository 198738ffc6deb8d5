// Which role may issue which class: all 28 pairs.

#include <gtest/gtest.h>

#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {
namespace {

using namespace trust;

// Columns: actual, exercise, test, routine.
struct RoleRow {
  Role role;
  const char* may;
};
constexpr RoleRow kTable[] = {{Role::dispatch, "y.y."}, {Role::announce, "...y"}, {Role::exercise, ".y.."},
                              {Role::maintain, "..y."}, {Role::release, "...."},  {Role::relay, "yy.y"},
                              {Role::time, "...."}};

TEST(RoleTable, EachRoleIssuesItsClassesAndNoOther) {
  const auto key = sign::PrivateKey::generate(Algorithm::ed25519).value();
  for (const RoleRow& row : kTable) {
    for (int column = 0; column < 4; ++column) {
      const auto order_class = static_cast<OrderClass>(column + 1);
      const Level level = order_class == OrderClass::routine ? Level::routine : Level::i;
      const TrustFixture fixture([&](wire::TrustList& list) {
        list.issuers.push_back(issuer(key, "somebody", row.role, order_class, county(), level));
        list.rules = {{order_class, level, 1, {row.role}}};
      });
      wire::Order order = sample_order();
      order.order_class = order_class;
      order.level = level;
      const auto admitted = verify_order(fixture.authority(), fixture.seal(order, key), kNow);
      const Refusal expected = row.may[column] == 'y' ? Refusal::none : Refusal::wrong_role;
      EXPECT_EQ(to_string(admitted ? Refusal::none : admitted.error()), to_string(expected))
          << to_string(row.role) << " " << to_string(order_class);
    }
  }
}

TEST(RoleTable, AnIssuerMaySignUpToItsHighestLevel) {
  for (int highest = 1; highest <= 4; ++highest) {
    const TrustFixture fixture(
        [&](wire::TrustList& list) { list.issuers[0].highest_level = static_cast<Level>(highest); });
    for (int level = 1; level <= 4; ++level) {
      wire::Order order = sample_order();
      order.level = static_cast<Level>(level);
      const auto admitted = verify_order(fixture.authority(), fixture.seal(order, fixture.dispatch), kNow);
      EXPECT_EQ(admitted ? Refusal::none : admitted.error(),
                level >= highest ? Refusal::none : Refusal::level_too_high);
    }
  }
}

TEST(RoleTable, ADrillIsNeverAnAlert) {
  const TrustFixture fixture;
  wire::Order order = sample_order();
  order.order_class = OrderClass::exercise;
  ASSERT_TRUE(verify_order(fixture.authority(), fixture.seal(order, fixture.exercise), kNow));
  EXPECT_EQ(verify_order(fixture.authority(), fixture.seal(order, fixture.dispatch), kNow).error(),
            Refusal::wrong_role);
}

}  // namespace
}  // namespace tongluo::test
