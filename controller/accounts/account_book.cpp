#include "controller/accounts/account_book.hpp"

#include <algorithm>
#include <charconv>

#include "protocol/sign/digest_of.hpp"

namespace tongluo::accounts {
namespace {

constexpr std::size_t kMinName = 2, kMaxName = 32;

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace

bool is_account_name(std::string_view name) {
  if (name.size() < kMinName || name.size() > kMaxName || !is_letter(name.front())) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_'; });
}

bool is_display_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxDisplayBytes && std::none_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == 0x7f;
  });
}

Digest digest_of_secret(ByteView secret) { return sign::digest_of(secret); }

bool can_administrate(const Account& account) {
  return account.roles.has(Role::administrator) && !account.disabled && !account.password.empty();
}

bool AccountBook::restore(WallTime now, const Record& record) {
  const auto write = parse_record(record);
  if (write) apply(now, *write);
  return write.has_value();
}

void AccountBook::apply(WallTime now, const Write& write) {
  std::visit([this, now](const auto& value) { put(now, value); }, write);
  if (!set_up_needed()) first_link_ = Digest{};
}

void AccountBook::put(WallTime, const Removed& removed) {
  if (removed.kind == kAccountKind) accounts_.erase(removed.name);
  std::uint64_t number = 0;
  std::from_chars(removed.name.data(), removed.name.data() + removed.name.size(), number);
  if (removed.kind == kChangeKind) changes_.erase(number);
  const auto digest = digest_from_hex(removed.name);
  if (digest && removed.kind == kSessionKind) sessions_.erase(*digest);
  if (digest && removed.kind == kTokenKind) tokens_.erase(*digest);
}

const Account* AccountBook::find(const std::string& name) const {
  const auto at = accounts_.find(name);
  return at == accounts_.end() ? nullptr : &at->second;
}

bool AccountBook::set_up_needed() const {
  return std::none_of(accounts_.begin(), accounts_.end(),
                      [](const auto& entry) { return can_administrate(entry.second); });
}

void AccountBook::set_first_link(WallTime now, ByteView secret) {
  first_link_ = digest_of_secret(secret);
  first_link_until_ = now + kLinkLife;
}

Result<std::string, Fault> AccountBook::owner_of_link(WallTime now, ByteView secret) const {
  const Digest digest = digest_of_secret(secret);
  if (set_up_needed() && !first_link_.is_zero() && digest == first_link_ && now < first_link_until_)
    return std::string();
  for (const auto& [name, account] : accounts_)
    if (!account.link.is_zero() && account.link == digest && now < account.link_until && !account.disabled) return name;
  return tl::unexpected(Fault::link_refused);
}

Decision<std::string> AccountBook::set_up(WallTime now, ByteView secret, const std::string& name,
                                          const std::string& display_name, const std::string& encoded) const {
  const auto owner = owner_of_link(now, secret);
  if (!owner) return tl::unexpected(owner.error());
  Account account;
  if (owner->empty()) {
    if (!is_account_name(name)) return tl::unexpected(Fault::name_malformed);
    if (!is_display_name(display_name)) return tl::unexpected(Fault::out_of_range);
    if (accounts_.contains(name)) return tl::unexpected(Fault::name_taken);
    account.name = name;
    account.display_name = display_name;
    account.roles = Roles{Role::administrator};
  } else {
    account = accounts_.at(*owner);
  }
  account.password = encoded;
  account.link = Digest{};
  account.link_until = WallTime{};
  const AuditLine line{owner->empty() ? "account.first" : "account.set_up", account.name, "by its one-time link"};
  std::vector<Write> writes = without_sessions(account.name, std::nullopt);
  const std::string answer = account.name;
  writes.emplace_back(std::move(account));
  return Decided<std::string>{answer, std::move(writes), {line}};
}

std::size_t AccountBook::administrators_without(const std::string& name) const {
  return static_cast<std::size_t>(std::count_if(accounts_.begin(), accounts_.end(), [&](const auto& entry) {
    return entry.first != name && can_administrate(entry.second);
  }));
}

}  // namespace tongluo::accounts
