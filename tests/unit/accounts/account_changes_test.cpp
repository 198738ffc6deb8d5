// Under test: who changes accounts and tokens, and who has to agree.

#include "tests/unit/accounts/book_rig.hpp"

namespace tongluo::accounts {
namespace {

class AccountChanges : public testing::Test, public BookRig {
 protected:
  AccountChanges() { set_up(); }
  static AccountChange create(const std::string& name, Roles roles, const std::string& by = "wang") {
    AccountChange change;
    change.kind = ChangeKind::create;
    change.name = name;
    change.display_name = "Li Na";
    change.roles = roles;
    change.by = by;
    return change;
  }
  static AccountChange of(ChangeKind kind, const std::string& name, const std::string& by = "wang") {
    AccountChange change;
    change.kind = kind;
    change.name = name;
    change.by = by;
    return change;
  }
};

TEST_F(AccountChanges, OneAdministratorAloneActsAtOnce) {
  const auto done = stored(book.propose(now, create("li", Roles{Role::dispatcher}), secret(2)));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->state, ChangeState::done);
  EXPECT_EQ(book.owner_of_link(now, secret(2)), "li");
  ASSERT_TRUE(stored(book.set_up(now, secret(2), "", "", "hash of li")));
  EXPECT_TRUE(sign_in("li", true));
  EXPECT_EQ(book.find_session(now, secret(50))->roles, Roles{Role::dispatcher});
  EXPECT_FALSE(book.owner_of_link(now, secret(2))) << "used";
}

TEST_F(AccountChanges, WithTwoAdministratorsTheOtherOneHasToApprove) {
  add("zhao", Roles{Role::administrator});
  const auto proposed = stored(book.propose(now, create("li", Roles{Role::dispatcher}), secret(2)));
  ASSERT_TRUE(proposed);
  EXPECT_EQ(proposed->state, ChangeState::proposed);
  EXPECT_EQ(book.find("li"), nullptr);
  EXPECT_EQ(book.approve(now, proposed->number, "wang", secret(3)).error(), Fault::same_person);
  ASSERT_TRUE(stored(book.approve(now, proposed->number, "zhao", secret(3))));
  EXPECT_NE(book.find("li"), nullptr);
  EXPECT_EQ(book.approve(now, proposed->number, "zhao", secret(3)).error(), Fault::change_decided);
  EXPECT_EQ(book.approve(now, 99, "zhao", secret(3)).error(), Fault::change_unknown);
  EXPECT_EQ(audit.back(), "account.created li");
}

TEST_F(AccountChanges, ARejectedChangeChangesNothing) {
  add("zhao", Roles{Role::administrator});
  const auto proposed = stored(book.propose(now, create("li", Roles{Role::dispatcher}), secret(2)));
  ASSERT_TRUE(stored(book.reject(proposed->number, "zhao")));
  EXPECT_EQ(book.find("li"), nullptr);
  EXPECT_EQ(book.approve(now, proposed->number, "zhao", secret(3)).error(), Fault::change_decided);
}

TEST_F(AccountChanges, TheLastAdministratorStays) {
  EXPECT_EQ(book.propose(now, of(ChangeKind::disable, "wang"), secret(2)).error(), Fault::last_administrator);
  EXPECT_EQ(book.propose(now, of(ChangeKind::reset, "wang"), secret(2)).error(), Fault::last_administrator);
  AccountChange demotion = of(ChangeKind::change, "wang");
  demotion.roles = Roles{Role::auditor};
  EXPECT_EQ(book.propose(now, demotion, secret(2)).error(), Fault::last_administrator);
}

TEST_F(AccountChanges, DisablingAndResettingEndTheSessions) {
  add("li", Roles{Role::auditor});
  ASSERT_TRUE(sign_in("li", true, "", "10.0.0.1", 60));
  ASSERT_TRUE(stored(book.propose(now, of(ChangeKind::disable, "li"), secret(2))));
  EXPECT_FALSE(book.find_session(now, secret(60)));
  EXPECT_EQ(sign_in("li", true).error(), Fault::refused);
  ASSERT_TRUE(stored(book.propose(now, of(ChangeKind::reset, "li"), secret(3))));
  EXPECT_EQ(sign_in("li", true).error(), Fault::refused) << "the old password is gone";
  ASSERT_TRUE(stored(book.set_up(now, secret(3), "", "", "new hash")));
  EXPECT_TRUE(sign_in("li", true, "", "10.0.0.1", 61));
}

TEST_F(AccountChanges, RolesAndAreasOfARunningSessionChangeAtOnce) {
  add("li", Roles{Role::dispatcher});
  ASSERT_TRUE(sign_in("li", true, "", "10.0.0.1", 60));
  AccountChange change = of(ChangeKind::change, "li");
  change.roles = Roles{Role::township};
  change.scope = AreaScope({*AreaCode::parse("500116101000")});
  change.scope_given = true;
  ASSERT_TRUE(stored(book.propose(now, change, secret(2))));
  const auto identity = book.find_session(now, secret(60));
  ASSERT_TRUE(identity);
  EXPECT_FALSE(identity->may(Permission::class_actual));
  EXPECT_FALSE(identity->scope.whole_county());
}

TEST_F(AccountChanges, BadOnesAreRefused) {
  EXPECT_EQ(book.propose(now, create("Li", Roles{Role::auditor}), secret(2)).error(), Fault::name_malformed);
  EXPECT_EQ(book.propose(now, create("wang", Roles{Role::auditor}), secret(2)).error(), Fault::name_taken);
  EXPECT_EQ(book.propose(now, create("li", Roles{}), secret(2)).error(), Fault::no_role);
  EXPECT_EQ(book.propose(now, of(ChangeKind::disable, "li"), secret(2)).error(), Fault::account_unknown);
  AccountChange named = create("li", Roles{Role::auditor});
  named.display_name = "a\nb";
  EXPECT_EQ(book.propose(now, named, secret(2)).error(), Fault::out_of_range);
}

TEST_F(AccountChanges, OldDecidedChangesLeaveBeforeOpenOnes) {
  add("zhao", Roles{Role::administrator});
  const auto open = stored(book.propose(now, create("li", Roles{Role::auditor}), secret(2)));
  for (std::size_t i = 0; i < kMaxChanges + 5; ++i) {
    const auto next = stored(book.propose(now, create("a" + std::to_string(i), Roles{Role::auditor}), secret(2)));
    ASSERT_TRUE(next);
    ASSERT_TRUE(stored(book.reject(next->number, "zhao")));
  }
  EXPECT_LE(book.changes().size(), kMaxChanges);
  EXPECT_TRUE(book.changes().contains(open->number));
}

TEST_F(AccountChanges, ATokenHasRolesAnEndAndNoAccountsToManage) {
  Token token;
  token.name = "feed";
  token.by = "wang";
  token.roles = Roles{Role::dispatcher};
  ASSERT_TRUE(stored(book.make_token(now, token, secret(7), 30)));
  const auto identity = book.find_token(now, secret(7));
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->actor(), "token:feed");
  EXPECT_FALSE(book.find_token(now, secret(8)));
  EXPECT_FALSE(book.find_token(now + std::chrono::hours(24 * 30), secret(7)));
  EXPECT_FALSE(book.find_session(now, secret(7))) << "a token is no session";
  ASSERT_TRUE(stored(book.remove_token(public_id(identity->session), "wang")));
  EXPECT_FALSE(book.find_token(now, secret(7)));
  token.roles = Roles{Role::administrator};
  EXPECT_EQ(book.make_token(now, token, secret(7), 30).error(), Fault::no_role);
  token.roles = Roles{Role::auditor};
  EXPECT_EQ(book.make_token(now, token, secret(7), 0).error(), Fault::out_of_range);
}

}  // namespace
}  // namespace tongluo::accounts
