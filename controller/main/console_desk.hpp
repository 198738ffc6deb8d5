#pragma once
// Accounts between the console's door, the account book and the database. Owner thread: control. Time source:
// protocol/os. One decision at a time: the next is made when the one before is durable, so that two can never be made
// on the same ground; at most kMaxDecisions wait.

#include <boost/asio/steady_timer.hpp>
#include <deque>

#include "controller/http/console_gate.hpp"
#include "controller/main/core_runner.hpp"
#include "controller/main/password_desk.hpp"
#include "controller/main/sign_in_guard.hpp"

namespace tongluo::daemon {

constexpr std::size_t kMaxDecisions = 256;
constexpr auto kSessionSweep = std::chrono::minutes(5);  // expired sessions leave the database

class ConsoleDesk final : public http::ConsoleGate {
 public:
  struct Settings {
    accounts::BookSettings book;
    http::ConsoleFacts facts;
    std::string host;  // by which browsers reach the console, for links
    std::optional<passwords::KnownPasswords> known_passwords;
  };
  // Records of other kinds are left alone. A damaged one is an error: corrupt.
  static Result<std::unique_ptr<ConsoleDesk>> create(boost::asio::io_context& context, CoreRunner& runner,
                                                     Settings settings,
                                                     const std::vector<controller::ShellRecord>& records);
  void start(std::uint16_t port);  // of the console, for links
  void stop();

  WallTime now() const override { return os::wall_now(); }
  accounts::AccountBook& book() override { return book_; }
  const http::ConsoleFacts& facts() const override { return settings_.facts; }
  void sign_in(http::SignInWish wish, Answer<http::NewSession> answer) override;
  void set_up(http::SetUpWish wish, Answer<std::string> answer) override;
  void change_password(const accounts::Identity& identity, const std::string& address, const std::string& old_password,
                       const std::string& new_password, Answer<void> answer) override;
  void prove(const accounts::Identity& identity, const std::string& address, const std::string& password,
             Answer<void> answer) override;
  Result<std::string, http::Problem> first_link() override;
  std::string link_of(ByteView secret) const override;
  void carry_out(Decide decide, Answer<void> answer) override;
  const SignInCounters& counters() const { return guard_.counters(); }

 private:
  struct Waiting {
    Decide decide;
    Answer<void> answer;
  };
  ConsoleDesk(boost::asio::io_context& context, CoreRunner& runner, Settings settings)
      : runner_(runner),
        settings_(std::move(settings)),
        book_(settings_.book),
        passwords_(context, settings_.known_passwords),
        sweep_(context) {}

  void next();
  void store(accounts::Decided<accounts::Done> decided, Answer<void> answer);
  void sweep();
  // A try of a password, if the address and the account may have one.
  Result<accounts::SignInTry, http::Problem> begin_try(const std::string& name, const std::string& address);
  void take_back(const accounts::SignInTry& tried);
  http::Problem locked(const std::string& name, const std::string& address);
  // With the password compared. Whatever is not wrong costs the address nothing.
  accounts::Decision<accounts::SignedIn> finish_sign_in(const http::SignInWish& wish, const accounts::SignInTry& tried,
                                                        bool right, ByteView secret);
  void hash_then(const std::string& password, const std::string& account, Answer<void> refused,
                 std::function<void(std::string encoded)> then);

  CoreRunner& runner_;
  Settings settings_;
  accounts::AccountBook book_;
  SignInGuard guard_;
  PasswordDesk passwords_;
  boost::asio::steady_timer sweep_;
  std::uint16_t port_ = 0;
  bool deciding_ = false;
  std::deque<Waiting> waiting_;
};

}  // namespace tongluo::daemon
