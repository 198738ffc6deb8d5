#include "tools/ctl/certificate_command.hpp"

#include <boost/json.hpp>

#include "protocol/os/clock.hpp"
#include "tools/ctl/certificates.hpp"
#include "tools/ctl/passphrase.hpp"

namespace tongluo::ctl {
namespace {

namespace fs = std::filesystem;

constexpr const char* kNext = ".next";
constexpr const char* kPrevious = ".previous";

struct Issue {
  std::string_view authority;  // the name of its sealed key
  std::string_view authority_file;
  Subject subject;
  std::string_view certificate;
  std::string_view key;
};

Try<Issue> issue_of(const CertificateOptions& options) {
  const std::string server_name(kServerName);
  if (options.whose == "controller")
    return Issue{"controller-ca",
                 files::kControllerAuthority,
                 {server_name, server_name, Purpose::controller},
                 files::kControllerCertificate,
                 files::kControllerKey};
  if (options.person.empty()) return give_up(ExitCode::usage, "--person: whose certificate is it?");
  return Issue{"operators-ca",
               files::kOperatorsAuthority,
               {options.person, "", Purpose::operator_},
               files::kOperatorCertificate,
               files::kOperatorKey};
}

Try<CertificateAuthority> open_authority(const Context& context, const Home& home, const Issue& issue) {
  const Try<std::string> certificate = read_text(home.at(issue.authority_file));
  if (!certificate) return tl::unexpected(certificate.error());
  const Try<std::string> passphrase = read_passphrase(context.passphrase_file(), PassphraseUse::open_existing);
  if (!passphrase) return tl::unexpected(passphrase.error());
  Try<OpenedKey> key = read_key(home.key(issue.authority), *passphrase);
  if (!key) return tl::unexpected(key.error());
  return CertificateAuthority{*certificate, std::move(key->key)};
}

Try<void> put_in_place(const fs::path& file) {
  const std::string next = file.string() + kNext;
  std::error_code error;
  if (fs::exists(file)) fs::rename(file, file.string() + kPrevious, error);
  if (!error) fs::rename(next, file, error);
  if (error) return give_up(ExitCode::failed, file.string() + ": " + error.message());
  return {};
}

// Both are whole on the disk before the first of them takes its place.
Try<void> write_pair(const fs::path& folder, const Issue& issue, const std::string& certificate,
                     const std::string& key) {
  const fs::path certificate_file = folder / issue.certificate, key_file = folder / issue.key;
  if (Try<void> ok = write_bytes(key_file.string() + kNext, as_bytes(key), kSecretMode); !ok) return ok;
  if (Try<void> ok = write_bytes(certificate_file.string() + kNext, as_bytes(certificate)); !ok) return ok;
  if (Try<void> ok = put_in_place(key_file); !ok) return ok;
  return put_in_place(certificate_file);
}

void report(const Context& context, const fs::path& folder, const Issue& issue) {
  const std::string certificate = (folder / issue.certificate).string(), key = (folder / issue.key).string();
  if (context.options.json) {
    context.out << boost::json::serialize(boost::json::object{{"certificate", certificate}, {"key", key}}) << "\n";
    return;
  }
  context.out << "certificate " << certificate << ", for " << issue.subject.common_name << ", five years\n"
              << "key         " << key << "\n";
  if (issue.subject.purpose == Purpose::controller) context.out << "tongluod reads them when it starts: restart it\n";
}

}  // namespace

Try<void> run_certificate(const Context& context, const CertificateOptions& options) {
  const Try<Issue> issue = issue_of(options);
  if (!issue) return tl::unexpected(issue.error());
  const Try<Home> home = context.home();
  if (!home) return tl::unexpected(home.error());
  const fs::path folder = options.folder.empty() ? home->folder : fs::path(options.folder);
  if (!fs::exists(folder))
    if (Try<void> ok = make_folder(folder, true); !ok) return ok;
  const Try<CertificateAuthority> authority = open_authority(context, *home, *issue);
  if (!authority) return tl::unexpected(authority.error());
  const auto key = sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256);
  if (!key) return give_up(ExitCode::key, sign::to_string(key.error()));
  const Result<std::string, sign::KeyFault> pem = key->to_pem();
  if (!pem) return give_up(ExitCode::key, sign::to_string(pem.error()));
  const Try<std::string> certificate = issue_certificate(*authority, issue->subject, *key, os::wall_now());
  if (!certificate) return tl::unexpected(certificate.error());
  if (Try<void> ok = write_pair(folder, *issue, *certificate, *pem); !ok) return ok;
  report(context, folder, *issue);
  return {};
}

}  // namespace tongluo::ctl
