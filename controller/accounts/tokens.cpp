// Tokens for programs.

#include <algorithm>

#include "controller/accounts/account_book.hpp"

namespace tongluo::accounts {

Decision<Digest> AccountBook::make_token(WallTime now, Token token, ByteView secret, std::uint32_t days) const {
  if (!is_display_name(token.name) || days == 0 || days > kMaxTokenDays) return tl::unexpected(Fault::out_of_range);
  // A program that managed accounts would be a second administrator that nobody sees.
  if (token.roles.empty() || token.roles.has(Role::administrator)) return tl::unexpected(Fault::no_role);
  if (tokens_.size() >= kMaxTokens) return tl::unexpected(Fault::too_many);
  token.digest = digest_of_secret(secret);
  token.created = now;
  token.until = now + std::chrono::hours(24) * days;
  const AuditLine line{"token.created", token.name, "by " + token.by + ", " + public_id(token.digest)};
  const Digest answer = token.digest;
  return Decided<Digest>{answer, {std::move(token)}, {line}};
}

Decision<Done> AccountBook::remove_token(const std::string& id, const std::string& by) const {
  for (const auto& [digest, token] : tokens_)
    if (public_id(digest) == id)
      return Decided<Done>{
          {}, {Removed{kTokenKind, to_string(digest)}}, {{"token.removed", token.name, "by " + by + ", " + id}}};
  return tl::unexpected(Fault::token_unknown);
}

std::optional<Identity> AccountBook::find_token(WallTime now, ByteView secret) const {
  return look_at_token(now, digest_of_secret(secret));
}

std::optional<Identity> AccountBook::look_at_token(WallTime now, const Digest& token) const {
  const auto at = tokens_.find(token);
  if (at == tokens_.end() || now >= at->second.until) return std::nullopt;
  return Identity{at->second.name, true, at->second.roles, at->second.scope, at->second.digest};
}

}  // namespace tongluo::accounts
