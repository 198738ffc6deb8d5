#include "tools/ctl/terminal_writer.hpp"

#include "protocol/base/limits.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/trust_objects.hpp"

namespace tongluo::ctl {
namespace {

std::string configuration(const TerminalId& id, const TerminalDefaults& defaults) {
  return "# Configuration of tongluo-terminal. Paths are relative to this file.\n"
         "terminal_id = \"" +
         id.text() +
         "\"\n"
         "data_dir = \"data\"\n"
         "roots = \"roots.bin\"\n"
         "trust_list = \"trust-list.env\"\n"
         "place = \"place.env\"\n\n"
         "[controller]\n"
         "endpoints = [\"" +
         defaults.endpoint +
         "\"]\n"
         "server_name = \"" +
         std::string(kServerName) +
         "\"\n"
         "certificate = \"terminal.crt\"\n"
         "key = \"terminal.key\"\n"
         "authority = \"controller-ca.crt\"\n\n"
         "[import]\n"
         "folder = \"usb\"\n\n"
         "[audio]\n"
         "sink = \"" +
         defaults.sink + "\"\n";
}

}  // namespace

TerminalWriter::TerminalWriter(Home home, TerminalDefaults defaults, CertificateAuthority devices,
                               sign::PrivateKey maintain, Digest deployment)
    : home_(std::move(home)),
      defaults_(std::move(defaults)),
      devices_(std::move(devices)),
      maintain_(std::move(maintain)),
      deployment_(deployment) {}

Try<TerminalWriter> TerminalWriter::open(const Home& home, const std::string& passphrase, TerminalDefaults defaults) {
  const Try<Digest> deployment = read_deployment(home);
  if (!deployment) return tl::unexpected(deployment.error());
  const Try<std::string> certificate = read_text(home.at(files::kDevicesAuthority));
  if (!certificate) return tl::unexpected(certificate.error());
  Try<OpenedKey> devices = read_key(home.key("devices-ca"), passphrase);
  if (!devices) return tl::unexpected(devices.error());
  Try<OpenedKey> maintain = read_key(home.key("maintain"), passphrase);
  if (!maintain) return tl::unexpected(maintain.error());
  return TerminalWriter(home, std::move(defaults), {*certificate, std::move(devices->key)}, std::move(maintain->key),
                        *deployment);
}

Try<Envelope> TerminalWriter::sign_place(const SurveyedTerminal& terminal, const sign::Signer& maintain,
                                         const Digest& deployment, WallTime now) {
  const wire::PlaceRecord place{limits::kReaderVersion, terminal.id,  1, now, terminal.area, terminal.position,
                                terminal.resource_code, terminal.name};
  Envelope envelope{PayloadType::place_record, wire::serialize(place), {}};
  const auto added = sign::add_signature(envelope, deployment, maintain);
  if (!added) return give_up(ExitCode::key, "cannot sign a place record: " + sign::to_string(added.error()));
  return envelope;
}

Try<void> TerminalWriter::write_identity(const std::filesystem::path& folder, const SurveyedTerminal& terminal,
                                         WallTime now) const {
  const auto key = sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256);
  if (!key) return give_up(ExitCode::key, sign::to_string(key.error()));
  const Result<std::string, sign::KeyFault> pem = key->to_pem();
  if (!pem) return give_up(ExitCode::key, sign::to_string(pem.error()));
  const Try<std::string> certificate =
      issue_certificate(devices_, {terminal.id.text(), "", Purpose::terminal}, *key, now);
  if (!certificate) return tl::unexpected(certificate.error());
  if (Try<void> ok = write_bytes(folder / "terminal.key", as_bytes(*pem), kSecretMode); !ok) return ok;
  return write_bytes(folder / "terminal.crt", as_bytes(*certificate));
}

Try<void> TerminalWriter::write_common_files(const std::filesystem::path& folder, const TerminalId& id) const {
  for (const std::string_view name : {files::kRoots, files::kTrustList, files::kControllerAuthority}) {
    const Try<Bytes> content = read_bytes(home_.at(name));
    if (!content) return tl::unexpected(content.error());
    if (Try<void> ok = write_bytes(folder / name, *content); !ok) return ok;
  }
  return write_bytes(folder / "terminal.toml", as_bytes(configuration(id, defaults_)));
}

Try<Envelope> TerminalWriter::write(const SurveyedTerminal& terminal, WallTime now) const {
  std::filesystem::path unfinished = home_.terminal(terminal.id);
  unfinished += ".unfinished";
  std::error_code error;
  std::filesystem::remove_all(unfinished, error);
  if (Try<void> ok = make_folder(unfinished, true); !ok) return tl::unexpected(ok.error());
  if (Try<void> ok = write_identity(unfinished, terminal, now); !ok) return tl::unexpected(ok.error());
  if (Try<void> ok = write_common_files(unfinished, terminal.id); !ok) return tl::unexpected(ok.error());
  Try<Envelope> place = sign_place(terminal, maintain_, deployment_, now);
  if (!place) return place;
  const Bytes place_bytes = wire::serialize(*place);
  if (Try<void> ok = write_bytes(unfinished / "place.env", place_bytes); !ok) return tl::unexpected(ok.error());
  if (Try<void> ok = write_bytes(home_.place(terminal.id), place_bytes); !ok) return tl::unexpected(ok.error());
  std::filesystem::rename(unfinished, home_.terminal(terminal.id), error);
  if (error) return give_up(ExitCode::failed, home_.terminal(terminal.id).string() + ": " + error.message());
  return place;
}

}  // namespace tongluo::ctl
