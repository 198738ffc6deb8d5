#pragma once
// An account book whose decisions are stored at once, and secrets that are easily told apart.

#include <gtest/gtest.h>
#include <map>

#include "controller/accounts/account_book.hpp"

namespace tongluo::accounts {

inline Bytes secret(unsigned char number) { return Bytes(kSecretBytes, std::byte{number}); }

class BookRig {
 public:
  // What is decided becomes true, in memory and in `records`, as the caller of the book does it.
  template <class T>
  Result<T, Fault> stored(Decision<T> decided) {
    if (!decided) return fail(decided.error());
    for (const Write& write : decided->writes) {
      book.apply(now, write);
      const std::pair<std::string, std::string> key(record_kind(write), record_name(write));
      if (std::holds_alternative<Removed>(write))
        records.erase(key);
      else
        records[key] = record_body(write);
    }
    for (const AuditLine& line : decided->audit) audit.push_back(line.action + " " + line.subject);
    return std::move(decided->answer);
  }
  // The first administrator, with "right" as what the password's hash stands for.
  void set_up(const std::string& name = "wang") {
    book.set_first_link(now, secret(1));
    ASSERT_TRUE(stored(book.set_up(now, secret(1), name, "王芳", "hash of " + name)));
  }
  // An account with a password, made by administrators.
  void add(const std::string& name, Roles roles, AreaScope scope = {}) {
    AccountChange change;
    change.kind = ChangeKind::create;
    change.name = name;
    change.display_name = name;
    change.roles = roles;
    change.scope = std::move(scope);
    change.scope_given = true;
    change.by = "nobody";  // so that no second administrator is asked for
    Account account;
    account.name = name;
    account.display_name = name;
    account.roles = roles;
    account.scope = change.scope;
    account.password = "hash of " + name;
    book.apply(now, account);
  }
  Result<SignedIn, Fault> sign_in(const std::string& name, bool right, const std::string& code = "",
                                  const std::string& address = "10.0.0.1", unsigned char session = 50,
                                  std::optional<Digest> replaced = std::nullopt) {
    const auto tried = book.begin_try(now, name, address);
    if (!tried) return fail(tried.error());
    return stored(book.finish_sign_in(now, *tried, right, code, secret(session), "Firefox", replaced));
  }
  AccountBook restored() const {
    AccountBook again{BookSettings{}};
    for (const auto& [key, body] : records)
      EXPECT_TRUE(again.restore(now, {key.first, key.second, body})) << key.second;
    return again;
  }

  WallTime now = wall_from_us(1'800'000'000'000'000);
  AccountBook book{BookSettings{}};
  std::map<std::pair<std::string, std::string>, std::string> records;
  std::vector<std::string> audit;
};

}  // namespace tongluo::accounts
