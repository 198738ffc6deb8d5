// What ends, said 90, 30 and 7 days ahead and when it has ended; what was said stays said over a restart.

#include <algorithm>
#include <set>

#include "controller/core/controller_impl.hpp"

namespace tongluo::controller {
namespace {

constexpr auto kProblemAhead = std::chrono::days(7);
constexpr std::size_t kMaxProblems = 5;
constexpr char kKind[] = "expiry";

// What was announced of what end.
std::string body_of(const Expiry& expiry) {
  return std::to_string(expiry.announced_days.value_or(0)) + ' ' + std::to_string(to_us(expiry.at));
}

std::string words_of(const Expiry& expiry) {
  const std::uint32_t days = expiry.announced_days.value_or(0);
  return expiry.subject + (days == 0 ? " has ended" : " ends within " + std::to_string(days) + " days");
}

}  // namespace

std::vector<Expiry> ControllerCore::Impl::gather_expiries(WallTime until) const {
  std::vector<Expiry> expiries = settings.expiries;
  std::erase_if(expiries, [until](const Expiry& expiry) { return expiry.at > until; });
  const auto add = [&](WallTime at, const auto& subject) {
    if (at <= until) expiries.push_back({subject(), at, {}});
  };
  if (list) {
    std::string name = "trust list " + std::to_string(list->list().version);
    add(list->list().expires_at, [&] { return name; });
    if (freshness) add(freshness->expires_at, [&] { return "freshness of " + name; });
    for (const wire::Issuer& issuer : list->list().issuers)
      add(issuer.valid_until, [&] { return "key " + to_string(issuer.key_id) + " of " + issuer.person; });
  }
  for (const auto& entry : fleet.by_id()) {
    const TerminalEntry& terminal = fleet.at(entry.second);
    if (!terminal.place || terminal.certificate_end == WallTime{} || terminal.certificate_end > until) continue;
    expiries.push_back({"certificate of " + terminal.id.text(), terminal.certificate_end, {}, terminal.id});
  }
  return expiries;
}

// Gathered a little later: thousands of terminals may come at once.
void ControllerCore::Impl::expiries_changed() {
  if (!std::exchange(expiries_dirty, true)) next_expiry = last.wall + kExpiryRefresh;
}

// What was said of things that are no more.
void ControllerCore::Impl::forget_expiries(const std::vector<Expiry>& expiries, Writes& writes) {
  std::set<std::string_view> live;
  for (const Expiry& expiry : expiries) live.insert(expiry.subject);
  for (auto at = documents.lower_bound({kKind, ""}); at != documents.end() && at->first.first == kKind;) {
    if (live.contains(at->first.second)) {
      ++at;
      continue;
    }
    writes.emplace_back(RemoveDocument{kKind, at->first.second});
    at = documents.erase(at);
  }
}

void ControllerCore::Impl::announce_expiries(Now now) {
  Writes writes;
  Calls calls;
  StoredExpiriesOf then;
  if (std::exchange(expiries_dirty, false)) {
    std::vector<Expiry> expiries = gather_expiries(WallTime::max());
    forget_expiries(expiries, writes);
    expiry_watch.watch(std::move(expiries));
  }
  std::size_t further = 0;
  for (const Expiry& expiry : expiry_watch.due(now.wall)) {
    const auto key = std::pair(std::string(kKind), expiry.subject);
    Document said{kKind, expiry.subject, body_of(expiry)};
    if (const auto before = documents.find(key); before != documents.end() && before->second == said.body) continue;
    writes.emplace_back(SaveDocument{said});
    then.said.push_back(std::move(said));
    audit(writes, now.wall, "expiry.announced", expiry.subject, words_of(expiry));
    if (calls.size() < kMaxExpiryCalls)
      call(writes, now.wall, calls, {CallKind::expiry, Level::routine, expiry.subject, words_of(expiry)});
    else
      ++further;
  }
  if (further > 0)
    call(writes, now.wall, calls,
         {CallKind::expiry, Level::routine, "expiries", std::to_string(further) + " more are about to end"});
  next_expiry = expiry_watch.next_step(now.wall);
  if (!writes.empty()) persist(std::move(writes), std::move(then), std::move(calls));
}

void ControllerCore::Impl::finish(const StoredExpiriesOf& stored) {
  for (const Document& said : stored.said) documents.insert_or_assign({said.kind, said.name}, said.body);
}

void ControllerCore::Impl::add_expiry_problems(WallTime now, Health& health) const {
  std::size_t more = 0;
  std::vector<Expiry> expiries = gather_expiries(now + kProblemAhead);
  std::stable_sort(expiries.begin(), expiries.end(), [](const Expiry& a, const Expiry& b) { return a.at < b.at; });
  for (const Expiry& expiry : expiries) {
    if (more++ >= kMaxProblems) continue;
    health.problems.push_back(expiry.subject + (expiry.at <= now ? " has ended" : " ends within 7 days"));
  }
  if (more > kMaxProblems)
    health.problems.push_back(std::to_string(more - kMaxProblems) + " more have ended or soon will");
}

std::vector<Expiry> ControllerCore::expiries(Now now) const {
  ExpiryWatch watch = impl_->expiry_watch;
  watch.watch(impl_->gather_expiries(WallTime::max()));
  static_cast<void>(watch.due(now.wall));
  return watch.all();
}

}  // namespace tongluo::controller
