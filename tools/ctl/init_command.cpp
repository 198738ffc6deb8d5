#include "tools/ctl/init_command.hpp"

#include <boost/json.hpp>

#include "protocol/os/clock.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tools/ctl/certificates.hpp"
#include "tools/ctl/passphrase.hpp"

namespace tongluo::ctl {
namespace {

// Writes everything into a folder beside the wanted one and renames it at the end: a home is there whole or not at all.
class HomeWriter {
 public:
  HomeWriter(std::filesystem::path folder, std::string passphrase, DerivationCost cost, WallTime now)
      : home_{std::move(folder)}, passphrase_(std::move(passphrase)), cost_(cost), now_(now) {}

  Try<void> run(const InitOptions& options, const District& district);

 private:
  Try<void> write_keys(const District& district);
  Try<void> write_certificates(const InitOptions& options);
  Try<void> write_enrolment_authority(const std::string& devices_pem);
  Try<void> write_configuration(const InitOptions& options);
  Try<void> write_sealed(const sign::PrivateKey& key, const KeyLabel& label);
  Try<void> write_open(std::string_view name, const sign::PrivateKey& key);
  Try<CertificateAuthority> write_authority(const std::string& name, std::string_view file);
  Try<void> write_leaf(const CertificateAuthority& authority, const Subject& subject, std::string_view certificate_file,
                       std::string_view key_file);

  Home home_;
  std::string passphrase_;
  DerivationCost cost_;
  WallTime now_;
};

Try<void> HomeWriter::write_sealed(const sign::PrivateKey& key, const KeyLabel& label) {
  const Try<std::string> text = seal_key(key, label, passphrase_, cost_);
  if (!text) return tl::unexpected(text.error());
  return write_bytes(home_.key(label.name), as_bytes(*text), kSecretMode);
}

Try<void> HomeWriter::write_open(std::string_view name, const sign::PrivateKey& key) {
  const Result<std::string, sign::KeyFault> pem = key.to_pem();
  if (!pem) return give_up(ExitCode::key, sign::to_string(pem.error()));
  return write_bytes(home_.at(name), as_bytes(*pem), kSecretMode);
}

Try<void> HomeWriter::write_keys(const District& district) {
  for (const NamedKey& root : district.roots)
    if (Try<void> ok = write_sealed(root.key, {root.name, root.person, "root"}); !ok) return ok;
  for (const NamedKey& issuer : district.issuers) {
    // The controller signs the time, and what comes from upstream, unattended: nobody could type a passphrase there.
    const bool unattended = issuer.role == Role::time || issuer.role == Role::relay;
    const KeyLabel label{issuer.name, issuer.person, std::string(to_string(issuer.role))};
    Try<void> ok = unattended ? write_open(issuer.name + ".key", issuer.key) : write_sealed(issuer.key, label);
    if (!ok) return ok;
  }
  return {};
}

Try<CertificateAuthority> HomeWriter::write_authority(const std::string& name, std::string_view file) {
  Try<CertificateAuthority> authority = make_authority("Tongluo " + name, now_);
  if (!authority) return authority;
  if (Try<void> ok = write_sealed(authority->key, {name, name, "authority"}); !ok) return tl::unexpected(ok.error());
  if (Try<void> ok = write_bytes(home_.at(file), as_bytes(authority->certificate_pem)); !ok)
    return tl::unexpected(ok.error());
  return authority;
}

Try<void> HomeWriter::write_leaf(const CertificateAuthority& authority, const Subject& subject,
                                 std::string_view certificate_file, std::string_view key_file) {
  const auto key = sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256);
  if (!key) return give_up(ExitCode::key, sign::to_string(key.error()));
  const Try<std::string> certificate = issue_certificate(authority, subject, *key, now_);
  if (!certificate) return tl::unexpected(certificate.error());
  if (Try<void> ok = write_bytes(home_.at(certificate_file), as_bytes(*certificate)); !ok) return ok;
  return write_open(key_file, *key);
}

// It issues certificates to whoever brings a claim code, unattended, so its key lies open beside the time key. All that
// a terminal's certificate allows is to receive and to report; nothing sounds because of it.
Try<void> HomeWriter::write_enrolment_authority(const std::string& devices_pem) {
  const Try<CertificateAuthority> authority = make_authority("Tongluo enrolment", now_);
  if (!authority) return tl::unexpected(authority.error());
  if (Try<void> ok = write_open(files::kEnrolmentKey, authority->key); !ok) return ok;
  if (Try<void> ok = write_bytes(home_.at(files::kEnrolmentAuthority), as_bytes(authority->certificate_pem)); !ok)
    return ok;
  return write_bytes(home_.at(files::kDevicesAuthority), as_bytes(devices_pem + authority->certificate_pem));
}

Try<void> HomeWriter::write_certificates(const InitOptions& options) {
  const Try<CertificateAuthority> devices = write_authority("devices-ca", files::kDevicesAuthority);
  if (!devices) return tl::unexpected(devices.error());
  if (Try<void> ok = write_enrolment_authority(devices->certificate_pem); !ok) return ok;
  const Try<CertificateAuthority> controllers = write_authority("controller-ca", files::kControllerAuthority);
  if (!controllers) return tl::unexpected(controllers.error());
  const Try<CertificateAuthority> operators = write_authority("operators-ca", files::kOperatorsAuthority);
  if (!operators) return tl::unexpected(operators.error());
  const std::string server_name(kServerName);
  if (Try<void> ok = write_leaf(*controllers, {server_name, server_name, Purpose::controller},
                                files::kControllerCertificate, files::kControllerKey);
      !ok)
    return ok;
  return write_leaf(*operators, {options.person, "", Purpose::operator_}, files::kOperatorCertificate,
                    files::kOperatorKey);
}

Try<void> HomeWriter::write_configuration(const InitOptions& options) {
  const std::string text =
      "# Configuration of tongluod. Paths are relative to this file.\n" +
      std::string(options.training ? "environment = \"training\"\n" : "") +
      "data_dir = \"data\"\n\n"
      "[link]\naddress = \"" +
      options.link_address + "\"\nport = " + std::to_string(options.link_port) +
      "\ncertificate = \"controller.crt\"\nkey = \"controller.key\"\nauthority = \"devices-ca.crt\"\n\n"
      "[enrolment]\naddress = \"" +
      options.link_address + "\"\nport = " + std::to_string(options.link_port == 0 ? 0 : options.link_port + 1) +
      "\nauthority = \"enrol-ca.crt\"\nauthority_key = \"enrol-ca.key\"\n"
      "controller_authority = \"controller-ca.crt\"\n\n"
      "[api]\nunix_socket = \"api.sock\"\naddress = \"" +
      options.api_address + "\"\nport = " + std::to_string(options.api_port) +
      "\ncertificate = \"controller.crt\"\nkey = \"controller.key\"\n"
      "client_authority = \"operators-ca.crt\"\n\n"
      "[trust]\nroots = \"roots.bin\"\ntrust_list = \"trust-list.env\"\nplaces = \"places\"\n\n"
      "[time]\nkey = \"time.key\"\n\n"
      "[speech]\ncommand = []\n\n" +
      std::string(options.relay ? "[relay]\nkeys = [\"relay.key\"]\n\n" : "") + "[session]\nheartbeat_s = 120\n";
  return write_bytes(home_.at(files::kConfiguration), as_bytes(text));
}

Try<void> HomeWriter::run(const InitOptions& options, const District& district) {
  for (const std::string_view name : {"", "keys"})
    if (Try<void> ok = make_folder(home_.at(name), true); !ok) return ok;
  for (const std::string_view name : {"places", "terminals"})
    if (Try<void> ok = make_folder(home_.at(name), false); !ok) return ok;
  if (Try<void> ok = write_bytes(home_.at(files::kRoots), district.root_set); !ok) return ok;
  if (Try<void> ok = write_bytes(home_.at(files::kTrustList), wire::serialize(district.trust_list)); !ok) return ok;
  if (Try<void> ok = write_keys(district); !ok) return ok;
  if (Try<void> ok = write_certificates(options); !ok) return ok;
  return write_configuration(options);
}

Try<DistrictPlan> make_plan(const InitOptions& options) {
  const std::optional<AreaCode> county = AreaCode::parse(options.county);
  if (!county) return give_up(ExitCode::usage, "--county: \"" + options.county + "\" is no 12-digit area code");
  DistrictPlan plan{*county};
  plan.roots = options.roots;
  plan.root_quorum = options.quorum;
  plan.level_i_persons = options.quorum_level_i;
  plan.level_ii_persons = options.quorum_level_ii;
  plan.person = options.person;
  plan.second_person = options.second_person;
  plan.training = options.training;
  plan.relay = options.relay;
  plan.valid_days = options.valid_days;
  return plan;
}

void report(const Context& context, const InitOptions& options, const District& district) {
  const std::string deployment = to_string(district.deployment);
  const char* environment = options.training ? "training" : "production";
  if (context.options.json) {
    context.out << boost::json::serialize(boost::json::object{
                       {"home", options.folder}, {"deployment", deployment}, {"environment", environment}})
                << "\n";
    return;
  }
  context.out << "home        " << options.folder << "\n"
              << "deployment  " << deployment << "\n"
              << "environment " << environment << "\n"
              << "keys        " << options.folder << "/keys, sealed with your passphrase\n\n"
              << "Keep keys/root-*.key and keys/*-ca.key offline. Next:\n"
              << "  tongluo provision " << options.folder << " --csv terminals.csv\n"
              << "  tongluod --config " << options.folder << "/tongluod.toml\n";
}

}  // namespace

Try<void> run_init(const Context& context, const InitOptions& options) {
  const std::filesystem::path folder = options.folder;
  std::error_code error;
  if (std::filesystem::exists(std::filesystem::symlink_status(folder, error)))
    return give_up(ExitCode::failed, options.folder + ": exists already; a home is never overwritten");
  const Try<DistrictPlan> plan = make_plan(options);
  if (!plan) return tl::unexpected(plan.error());
  const Try<std::string> passphrase = read_passphrase(context.passphrase_file(), PassphraseUse::choose_new);
  if (!passphrase) return tl::unexpected(passphrase.error());
  const WallTime now = os::wall_now();
  const Try<District> district = make_district(*plan, now);
  if (!district) return tl::unexpected(district.error());

  std::filesystem::path unfinished = folder.lexically_normal();
  if (!unfinished.has_filename()) unfinished = unfinished.parent_path();
  const std::filesystem::path finished = unfinished;
  unfinished += ".unfinished";
  std::filesystem::remove_all(unfinished, error);
  DerivationCost cost;
  cost.memory_kib = options.key_memory_mib * 1024;
  Try<void> written = HomeWriter(unfinished, *passphrase, cost, now).run(options, *district);
  if (!written) return written;
  std::filesystem::rename(unfinished, finished, error);
  if (error) return give_up(ExitCode::failed, options.folder + ": " + error.message());
  report(context, options, *district);
  return {};
}

}  // namespace tongluo::ctl
