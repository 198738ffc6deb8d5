// The proposals: each reads the list in force, edits it, shows the change and writes a file for the root keepers.

#include "tools/ctl/trust_command.hpp"

#include "protocol/base/limits.hpp"
#include "protocol/os/clock.hpp"
#include "tools/ctl/local_time.hpp"
#include "tools/ctl/public_key_file.hpp"
#include "tools/ctl/shown.hpp"
#include "tools/ctl/token_signer.hpp"
#include "tools/ctl/trust_draft.hpp"

namespace tongluo::ctl {
namespace {

Try<void> write_proposal(const Context& context, const TrustHome& trust, PayloadType type, Bytes payload,
                         const std::string& out, WallTime now) {
  Ceremony ceremony{{type, std::move(payload), {}}, {}};
  const Try<std::vector<std::string>> lines = describe_payload(trust, ceremony.envelope, now);
  if (!lines) return tl::unexpected(lines.error());
  ceremony.changes = *lines;
  if (Try<void> ok = write_ceremony(out, ceremony); !ok) return ok;
  for (const std::string& line : *lines) context.out << line << "\n";
  const Try<RootSignatures> wanted = count_root_signatures(trust, ceremony.envelope);
  if (!wanted) return tl::unexpected(wanted.error());
  context.err << out << ": " << describe(*wanted) << "\nNext, each root keeper:  tongluo trust sign " << out
              << " --key root-N.key\n";
  return {};
}

// What a proposal does with the list in force.
template <class Edit>
Try<void> propose(const Context& context, const std::string& out, Edit edit) {
  const WallTime now = os::wall_now();
  const Try<TrustHome> trust = open_trust_home(context, now);
  if (!trust) return tl::unexpected(trust.error());
  const Try<wire::TrustList> next = edit(*trust, now);
  if (!next) return tl::unexpected(next.error());
  return write_proposal(context, *trust, PayloadType::trust_list, wire::serialize(*next), out, now);
}

Try<sign::PublicKey> get_public_key(const PublicKeyOptions& options) {
  if (options.file.empty() == options.token.token.empty())
    return refuse_usage("which key? Give --public-key FILE or --token URI");
  if (!options.file.empty()) return read_public_key(options.file);
  const Try<std::unique_ptr<TokenSigner>> signer = open_token_signer(options.token);
  if (!signer) return tl::unexpected(signer.error());
  return (*signer)->public_key();
}

Try<Custody> custody_from(const std::string& text) {
  for (const Custody custody : {Custody::operator_, Custody::token, Custody::controller})
    if (to_string(custody) == text) return custody;
  return refuse_usage("--custody: operator, token or controller");
}

Try<Custody> custody_of(const PublicKeyOptions& key, const std::string& text) {
  return key.token.token.empty() ? custody_from(text) : Try<Custody>(Custody::token);
}

Try<WallTime> time_from(const std::string& text, const char* option, WallTime otherwise) {
  if (text.empty()) return otherwise;
  const std::optional<LocalClock> utc = parse_local(text);
  if (!utc) return refuse_usage(std::string(option) + ": a UTC time like 2026-11-24T07:00");
  return WallTime(std::chrono::sys_days(utc->date).time_since_epoch() + utc->of_day);
}

Try<void> read_powers(const AddPersonOptions& options, wire::Issuer& entry) {
  if (Try<void> ok = check_plain("--person", options.person); !ok) return ok;
  entry.person = options.person;
  entry.rank = options.rank;
  entry.role = role_from(options.role);
  if (entry.role == Role::unspecified)
    return refuse_usage("--role: dispatch, announce, exercise, maintain, release, relay or time");
  entry.order_class = order_class_from(options.order_class);
  entry.highest_level = level_from(options.level);
  if (entry.order_class == OrderClass::unspecified && !options.order_class.empty())
    return refuse_usage("--class: actual, exercise, test or routine");
  if (entry.highest_level == Level::unspecified && !options.level.empty())
    return refuse_usage("--level: I, II, III, IV or routine");
  for (const std::string& text : options.areas) {
    const std::optional<AreaCode> area = AreaCode::parse(text);
    if (!area) return refuse_usage("--area: \"" + text + "\" is no 12-digit area code at or below a county");
    entry.areas.push_back(*area);
  }
  return {};
}

Try<NewIssuer> new_issuer(const AddPersonOptions& options, const wire::TrustList& held, WallTime now) {
  const Try<sign::PublicKey> key = get_public_key(options.key);
  if (!key) return tl::unexpected(key.error());
  NewIssuer issuer{*key, {}};
  if (Try<void> ok = read_powers(options, issuer.entry); !ok) return tl::unexpected(ok.error());
  const Try<Custody> custody = custody_of(options.key, options.custody);
  const Try<WallTime> from = time_from(options.valid_from, "--valid-from", now - kKeyBackdate);
  const Try<WallTime> until = time_from(options.valid_until, "--valid-until", held.expires_at);
  if (!custody) return tl::unexpected(custody.error());
  if (!from) return tl::unexpected(from.error());
  if (!until) return tl::unexpected(until.error());
  issuer.entry.custody = *custody;
  issuer.entry.valid_from = *from;
  issuer.entry.valid_until = *until;
  return issuer;
}

}  // namespace

Try<void> run_trust_add_person(const Context& context, const AddPersonOptions& options) {
  return propose(context, options.out, [&options](const TrustHome& trust, WallTime now) -> Try<wire::TrustList> {
    const Try<NewIssuer> issuer = new_issuer(options, trust.list.list(), now);
    if (!issuer) return tl::unexpected(issuer.error());
    return with_person(trust.list.list(), *issuer, now);
  });
}

Try<void> run_trust_revoke(const Context& context, const RevokeOptions& options) {
  return propose(context, options.out, [&options](const TrustHome& trust, WallTime now) {
    return without_keys(trust.list.list(), {options.key_id, options.person}, now);
  });
}

Try<void> run_trust_rotate_key(const Context& context, const RotateKeyOptions& options) {
  return propose(context, options.out, [&options](const TrustHome& trust, WallTime now) -> Try<wire::TrustList> {
    const Try<sign::PublicKey> key = get_public_key(options.key);
    if (!key) return tl::unexpected(key.error());
    const Try<Custody> custody = custody_of(options.key, options.custody);
    if (!custody) return tl::unexpected(custody.error());
    return with_rotated_key(trust.list.list(), {options.key_id, options.person}, *key, *custody, now);
  });
}

Try<void> run_trust_set_quorum(const Context& context, const SetQuorumOptions& options) {
  wire::QuorumRule rule;
  rule.order_class = order_class_from(options.order_class);
  if (rule.order_class == OrderClass::unspecified) return refuse_usage("--class: actual, exercise, test or routine");
  rule.level = level_from(options.level);
  if (rule.level == Level::unspecified) return refuse_usage("--level: I, II, III, IV or routine");
  rule.persons = options.persons;
  for (const std::string& text : options.roles) {
    rule.roles.push_back(role_from(text));
    if (rule.roles.back() == Role::unspecified) return refuse_usage("--role: \"" + text + "\" is no role");
  }
  return propose(context, options.out,
                 [&rule](const TrustHome& trust, WallTime now) { return with_rule(trust.list.list(), rule, now); });
}

Try<void> run_trust_renew(const Context& context, const RenewOptions& options) {
  return propose(context, options.out, [&options](const TrustHome& trust, WallTime now) {
    const WallTime expires_at = now + std::chrono::hours(24) * options.valid_days;
    return renewed(trust.list.list(), expires_at, !options.keep_key_ends, now);
  });
}

Try<void> run_trust_change_roots(const Context& context, const ChangeRootsOptions& options) {
  return propose(context, options.out, [&options](const TrustHome& trust, WallTime now) -> Try<wire::TrustList> {
    std::vector<sign::PublicKey> keys;
    for (const std::string& file : options.roots) {
      const Try<sign::PublicKey> key = read_public_key(file);
      if (!key) return tl::unexpected(key.error());
      keys.push_back(*key);
    }
    return with_next_roots(trust.list.list(), trust.roots, keys, options.quorum, now);
  });
}

Try<void> run_trust_time_reset(const Context& context, const TimeResetOptions& options) {
  const WallTime now = os::wall_now();
  const Try<TrustHome> trust = open_trust_home(context, now);
  if (!trust) return tl::unexpected(trust.error());
  const std::optional<TerminalId> terminal = TerminalId::parse(options.terminal);
  if (!terminal) return refuse_usage("\"" + options.terminal + "\" is no terminal id");
  const Try<WallTime> floor = time_from(options.floor, "--floor", now);
  if (!floor) return tl::unexpected(floor.error());
  const auto clock = static_cast<std::uint64_t>(std::chrono::floor<seconds>(now.time_since_epoch()).count());
  const wire::TimeReset reset{limits::kReaderVersion, *terminal, options.sequence != 0 ? options.sequence : clock,
                              *floor};
  return write_proposal(context, *trust, PayloadType::time_reset, wire::serialize(reset), options.out, now);
}

}  // namespace tongluo::ctl
