#include "controller/main/console_desk.hpp"

#include <cstdio>
#include <spdlog/spdlog.h>

#include "controller/accounts/password_rule.hpp"
#include "protocol/os/random.hpp"

namespace tongluo::daemon {

using accounts::AccountBook;
using accounts::Fault;
using http::Problem;

namespace {

Problem weak(const std::string& why) {
  return {422, "account.weak_password", "this password is too weak: " + why, "password"};
}
Problem busy(const Error& error) { return {503, "session.busy", error.detail, {}}; }
Problem not_hashed(const Error& error) {
  if (error.kind == ErrorKind::refused) return weak(error.detail);
  if (error.kind == ErrorKind::unavailable) return busy(error);
  spdlog::error("event=password_not_hashed detail=\"{}\"", error.detail);
  return {503, "account.unavailable", error.detail, {}};
}

controller::StoreWrite store_write(const accounts::Write& write) {
  const std::string kind(accounts::record_kind(write));
  if (std::holds_alternative<accounts::Removed>(write))
    return controller::RemoveRecord{kind, accounts::record_name(write)};
  return controller::SaveRecord{{kind, accounts::record_name(write), accounts::record_body(write)}};
}

bool is_ours(const std::string& kind) {
  return kind == accounts::kAccountKind || kind == accounts::kSessionKind || kind == accounts::kTokenKind ||
         kind == accounts::kChangeKind;
}

}  // namespace

Result<std::unique_ptr<ConsoleDesk>> ConsoleDesk::create(boost::asio::io_context& context, CoreRunner& runner,
                                                         Settings settings,
                                                         const std::vector<controller::ShellRecord>& records) {
  std::unique_ptr<ConsoleDesk> desk(new ConsoleDesk(context, runner, std::move(settings)));
  for (const controller::ShellRecord& record : records)
    if (is_ours(record.kind) && !desk->book_.restore(os::wall_now(), {record.kind, record.name, record.body}))
      return fail(ErrorKind::corrupt,
                  "the database's record of the " + record.kind + " " + record.name + " is damaged");
  return desk;
}

// Without an administrator each start makes a new link and says it, here and nowhere else.
void ConsoleDesk::start(std::uint16_t port) {
  port_ = port;
  sweep();
  if (!book_.set_up_needed()) return;
  if (const auto link = first_link()) {
    std::printf("tongluod: nobody can sign in yet; the first administrator opens (once, within 24 hours) %s\n",
                link->c_str());
    std::fflush(stdout);
  }
}

void ConsoleDesk::stop() {
  sweep_.cancel();
  passwords_.stop();
}

void ConsoleDesk::sweep() {
  const WallTime now = os::wall_now();
  if (!book_.expired(now).empty())
    carry_out(
        [now](AccountBook& book) {
          return accounts::Decided<accounts::Done>{{}, book.expired(now), {}};
        },
        [](const Result<void, Problem>&) {});
  sweep_.expires_after(kSessionSweep);
  sweep_.async_wait([this](boost::system::error_code error) {
    if (!error) sweep();
  });
}

std::string ConsoleDesk::link_of(ByteView secret) const {
  const bool is_v6 = settings_.host.find(':') != std::string::npos;
  return "https://" + (is_v6 ? "[" + settings_.host + "]" : settings_.host) + ":" + std::to_string(port_) +
         "/#/set-up/" + to_hex(secret);
}

Result<std::string, Problem> ConsoleDesk::first_link() {
  if (!book_.set_up_needed())
    return fail(Problem{409, "account.conflict", "there is an administrator already; another one resets accounts", {}});
  const Bytes secret = os::random_bytes(accounts::kSecretBytes);
  book_.set_first_link(os::wall_now(), secret);
  spdlog::warn("event=set_up_link_made valid_hours={}", accounts::kLinkLife.count());
  return link_of(secret);
}

void ConsoleDesk::carry_out(Decide decide, Answer<void> answer) {
  if (waiting_.size() >= kMaxDecisions)
    return answer(fail(Problem{503, "account.unavailable", "too many changes wait; try again in a moment", {}}));
  waiting_.push_back({std::move(decide), std::move(answer)});
  next();
}

void ConsoleDesk::next() {
  while (!deciding_ && !waiting_.empty()) {
    Waiting first = std::move(waiting_.front());
    waiting_.pop_front();
    auto decided = first.decide(book_);
    if (!decided)
      first.answer(fail(http::problem_of(decided.error())));
    else if (decided->writes.empty() && decided->audit.empty())
      first.answer({});
    else
      store(std::move(*decided), std::move(first.answer));
  }
}

void ConsoleDesk::store(accounts::Decided<accounts::Done> decided, Answer<void> answer) {
  deciding_ = true;
  std::vector<controller::StoreWrite> writes;
  for (const accounts::Write& write : decided.writes) writes.push_back(store_write(write));
  for (const accounts::AuditLine& line : decided.audit) {
    writes.emplace_back(controller::SaveAudit{os::wall_now(), line.action, line.subject, line.detail});
    spdlog::info("event=account action={} subject=\"{}\" detail=\"{}\"", line.action, line.subject, line.detail);
  }
  runner_.persist(
      std::move(writes), [this, decided = std::move(decided), answer = std::move(answer)](const Result<void>& done) {
        deciding_ = false;
        if (done)
          for (const accounts::Write& write : decided.writes) book_.apply(os::wall_now(), write);
        if (done)
          answer({});
        else
          answer(fail(Problem{503, "account.unavailable", "it could not be stored: " + done.error().detail, {}}));
        next();
      });
}

Result<accounts::SignInTry, Problem> ConsoleDesk::begin_try(const std::string& name, const std::string& address) {
  if (!guard_.may_try(address, book_.signed_in_before(name, address), os::steady_now())) {
    spdlog::warn("event=sign_in_throttled address={}", address);
    Problem problem{429, "session.throttled", "too many wrong tries from this address; wait before the next one", {}};
    problem.retry_after_s = static_cast<std::uint32_t>(kWrongSignInRefill.count());
    return fail(std::move(problem));
  }
  auto tried = book_.begin_try(os::wall_now(), name, address);
  if (!tried) return fail(locked(name, address));
  guard_.begin(address, os::steady_now());
  return *tried;
}

Problem ConsoleDesk::locked(const std::string& name, const std::string& address) {
  ++guard_.counters().locked;
  Problem problem = http::problem_of(Fault::locked);
  const auto left = std::chrono::ceil<seconds>(book_.locked_until(name, address) - os::wall_now());
  problem.retry_after_s = static_cast<std::uint32_t>(std::max<std::int64_t>(1, left.count()));
  return problem;
}

accounts::Decision<accounts::SignedIn> ConsoleDesk::finish_sign_in(const http::SignInWish& wish,
                                                                   const accounts::SignInTry& tried, bool right,
                                                                   ByteView secret) {
  auto decided = book_.finish_sign_in(os::wall_now(), tried, right, wish.code, secret, wish.agent, wish.replaced);
  if (decided || decided.error() != Fault::refused) {
    guard_.take_back(tried.address);
    return decided;
  }
  SignInCounters& counters = guard_.counters();
  ++(tried.encoded.empty() ? counters.wrong_name : right ? counters.wrong_code : counters.wrong_password);
  spdlog::warn("event=sign_in_refused name_known={} address={}", !tried.encoded.empty(), tried.address);
  return decided;
}

// What could not be compared was neither right nor wrong.
void ConsoleDesk::take_back(const accounts::SignInTry& tried) {
  guard_.take_back(tried.address);
  book_.take_back(tried);
}

void ConsoleDesk::sign_in(http::SignInWish wish, Answer<http::NewSession> answer) {
  auto tried = begin_try(wish.name, wish.address);
  if (!tried) return answer(fail(tried.error()));
  const std::string password = std::move(wish.password);
  passwords_.compare(
      tried->encoded, password,
      [this, wish = std::move(wish), tried = *tried, answer = std::move(answer)](const Result<bool>& right) {
        if (!right) return ++guard_.counters().busy, take_back(tried), answer(fail(busy(right.error())));
        const Bytes secret = os::random_bytes(accounts::kSecretBytes);
        http::decide<accounts::SignedIn>(
            *this,
            [this, wish, tried, right = *right, secret](AccountBook&) {
              return finish_sign_in(wish, tried, right, secret);
            },
            [this, secret, answer](const Result<accounts::SignedIn, Problem>& opened) {
              if (!opened) {
                if (opened.error().status == 503) ++guard_.counters().busy;
                return answer(fail(opened.error()));
              }
              const auto identity = book_.find_session(os::wall_now(), secret);
              if (!identity) return answer(fail(http::problem_of(Fault::refused)));
              ++guard_.counters().signed_in;
              answer(http::NewSession{secret, *identity});
            });
      });
}

void ConsoleDesk::hash_then(const std::string& password, const std::string& account, Answer<void> refused,
                            std::function<void(std::string)> then) {
  if (const auto why = accounts::weakness_of(password, account)) return refused(fail(weak(*why)));
  passwords_.hash(password, [refused = std::move(refused), then = std::move(then)](const Result<std::string>& encoded) {
    if (!encoded) return refused(fail(not_hashed(encoded.error())));
    then(*encoded);
  });
}

void ConsoleDesk::set_up(http::SetUpWish wish, Answer<std::string> answer) {
  const auto owner = book_.owner_of_link(os::wall_now(), wish.secret);
  if (!owner) return answer(fail(http::problem_of(owner.error())));
  if (owner->empty() && !accounts::is_account_name(wish.name))
    return answer(fail(http::problem_of(Fault::name_malformed)));
  const std::string name = owner->empty() ? wish.name : *owner;
  const std::string password = wish.password;
  const auto refused = [answer](const Result<void, Problem>& why) { answer(fail(why.error())); };
  hash_then(password, name, refused, [this, wish = std::move(wish), answer](const std::string& encoded) {
    http::decide<std::string>(
        *this,
        [wish, encoded](AccountBook& book) {
          return book.set_up(os::wall_now(), wish.secret, wish.name, wish.display_name, encoded);
        },
        answer);
  });
}

void ConsoleDesk::prove(const accounts::Identity& identity, const std::string& address, const std::string& password,
                        Answer<void> answer) {
  const auto tried = begin_try(identity.name, address);
  if (!tried) return answer(fail(tried.error()));
  passwords_.compare(tried->encoded, password,
                     [this, tried = *tried, answer = std::move(answer)](const Result<bool>& right) {
                       if (!right) return take_back(tried), answer(fail(busy(right.error())));
                       if (!book_.finish_check(tried, *right)) return answer(fail(http::problem_of(Fault::refused)));
                       guard_.take_back(tried.address);
                       answer({});
                     });
}

void ConsoleDesk::change_password(const accounts::Identity& identity, const std::string& address,
                                  const std::string& old_password, const std::string& new_password,
                                  Answer<void> answer) {
  prove(identity, address, old_password, [this, identity, new_password, answer](const Result<void, Problem>& proved) {
    if (!proved) return answer(fail(proved.error()));
    hash_then(new_password, identity.name, answer, [this, identity, answer](const std::string& encoded) {
      carry_out([identity,
                 encoded](AccountBook& book) { return book.change_password(identity.name, encoded, identity.session); },
                answer);
    });
  });
}

}  // namespace tongluo::daemon
