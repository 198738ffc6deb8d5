// Under test: what the store keeps reads back as the same, damage is noticed, and no secret is in it.

#include <array>

#include "controller/accounts/totp.hpp"
#include "tests/unit/accounts/book_rig.hpp"

namespace tongluo::accounts {
namespace {

Account full_account() {
  Account account;
  account.name = "li.na";
  account.display_name = "李娜 \"the second\"";
  account.roles = Roles{Role::township, Role::auditor};
  account.scope = AreaScope({*AreaCode::parse("500116101000"), *AreaCode::parse("500116102001")});
  account.password = "$argon2id$v=19$m=1,t=1,p=1$a$b";
  account.totp_secret = secret(3);
  account.totp_on = true;
  account.totp_step = 123;
  account.disabled = true;
  account.link = digest_of_secret(secret(4));
  account.link_until = wall_from_us(5);
  account.spki = secret(6);
  account.last_sign_in = wall_from_us(7);
  account.known_addresses = {"10.0.0.1", "fe80::1"};
  return account;
}

TEST(Records, EveryKindReadsBackAsItWasWritten) {
  AccountChange change;
  change.number = 12;
  change.kind = ChangeKind::reset;
  change.name = "li.na";
  change.roles = Roles{Role::dispatcher};
  change.scope = AreaScope({*AreaCode::parse("500116101000")});
  change.scope_given = true;
  change.by = "wang";
  change.at = wall_from_us(9);
  change.state = ChangeState::rejected;
  change.decided_by = "zhao";
  const Write writes[] = {
      full_account(),
      Session{digest_of_secret(secret(1)), "li.na", wall_from_us(1), wall_from_us(2), "::1", "Firefox 1"},
      Token{digest_of_secret(secret(2)), "feed", "wang", Roles{Role::auditor}, {}, wall_from_us(3), wall_from_us(4)},
      change};
  for (const Write& write : writes) {
    const Record record{std::string(record_kind(write)), record_name(write), record_body(write)};
    const auto again = parse_record(record);
    ASSERT_TRUE(again) << record.kind;
    EXPECT_TRUE(*again == write) << record.kind;
  }
}

TEST(Records, DamageIsNoticedAndNeverMeansMoreThanWasWritten) {
  const Write write = full_account();
  const std::string body = record_body(write);
  EXPECT_FALSE(parse_record({"account", "li.na", body.substr(0, body.size() / 2)}));
  EXPECT_FALSE(parse_record({"unknown", "li.na", body}));
  std::string bad = body;
  bad.replace(bad.find("area 500116101000"), 17, "area nonsense    ");
  EXPECT_FALSE(parse_record({"account", "li.na", bad})) << "an area that cannot be read is not the whole county";
  bad = body;
  bad.replace(bad.find("role township"), 13, "role townshi ");
  EXPECT_FALSE(parse_record({"account", "li.na", bad}));
}

TEST(Records, AfterARestartTheSameAreSignedInAndNoSecretWasKept) {
  BookRig rig;
  rig.set_up();
  ASSERT_TRUE(rig.sign_in("wang", true, "", "10.0.0.1", 60));
  Token token;
  token.name = "feed";
  token.roles = Roles{Role::auditor};
  ASSERT_TRUE(rig.stored(rig.book.make_token(rig.now, token, secret(7), 30)));
  AccountBook again = rig.restored();
  EXPECT_FALSE(again.set_up_needed());
  EXPECT_TRUE(again.find_session(rig.now, secret(60)));
  EXPECT_TRUE(again.find_token(rig.now, secret(7)));
  constexpr std::array<unsigned char, 3> kGiven = {60, 7, 1};
  for (const auto& [key, body] : rig.records)
    for (const unsigned char number : kGiven) {
      EXPECT_EQ(body.find(to_hex(secret(number))), std::string::npos) << key.first;
      EXPECT_EQ(key.second.find(to_hex(secret(number))), std::string::npos) << key.first;
    }
}

}  // namespace
}  // namespace tongluo::accounts
