// Changes of accounts: one administrator proposes, another one approves. While there is only one, it is done at once.

#include <algorithm>

#include "controller/accounts/account_book.hpp"

namespace tongluo::accounts {
namespace {

std::string words_of(const AccountChange& change) {
  std::string words = std::string(to_string(change.kind)) + " by " + change.by;
  for (const Role role : change.roles.list()) words += " " + std::string(to_string(role));
  for (const AreaCode area : change.scope.areas()) words += " " + area.text();
  return words;
}

void give_link(WallTime now, Account& account, ByteView link) {
  account.link = digest_of_secret(link);
  account.link_until = now + kLinkLife;
}

Account changed(WallTime now, const Account* found, const AccountChange& change, ByteView link) {
  Account account = found == nullptr ? Account{} : *found;
  account.name = change.name;
  if (!change.display_name.empty()) account.display_name = change.display_name;
  if (change.kind == ChangeKind::create || change.kind == ChangeKind::change) {
    if (!change.roles.empty()) account.roles = change.roles;
    if (change.scope_given) account.scope = change.scope;
  }
  if (change.kind == ChangeKind::create) give_link(now, account, link);
  if (change.kind == ChangeKind::disable) account.disabled = true;
  if (change.kind == ChangeKind::reset) {
    account.disabled = false;
    account.password.clear();
    account.totp_secret.clear();
    account.totp_on = false;
    give_link(now, account, link);
  }
  return account;
}

}  // namespace

Result<void, Fault> AccountBook::check_change(const AccountChange& change) const {
  const Account* found = find(change.name);
  if (!change.display_name.empty() && !is_display_name(change.display_name)) return tl::unexpected(Fault::out_of_range);
  if (change.kind == ChangeKind::create) {
    if (!is_account_name(change.name)) return tl::unexpected(Fault::name_malformed);
    if (found != nullptr) return tl::unexpected(Fault::name_taken);
    if (change.display_name.empty()) return tl::unexpected(Fault::out_of_range);
    if (change.roles.empty()) return tl::unexpected(Fault::no_role);
    if (accounts_.size() >= kMaxAccounts) return tl::unexpected(Fault::too_many);
    return {};
  }
  if (found == nullptr) return tl::unexpected(Fault::account_unknown);
  const bool administers = can_administrate(changed(WallTime{}, found, change, {}));
  if (!administers && can_administrate(*found) && administrators_without(change.name) == 0)
    return tl::unexpected(Fault::last_administrator);
  return {};
}

Decided<AccountChange> AccountBook::carry_out(WallTime now, AccountChange change, ByteView link) const {
  Account account = changed(now, find(change.name), change, link);
  std::vector<Write> writes;
  if (change.kind == ChangeKind::disable || change.kind == ChangeKind::reset)
    writes = without_sessions(change.name, std::nullopt);
  change.state = ChangeState::done;
  const std::string action = change.kind == ChangeKind::create    ? "account.created"
                             : change.kind == ChangeKind::change  ? "account.changed"
                             : change.kind == ChangeKind::disable ? "account.disabled"
                                                                  : "account.reset";
  std::string detail = words_of(change);
  if (!change.decided_by.empty()) detail += ", approved by " + change.decided_by;
  writes.emplace_back(std::move(account));
  writes.emplace_back(change);
  return {change, std::move(writes), {{action, change.name, detail}}};
}

std::vector<Write> AccountBook::room_for_change() const {
  if (changes_.size() < kMaxChanges) return {};
  const auto decided = std::find_if(changes_.begin(), changes_.end(),
                                    [](const auto& entry) { return entry.second.state != ChangeState::proposed; });
  const auto leaves = decided == changes_.end() ? changes_.begin() : decided;
  return {Removed{kChangeKind, std::to_string(leaves->first)}};
}

Decision<AccountChange> AccountBook::propose(WallTime now, AccountChange change, ByteView link) const {
  if (auto checked = check_change(change); !checked) return tl::unexpected(checked.error());
  change.number = changes_.empty() ? 1 : changes_.rbegin()->first + 1;
  change.at = now;
  change.state = ChangeState::proposed;
  std::vector<Write> room = room_for_change();
  if (administrators_without(change.by) == 0) {
    auto done = carry_out(now, std::move(change), link);
    done.writes.insert(done.writes.begin(), room.begin(), room.end());
    return done;
  }
  room.emplace_back(change);
  const AuditLine line{"account.proposed", change.name, words_of(change)};
  return Decided<AccountChange>{change, std::move(room), {line}};
}

Decision<AccountChange> AccountBook::approve(WallTime now, std::uint64_t number, const std::string& by,
                                             ByteView link) const {
  const auto at = changes_.find(number);
  if (at == changes_.end()) return tl::unexpected(Fault::change_unknown);
  AccountChange change = at->second;
  if (change.state != ChangeState::proposed) return tl::unexpected(Fault::change_decided);
  if (change.by == by) return tl::unexpected(Fault::same_person);
  if (auto checked = check_change(change); !checked) return tl::unexpected(checked.error());
  change.decided_by = by;
  return carry_out(now, std::move(change), link);
}

Decision<AccountChange> AccountBook::reject(std::uint64_t number, const std::string& by) const {
  const auto at = changes_.find(number);
  if (at == changes_.end()) return tl::unexpected(Fault::change_unknown);
  AccountChange change = at->second;
  if (change.state != ChangeState::proposed) return tl::unexpected(Fault::change_decided);
  change.state = ChangeState::rejected;  // by the proposer too: that takes it back
  change.decided_by = by;
  return Decided<AccountChange>{
      change, {change}, {{"account.rejected", change.name, words_of(change) + ", rejected by " + by}}};
}

}  // namespace tongluo::accounts
