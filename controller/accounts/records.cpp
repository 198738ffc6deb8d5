#include "controller/accounts/records.hpp"

#include <charconv>
#include <map>

namespace tongluo::accounts {
namespace {

constexpr std::size_t kPublicIdDigits = 16;

class Lines {
 public:
  Lines& text(std::string_view field, std::string_view value) {
    body_.append(field).append(" ").append(value).append("\n");
    return *this;
  }
  Lines& number(std::string_view field, std::int64_t value) { return text(field, std::to_string(value)); }
  Lines& time(std::string_view field, WallTime value) { return number(field, to_us(value)); }
  Lines& roles(const Roles& roles) {
    for (const Role role : roles.list()) text("role", to_string(role));
    return *this;
  }
  Lines& scope(const AreaScope& scope) {
    for (const AreaCode area : scope.areas()) text("area", area.text());
    return *this;
  }
  std::string take() { return std::move(body_); }

 private:
  std::string body_;
};

// The fields of a body; a field that is missing or unreadable makes the whole record damaged.
class Reading {
 public:
  explicit Reading(std::string_view body) {
    while (!body.empty()) {
      const std::size_t end = body.find('\n');
      const std::size_t space = body.find(' ');
      if (end == body.npos || space == body.npos || space > end) {
        good_ = false;
        return;
      }
      values_[std::string(body.substr(0, space))].emplace_back(body.substr(space + 1, end - space - 1));
      body.remove_prefix(end + 1);
    }
  }
  std::string text(const std::string& field) {
    const auto at = values_.find(field);
    if (at == values_.end()) return good_ = false, std::string();
    return at->second.front();
  }
  std::vector<std::string> all(const std::string& field) {
    const auto at = values_.find(field);
    return at == values_.end() ? std::vector<std::string>() : at->second;
  }
  std::int64_t number(const std::string& field) {
    const std::string value = text(field);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size()) good_ = false;
    return number;
  }
  WallTime time(const std::string& field) { return wall_from_us(number(field)); }
  bool flag(const std::string& field) { return number(field) != 0; }
  Digest digest(std::string_view hex) {
    const auto digest = digest_from_hex(hex);
    if (!digest) good_ = false;
    return digest.value_or(Digest{});
  }
  Bytes hex(const std::string& field) {
    auto bytes = from_hex(text(field));
    if (!bytes) good_ = false;
    return bytes.value_or(Bytes{});
  }
  Roles roles() {
    Roles roles;
    for (const std::string& text : all("role")) {
      const auto role = role_from(text);
      if (!role) return good_ = false, Roles();
      roles.add(*role);
    }
    return roles;
  }
  // An area that cannot be read must not become the whole county.
  AreaScope scope() {
    std::vector<AreaCode> areas;
    for (const std::string& text : all("area")) {
      const auto area = AreaCode::parse(text);
      if (!area) return good_ = false, AreaScope();
      areas.push_back(*area);
    }
    return AreaScope(std::move(areas));
  }
  bool good() const { return good_; }
  void refuse() { good_ = false; }

 private:
  std::map<std::string, std::vector<std::string>> values_;
  bool good_ = true;
};

std::string body_of(const Account& account) {
  Lines lines;
  lines.text("display_name", account.display_name).roles(account.roles).scope(account.scope);
  lines.text("password", account.password).text("totp_secret", to_hex(account.totp_secret));
  lines.number("totp_on", account.totp_on ? 1 : 0).number("totp_step", static_cast<std::int64_t>(account.totp_step));
  lines.number("disabled", account.disabled ? 1 : 0).text("link", to_string(account.link));
  lines.time("link_until", account.link_until).text("spki", to_hex(account.spki));
  lines.time("last_sign_in", account.last_sign_in);
  for (const std::string& address : account.known_addresses) lines.text("address", address);
  return lines.take();
}

std::string body_of(const Session& session) {
  Lines lines;
  lines.text("account", session.account).time("created", session.created).time("until", session.until);
  return lines.text("address", session.address).text("agent", session.agent).take();
}

std::string body_of(const Token& token) {
  Lines lines;
  lines.text("name", token.name).text("by", token.by).roles(token.roles).scope(token.scope);
  return lines.time("created", token.created).time("until", token.until).take();
}

std::string body_of(const AccountChange& change) {
  Lines lines;
  lines.text("kind", to_string(change.kind)).text("name", change.name).text("display_name", change.display_name);
  lines.roles(change.roles).scope(change.scope).number("scope_given", change.scope_given ? 1 : 0);
  lines.text("by", change.by).time("at", change.at).text("state", to_string(change.state));
  return lines.text("decided_by", change.decided_by).take();
}

std::string body_of(const Removed&) { return {}; }

std::string name_of(const Account& account) { return account.name; }
std::string name_of(const Session& session) { return to_string(session.digest); }
std::string name_of(const Token& token) { return to_string(token.digest); }
std::string name_of(const AccountChange& change) { return std::to_string(change.number); }
std::string name_of(const Removed& removed) { return removed.name; }

std::string_view kind_of(const Account&) { return kAccountKind; }
std::string_view kind_of(const Session&) { return kSessionKind; }
std::string_view kind_of(const Token&) { return kTokenKind; }
std::string_view kind_of(const AccountChange&) { return kChangeKind; }
std::string_view kind_of(const Removed& removed) { return removed.kind; }

Write read_account(const Record& record, Reading& fields) {
  Account account;
  account.name = record.name;
  account.display_name = fields.text("display_name");
  account.roles = fields.roles();
  account.scope = fields.scope();
  account.password = fields.text("password");
  account.totp_secret = fields.hex("totp_secret");
  account.totp_on = fields.flag("totp_on");
  account.totp_step = static_cast<std::uint64_t>(fields.number("totp_step"));
  account.disabled = fields.flag("disabled");
  account.link = fields.digest(fields.text("link"));
  account.link_until = fields.time("link_until");
  account.spki = fields.hex("spki");
  account.last_sign_in = fields.time("last_sign_in");
  account.known_addresses = fields.all("address");
  return account;
}

Write read_session(const Record& record, Reading& fields) {
  return Session{fields.digest(record.name), fields.text("account"), fields.time("created"),
                 fields.time("until"),       fields.text("address"), fields.text("agent")};
}

Write read_token(const Record& record, Reading& fields) {
  return Token{fields.digest(record.name), fields.text("name"), fields.text("by"), fields.roles(), fields.scope(),
               fields.time("created"),     fields.time("until")};
}

ChangeState state_from(Reading& fields) {
  const std::string text = fields.text("state");
  for (const ChangeState state : {ChangeState::proposed, ChangeState::done, ChangeState::rejected})
    if (to_string(state) == text) return state;
  fields.refuse();
  return ChangeState::rejected;
}

Write read_change(const Record& record, Reading& fields) {
  AccountChange change;
  const auto [end, error] = std::from_chars(record.name.data(), record.name.data() + record.name.size(), change.number);
  const auto kind = change_kind_from(fields.text("kind"));
  if (error != std::errc() || end != record.name.data() + record.name.size() || !kind) fields.refuse();
  change.kind = kind.value_or(ChangeKind::disable);
  change.name = fields.text("name");
  change.display_name = fields.text("display_name");
  change.roles = fields.roles();
  change.scope = fields.scope();
  change.scope_given = fields.flag("scope_given");
  change.by = fields.text("by");
  change.at = fields.time("at");
  change.state = state_from(fields);
  change.decided_by = fields.text("decided_by");
  return change;
}

}  // namespace

std::string_view to_string(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::create:
      return "create";
    case ChangeKind::change:
      return "change";
    case ChangeKind::disable:
      return "disable";
    case ChangeKind::reset:
      return "reset";
  }
  return "unknown";
}

std::optional<ChangeKind> change_kind_from(std::string_view text) {
  for (const ChangeKind kind : {ChangeKind::create, ChangeKind::change, ChangeKind::disable, ChangeKind::reset})
    if (to_string(kind) == text) return kind;
  return std::nullopt;
}

std::string_view to_string(ChangeState state) {
  switch (state) {
    case ChangeState::proposed:
      return "proposed";
    case ChangeState::done:
      return "done";
    case ChangeState::rejected:
      return "rejected";
  }
  return "unknown";
}

std::string record_name(const Write& write) {
  return std::visit([](const auto& value) { return name_of(value); }, write);
}
std::string_view record_kind(const Write& write) {
  return std::visit([](const auto& value) { return kind_of(value); }, write);
}
std::string record_body(const Write& write) {
  return std::visit([](const auto& value) { return body_of(value); }, write);
}

std::optional<Write> parse_record(const Record& record) {
  Reading fields(record.body);
  std::optional<Write> write;
  if (record.kind == kAccountKind) write = read_account(record, fields);
  if (record.kind == kSessionKind) write = read_session(record, fields);
  if (record.kind == kTokenKind) write = read_token(record, fields);
  if (record.kind == kChangeKind) write = read_change(record, fields);
  return fields.good() ? write : std::nullopt;
}

std::string public_id(const Digest& secret) { return to_string(secret).substr(0, kPublicIdDigits); }

}  // namespace tongluo::accounts
