#include "tools/ctl/enrol_command.hpp"

#include "protocol/os/random.hpp"
#include "protocol/sign/certificate_issuer.hpp"
#include "tools/ctl/api.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/text_table.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

constexpr const char* kClaims = "/api/v1/enrolment/claims";
constexpr std::size_t kShownClaimDigits = 8;
constexpr std::size_t kEnrolPage = 500;
constexpr std::size_t kMaxEnrolPages = 200;

std::string claim_time(const Context& context, const json::object& object, std::string_view name) {
  const std::int64_t us = integer_at(object, name).value_or(0);
  return us == 0 ? "-" : local_text(wall_from_us(us), context.utc_offset());
}

// Every row of a paged list.
Try<json::array> all_rows(const Api& api, const std::string& target, std::string_view rows) {
  json::array all;
  std::string after;
  for (std::size_t page = 0; page < kMaxEnrolPages; ++page) {
    const Try<json::object> answer = api.get(target + "limit=" + std::to_string(kEnrolPage) + after);
    if (!answer) return tl::unexpected(answer.error());
    for (const json::value& row : array_at(*answer, rows)) all.push_back(row);
    const std::string next = text_at(*answer, "next");
    if (next.empty()) break;
    after = "&after=" + url_segment(next);
  }
  return all;
}

// One that waits, by the first digits of its name or by its hardware's whole serial number.
Try<std::string> waiting_claim(const Api& api, const std::string& reference) {
  const Try<json::array> rows = all_rows(api, std::string(kClaims) + "?state=waiting&sort=used_at_us&", "claims");
  if (!rows) return tl::unexpected(rows.error());
  std::string found;
  for (const json::value& value : *rows) {
    const std::string name = text_at(as_object(value), "claim");
    if (!name.starts_with(reference) && text_at(as_object(value), "hardware") != reference) continue;
    if (!found.empty()) return give_up(ExitCode::failed, "\"" + reference + "\" means more than one");
    found = name;
  }
  if (found.empty()) return give_up(ExitCode::failed, "no hardware waits under \"" + reference + "\"");
  return found;
}

Try<void> make_one(const Context& context, const EnrolCodeOptions& options) {
  const Try<Home> home = context.home();
  if (!home) return tl::unexpected(home.error());
  const Try<CodeMaker> maker = CodeMaker::open(*home);
  if (!maker) return tl::unexpected(maker.error());
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const sign::ClaimCode code = maker->make();
  json::object claim{{"claim", to_string(code.name())},
                     {"purpose", options.replace ? "replace" : "new"},
                     {"label", options.label},
                     {"days", options.days}};
  if (!options.terminal.empty()) claim["terminal"] = options.terminal;
  const Try<json::object> answer =
      api->post(kClaims, {{"mode", "all_or_nothing"}, {"claims", json::array{std::move(claim)}}});
  if (!answer) return tl::unexpected(answer.error());
  const json::array& verdicts = array_at(*answer, "verdicts");
  if (verdicts.size() != 1 || !flag_at(as_object(verdicts[0]), "taken"))
    return give_up(ExitCode::failed, verdicts.empty() ? "no verdict" : text_at(as_object(verdicts[0]), "detail"));
  if (context.options.json)
    context.out << json::serialize(json::object{{"code", code.text()}, {"claim", to_string(code.name())}}) << "\n";
  else
    context.out << code.text() << "\n";
  return {};
}

Try<void> post_plain(const Context& context, const std::string& target, const json::object& body,
                     const std::string& said) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<json::object> answer = api->post(target, body);
  if (!answer) return tl::unexpected(answer.error());
  context.out << (context.options.json ? json::serialize(*answer) : said) << "\n";
  return {};
}

}  // namespace

Try<CodeMaker> CodeMaker::open(const Home& home) {
  const Try<Bytes> roots = read_bytes(home.at(files::kRoots));
  if (!roots) return tl::unexpected(roots.error());
  const Try<std::string> authority = read_text(home.at(files::kControllerAuthority));
  if (!authority) return tl::unexpected(authority.error());
  CodeMaker maker{*roots, sign::certificate_from_pem(*authority)};
  if (maker.authority.empty())
    return give_up(ExitCode::key, home.at(files::kControllerAuthority).string() + ": no certificate");
  return maker;
}

sign::ClaimCode CodeMaker::make() const {
  return sign::ClaimCode::make(os::random_bytes(sign::ClaimCode::kSecretSymbols), root_set, authority);
}

Try<void> run_enrol_code(const Context& context, const EnrolCodeOptions& options) { return make_one(context, options); }

Try<void> run_enrol_list(const Context& context, const EnrolListOptions& options) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const std::string target = options.devices
                                 ? "/api/v1/enrolment/devices?"
                                 : std::string(kClaims) + (options.waiting ? "?state=waiting&sort=used_at_us&" : "?");
  const Try<json::array> rows = all_rows(*api, target, options.devices ? "devices" : "claims");
  if (!rows) return tl::unexpected(rows.error());
  if (context.options.json) {
    context.out << json::serialize(*rows) << "\n";
    return {};
  }
  TextTable claims({"claim", "state", "terminal", "purpose", "hardware", "used", "ends", "label"});
  TextTable devices({"terminal", "state", "hardware", "since", "reason"});
  for (const json::value& value : *rows) {
    const json::object& row = as_object(value);
    if (options.devices)
      devices.add({text_at(row, "terminal"), text_at(row, "state"), text_at(row, "hardware"),
                   claim_time(context, row, "since_us"), text_at(row, "reason")});
    else
      claims.add({text_at(row, "claim").substr(0, kShownClaimDigits), text_at(row, "state"), text_at(row, "terminal"),
                  text_at(row, "purpose"), text_at(row, "hardware"), claim_time(context, row, "used_at_us"),
                  claim_time(context, row, "expires_at_us"), text_at(row, "label")});
  }
  context.out << (options.devices ? devices : claims).text();
  return {};
}

Try<void> run_enrol_approve(const Context& context, const EnrolApproveOptions& options) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<std::string> claim = waiting_claim(*api, options.claim);
  if (!claim) return tl::unexpected(claim.error());
  return post_plain(context, std::string(kClaims) + "/" + *claim + "/approve",
                    {{"terminal", options.terminal}, {"purpose", options.replace ? "replace" : "new"}},
                    "bound to " + options.terminal + "; it gets its certificate when it asks again");
}

Try<void> run_enrol_replace(const Context& context, const EnrolReplaceOptions& options) {
  if (!options.with.empty()) return run_enrol_approve(context, {options.with, options.terminal, true});
  return make_one(context, {options.terminal, "replacement", options.days, true});
}

Try<void> run_enrol_revoke(const Context& context, const EnrolRevokeOptions& options) {
  return post_plain(context, "/api/v1/terminals/" + url_segment(options.terminal) + "/revoke",
                    {{"reason", options.reason}}, options.terminal + " is revoked; its sessions have ended");
}

Try<void> run_enrol_drop(const Context& context, const std::string& claim) {
  const Try<Api> api = Api::open(context);
  if (!api) return tl::unexpected(api.error());
  const Try<json::array> rows = all_rows(*api, std::string(kClaims) + "?", "claims");
  if (!rows) return tl::unexpected(rows.error());
  std::vector<std::string> found;
  for (const json::value& value : *rows)
    if (text_at(as_object(value), "claim").starts_with(claim)) found.push_back(text_at(as_object(value), "claim"));
  if (found.size() != 1)
    return give_up(ExitCode::failed, found.empty() ? "no such code" : "\"" + claim + "\" means more than one");
  if (Try<void> removed = api->remove(std::string(kClaims) + "/" + found.front()); !removed) return removed;
  context.out << "dropped\n";
  return {};
}

}  // namespace tongluo::ctl
