// Who is signed in where.

#include <algorithm>

#include "controller/accounts/account_book.hpp"

namespace tongluo::accounts {

std::optional<Identity> AccountBook::find_session(WallTime now, ByteView secret) {
  auto identity = look_at_session(now, secret);
  if (!identity) return identity;
  WallTime& seen = sessions_.find(identity->session)->second.seen;
  seen = std::max(seen, now);
  return identity;
}

std::optional<Identity> AccountBook::look_at_session(WallTime now, ByteView secret) const {
  const auto at = sessions_.find(digest_of_secret(secret));
  if (at == sessions_.end()) return std::nullopt;
  const SessionView& view = at->second;
  if (now >= view.session.until || now - view.seen > settings_.session_idle) return std::nullopt;
  const Account* account = find(view.session.account);
  if (account == nullptr || account->disabled) return std::nullopt;
  return Identity{
      account->name, false, account->roles, account->scope, view.session.digest, needs_second_factor(*account)};
}

std::vector<SessionView> AccountBook::sessions_of(const std::string& account) const {
  std::vector<SessionView> sessions;
  for (const auto& [digest, view] : sessions_)
    if (view.session.account == account) sessions.push_back(view);
  std::sort(sessions.begin(), sessions.end(),
            [](const SessionView& a, const SessionView& b) { return a.session.created < b.session.created; });
  return sessions;
}

Decision<Done> AccountBook::end_session(const std::string& account, const std::string& id) const {
  for (const auto& [digest, view] : sessions_)
    if (view.session.account == account && public_id(digest) == id)
      return Decided<Done>{
          {}, {Removed{kSessionKind, to_string(digest)}}, {{"session.ended", account, "by " + account}}};
  return tl::unexpected(Fault::session_unknown);
}

Decision<Done> AccountBook::end_sessions(const std::string& account, const std::string& by, const Digest& keep) const {
  if (find(account) == nullptr) return tl::unexpected(Fault::account_unknown);
  std::vector<Write> writes = without_sessions(account, keep);
  const std::string detail = "by " + by + ", " + std::to_string(writes.size()) + " sessions";
  return Decided<Done>{{}, std::move(writes), {{"session.ended", account, detail}}};
}

std::vector<Write> AccountBook::expired(WallTime now) const {
  std::vector<Write> writes;
  for (const auto& [digest, view] : sessions_)
    if (now >= view.session.until || now - view.seen > settings_.session_idle)
      writes.emplace_back(Removed{kSessionKind, to_string(digest)});
  return writes;
}

std::vector<Write> AccountBook::without_sessions(const std::string& account, const std::optional<Digest>& keep) const {
  std::vector<Write> writes;
  for (const auto& [digest, view] : sessions_)
    if (view.session.account == account && keep != digest)
      writes.emplace_back(Removed{kSessionKind, to_string(digest)});
  return writes;
}

// The account's own oldest leaves first; should all accounts together have too many, the one longest unseen.
std::vector<Write> AccountBook::room_for_session(const std::string& account) const {
  std::vector<Write> writes;
  const auto own = sessions_of(account);
  if (own.size() >= kMaxSessionsOfAccount) {
    writes.emplace_back(Removed{kSessionKind, to_string(own.front().session.digest)});
  } else if (sessions_.size() >= kMaxSessions) {
    const auto oldest = std::min_element(sessions_.begin(), sessions_.end(),
                                         [](const auto& a, const auto& b) { return a.second.seen < b.second.seen; });
    writes.emplace_back(Removed{kSessionKind, to_string(oldest->first)});
  }
  return writes;
}

}  // namespace tongluo::accounts
