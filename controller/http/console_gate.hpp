#pragma once
// Accounts as the HTTP interface sees them; controller/main implements it. Owner thread: control, every call and every
// answer; each answer once, when durable. Passwords are hashed elsewhere and answered later.

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "controller/accounts/account_book.hpp"
#include "controller/http/map_tiles.hpp"
#include "controller/http/problem.hpp"

namespace tongluo::http {

struct ConsoleFacts {
  std::string version;
  std::string environment;  // "production", "training", …
  std::string deployment;   // hexadecimal: what a signature made in the browser covers too
  MapTiles tiles{};
  std::chrono::minutes utc_offset{480};  // of the county's wall clock
};

struct SignInWish {
  std::string name;
  std::string password;
  std::string code;                // one-time; may be empty
  std::string address;             // of the peer
  std::string agent;               // its User-Agent
  std::optional<Digest> replaced;  // the session that the browser showed
};
struct NewSession {
  Bytes secret;
  accounts::Identity identity;
};
struct SetUpWish {
  Bytes secret;
  std::string name;          // of the first administrator only
  std::string display_name;  // likewise
  std::string password;
};

class ConsoleGate {
 public:
  virtual ~ConsoleGate() = default;
  template <class T>
  using Answer = std::function<void(Result<T, Problem>)>;
  using Decide = std::function<accounts::Decision<accounts::Done>(accounts::AccountBook&)>;

  virtual WallTime now() const = 0;
  virtual accounts::AccountBook& book() = 0;
  virtual const ConsoleFacts& facts() const = 0;
  virtual void sign_in(SignInWish wish, Answer<NewSession> answer) = 0;
  virtual void set_up(SetUpWish wish, Answer<std::string> answer) = 0;  // the account's name
  virtual void change_password(const accounts::Identity& identity, const std::string& address,
                               const std::string& old_password, const std::string& new_password,
                               Answer<void> answer) = 0;
  // Whether this is the password of who is signed in; a wrong one counts as a wrong try to sign in.
  virtual void prove(const accounts::Identity& identity, const std::string& address, const std::string& password,
                     Answer<void> answer) = 0;
  // A new link for the first administrator, as an address; conflict: there is one.
  virtual Result<std::string, Problem> first_link() = 0;
  virtual std::string link_of(ByteView secret) const = 0;  // as an address
  // One decision of the book, made when those before it are durable; answered when it is.
  virtual void carry_out(Decide decide, Answer<void> answer) = 0;
};

Problem problem_of(accounts::Fault fault);

// The same with an answer of its own.
template <class T>
void decide(ConsoleGate& gate, std::function<accounts::Decision<T>(accounts::AccountBook&)> make,
            std::function<void(Result<T, Problem>)> answer) {
  auto kept = std::make_shared<std::optional<T>>();
  gate.carry_out(
      [make = std::move(make), kept](accounts::AccountBook& book) -> accounts::Decision<accounts::Done> {
        auto decided = make(book);
        if (!decided) return fail(decided.error());
        *kept = std::move(decided->answer);
        return accounts::Decided<accounts::Done>{{}, std::move(decided->writes), std::move(decided->audit)};
      },
      [kept, answer = std::move(answer)](const Result<void, Problem>& done) {
        if (!done) return answer(fail(done.error()));
        answer(std::move(**kept));
      });
}

}  // namespace tongluo::http
