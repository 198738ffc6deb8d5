// Looking at lists and proposals, signing them, taking them into force.

#include <boost/json.hpp>

#include "protocol/base/limits.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/sign/digest_of.hpp"
#include "tools/ctl/api.hpp"
#include "tools/ctl/district.hpp"
#include "tools/ctl/signing.hpp"
#include "tools/ctl/trust_command.hpp"
#include "tools/ctl/trust_difference.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

bool is_training(const trust::PinnedRoots& roots) { return as_text(roots.set().salt).starts_with(kTrainingSalt); }

json::array json_lines(const std::vector<std::string>& lines) {
  json::array array;
  for (const std::string& line : lines) array.emplace_back(line);
  return array;
}

std::vector<std::string> lines_of(const wire::TrustList& list) {
  std::vector<std::string> lines;
  for (const wire::Issuer& issuer : list.issuers) lines.push_back(describe(issuer));
  return lines;
}

std::vector<std::string> rule_lines(const wire::TrustList& list) {
  std::vector<std::string> lines;
  for (const wire::QuorumRule& rule : list.rules) lines.push_back(describe(rule));
  return lines;
}

void show_in_force(const Context& context, const TrustHome& trust, WallTime now) {
  const wire::TrustList& list = trust.list.list();
  const char* environment = is_training(trust.roots) ? "training" : "production";
  if (context.options.json) {
    context.out << json::serialize(json::object{{"deployment", to_string(trust.roots.deployment())},
                                                {"environment", environment},
                                                {"roots", describe(trust.roots.set())},
                                                {"version", list.version},
                                                {"expires_at_us", to_us(list.expires_at)},
                                                {"issuers", json_lines(lines_of(list))},
                                                {"rules", json_lines(rule_lines(list))},
                                                {"warnings", json_lines(weaknesses(list, now))}})
                << "\n";
    return;
  }
  context.out << "deployment " << to_string(trust.roots.deployment()) << " (" << environment << ")\n"
              << describe(trust.roots.set()) << "\n"
              << "trust list " << list.version << ", dated " << utc_text(list.issued_at) << ", ends "
              << utc_text(list.expires_at) << "\n\nkeys\n";
  for (const std::string& line : lines_of(list)) context.out << "  " << line << "\n";
  context.out << "\nrules\n";
  for (const std::string& line : rule_lines(list)) context.out << "  " << line << "\n";
  for (const std::string& line : weaknesses(list, now)) context.out << "WARNING: " << line << "\n";
}

Try<void> show_file(const Context& context, const TrustHome& trust, const std::string& file, WallTime now) {
  const Try<Ceremony> ceremony = read_ceremony(file);
  if (!ceremony) return tl::unexpected(ceremony.error());
  const Try<std::vector<std::string>> lines = describe_payload(trust, ceremony->envelope, now);
  if (!lines) return tl::unexpected(lines.error());
  for (const std::string& line : *lines) context.out << line << "\n";
  if (ceremony->envelope.type == PayloadType::freshness) return {};
  const Try<RootSignatures> signatures = count_root_signatures(trust, ceremony->envelope);
  if (!signatures) return tl::unexpected(signatures.error());
  context.out << describe(*signatures) << "\n";
  return {};
}

// Where each object goes.
Try<std::string> address_of(const Envelope& envelope) {
  if (envelope.type == PayloadType::trust_list) return std::string("/api/v1/trust-list");
  if (envelope.type == PayloadType::freshness) return std::string("/api/v1/freshness");
  const auto reset = wire::parse_time_reset(envelope.payload);
  if (!reset) return give_up(ExitCode::verification, "no time reset: " + to_string(reset.error()));
  return "/api/v1/terminals/" + reset->terminal.text() + "/time-reset";
}

Try<void> publish(const Context& context, const TrustHome& trust, const Envelope& envelope, bool offline,
                  WallTime now) {
  if (Try<void> ok = check_publishable(trust, envelope, now); !ok) return ok;
  if (offline && envelope.type == PayloadType::time_reset)
    return give_up(ExitCode::usage, "a time reset goes to its terminal through the controller; --offline has no place");
  if (!offline) {
    const Try<std::string> address = address_of(envelope);
    if (!address) return tl::unexpected(address.error());
    const Try<Api> api = Api::open(context);
    if (!api) return tl::unexpected(api.error());
    const Try<json::object> answer = api->post_envelope(*address, envelope);
    if (!answer && answer.error().code == ExitCode::unreachable)
      return give_up(ExitCode::unreachable, answer.error().message + "; into the home only: --offline");
    if (!answer) return tl::unexpected(answer.error());
  }
  if (Try<void> ok = keep_published(trust, envelope, now); !ok) return ok;
  context.out << (offline ? "in the home; a controller takes it when it starts\n" : "in force\n");
  return {};
}

}  // namespace

Try<void> run_trust_show(const Context& context, const TrustShowOptions& options) {
  const WallTime now = os::wall_now();
  const Try<TrustHome> trust = open_trust_home(context, now);
  if (!trust) return tl::unexpected(trust.error());
  if (!options.file.empty()) return show_file(context, *trust, options.file, now);
  show_in_force(context, *trust, now);
  return {};
}

Try<void> run_trust_sign(const Context& context, const TrustSignOptions& options, std::istream& in) {
  const WallTime now = os::wall_now();
  const Try<TrustHome> trust = open_trust_home(context, now);
  if (!trust) return tl::unexpected(trust.error());
  Try<Ceremony> ceremony = read_ceremony(options.file);
  if (!ceremony) return tl::unexpected(ceremony.error());
  const Try<std::vector<std::string>> lines = describe_payload(*trust, ceremony->envelope, now);
  if (!lines) return tl::unexpected(lines.error());
  context.err << "This will be signed:\n";
  for (const std::string& line : *lines) context.err << "  " << line << "\n";
  if (!options.yes && !confirmed_by_typing(context, in, "Type yes to sign: ", "yes"))
    return give_up(ExitCode::failed, "not confirmed; nothing was signed");
  const Try<std::unique_ptr<sign::Signer>> signer = open_signer(context, options.signer, "root-1");
  if (!signer) return tl::unexpected(signer.error());
  const Try<RootSignatures> signatures = sign_as_root(*trust, ceremony->envelope, **signer);
  if (!signatures) return tl::unexpected(signatures.error());
  ceremony->changes = *lines;
  const std::string& out = options.out.empty() ? options.file : options.out;
  if (Try<void> ok = write_ceremony(out, *ceremony); !ok) return ok;
  context.out << out << ": " << describe(*signatures) << "\n";
  if (signatures->complete()) context.err << "Complete. Next:  tongluo trust publish " << out << "\n";
  return {};
}

Try<void> run_trust_freshness(const Context& context, const FreshnessOptions& options) {
  if (options.out.empty() && !options.publish) return give_up(ExitCode::usage, "give --publish, or --out FILE");
  const WallTime now = os::wall_now();
  const Try<TrustHome> trust = open_trust_home(context, now);
  if (!trust) return tl::unexpected(trust.error());
  const Try<std::unique_ptr<sign::Signer>> signer = open_signer(context, options.signer, "maintain");
  if (!signer) return tl::unexpected(signer.error());
  const wire::Freshness freshness{limits::kReaderVersion, trust->list.list().version, now, now + trust::kFreshFor};
  Ceremony ceremony{{PayloadType::freshness, wire::serialize(freshness), {}}, {}};
  const auto added = sign::add_signature(ceremony.envelope, trust->roots.deployment(), **signer);
  if (!added) return give_up(ExitCode::key, "cannot sign: " + sign::to_string(added.error()));
  if (Try<void> ok = check_publishable(*trust, ceremony.envelope, now); !ok) return ok;
  const Try<std::vector<std::string>> lines = describe_payload(*trust, ceremony.envelope, now);
  if (!lines) return tl::unexpected(lines.error());
  ceremony.changes = *lines;
  context.out << ceremony.changes.front() << "\n";
  if (!options.out.empty())
    if (Try<void> ok = write_ceremony(options.out, ceremony); !ok) return ok;
  return options.publish ? publish(context, *trust, ceremony.envelope, false, now) : Try<void>();
}

Try<void> run_trust_publish(const Context& context, const PublishOptions& options) {
  const WallTime now = os::wall_now();
  const Try<TrustHome> trust = open_trust_home(context, now);
  if (!trust) return tl::unexpected(trust.error());
  const Try<Ceremony> ceremony = read_ceremony(options.file);
  if (!ceremony) return tl::unexpected(ceremony.error());
  return publish(context, *trust, ceremony->envelope, options.offline, now);
}

}  // namespace tongluo::ctl
