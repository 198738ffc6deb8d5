#pragma once
// Accounts without a database and without slow hashing: "hash of X" is what X's password "right password X" becomes.

#include "controller/http/console_gate.hpp"
#include "protocol/os/random.hpp"

namespace tongluo::http {

class SmallConsoleGate final : public ConsoleGate {
 public:
  static std::string password_of(const std::string& name) { return "right password " + name; }

  void add(const std::string& name, accounts::Roles roles, accounts::AreaScope scope = {}) {
    accounts::Account account;
    account.name = name;
    account.display_name = name;
    account.roles = roles;
    account.scope = std::move(scope);
    account.password = "hash of " + name;
    book_.apply(now_, account);
  }

  void disable(const std::string& name) {
    accounts::Account account = *book_.find(name);
    account.disabled = true;
    book_.apply(now_, account);
  }
  void pass(std::chrono::hours time) { now_ += time; }
  void show_tiles(MapTiles tiles) { facts_.tiles = std::move(tiles); }
  WallTime now() const override { return now_; }
  accounts::AccountBook& book() override { return book_; }
  const ConsoleFacts& facts() const override { return facts_; }
  void sign_in(SignInWish wish, Answer<NewSession> answer) override {
    const auto tried = book_.begin_try(now_, wish.name, wish.address);
    if (!tried) {
      Problem problem = problem_of(tried.error());
      problem.retry_after_s = 5;
      return answer(fail(problem));
    }
    const bool right = wish.password == password_of(wish.name);
    const Bytes secret = os::random_bytes(accounts::kSecretBytes);
    decide<accounts::SignedIn>(
        *this,
        [&](accounts::AccountBook& book) {
          return book.finish_sign_in(now_, *tried, right, wish.code, secret, wish.agent, wish.replaced);
        },
        [&](const Result<accounts::SignedIn, Problem>& opened) {
          if (!opened) return answer(fail(opened.error()));
          answer(NewSession{secret, *book_.find_session(now_, secret)});
        });
  }
  void set_up(SetUpWish wish, Answer<std::string> answer) override {
    decide<std::string>(
        *this,
        [&](accounts::AccountBook& book) {
          return book.set_up(now_, wish.secret, wish.name, wish.display_name, "hash of " + wish.name);
        },
        answer);
  }
  void change_password(const accounts::Identity&, const std::string&, const std::string&, const std::string&,
                       Answer<void> answer) override {
    answer({});
  }
  void prove(const accounts::Identity& identity, const std::string&, const std::string& password,
             Answer<void> answer) override {
    if (password == password_of(identity.name)) return answer({});
    answer(fail(problem_of(accounts::Fault::refused)));
  }
  Result<std::string, Problem> first_link() override {
    const Bytes secret = os::random_bytes(accounts::kSecretBytes);
    book_.set_first_link(now_, secret);
    return link_of(secret);
  }
  std::string link_of(ByteView secret) const override { return "https://console/#/set-up/" + to_hex(secret); }
  void carry_out(Decide decide, Answer<void> answer) override {
    const auto decided = decide(book_);
    if (!decided) return answer(fail(problem_of(decided.error())));
    for (const accounts::Write& write : decided->writes) book_.apply(now_, write);
    answer({});
  }

 private:
  WallTime now_ = wall_from_us(1'800'000'000'000'000);
  accounts::AccountBook book_{accounts::BookSettings{}};
  ConsoleFacts facts_{"1.2.3", "training", std::string(64, 'a')};
};

}  // namespace tongluo::http
