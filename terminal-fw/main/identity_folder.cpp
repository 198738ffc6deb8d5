#include "terminal-fw/main/identity_folder.hpp"

#include "protocol/os/files.hpp"
#include "protocol/sign/certificate_issuer.hpp"
#include "protocol/trust/roots.hpp"

namespace tongluo::firmware {
namespace {

constexpr std::size_t kMaxIdentityFileBytes = 64 * 1024;
constexpr unsigned kOwnerOnly = 0600;

Result<void> fits(const Bytes& der, const KeyId& key, const TerminalId& terminal) {
  const auto certified = sign::PublicKey::from_certificate(der);
  if (!certified || certified->id() != key || sign::certificate_name(der) != terminal.text())
    return fail(ErrorKind::bad_input, "the certificate is not this terminal's");
  return {};
}

}  // namespace

Result<void> IdentityFolder::make_folder() const {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (!error) std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, error);
  if (error) return fail(ErrorKind::io, folder_.string() + ": " + error.message());
  return {};
}

std::optional<TerminalId> IdentityFolder::terminal() const {
  const auto pem = os::read_file(certificate(), kMaxIdentityFileBytes);
  if (!pem) return std::nullopt;
  return TerminalId::parse(sign::certificate_name(sign::certificate_from_pem(as_text(*pem))));
}

Result<void> IdentityFolder::keep_claim(const sign::ClaimCode& code) const {
  if (auto made = make_folder(); !made) return made;
  return os::write_file(claim_file(), as_bytes(code.text() + "\n"), kOwnerOnly);
}

std::optional<sign::ClaimCode> IdentityFolder::claim() const {
  const auto text = os::read_file(claim_file(), kMaxIdentityFileBytes);
  if (!text) return std::nullopt;
  std::string_view line = as_text(*text);
  return sign::ClaimCode::parse(line.substr(0, line.find('\n')));
}

Result<sign::PrivateKey> IdentityFolder::own_key() const {
  if (const auto pem = os::read_file(key(), kMaxIdentityFileBytes)) {
    auto held = sign::PrivateKey::parse_pem(as_text(*pem));
    if (held) return std::move(*held);  // a damaged one is made anew: nothing is certified for it yet
  }
  if (auto made = make_folder(); !made) return tl::unexpected(made.error());
  auto made = sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256);
  const auto pem = made ? made->to_pem() : fail(made.error());
  if (!pem) return fail(ErrorKind::unavailable, "no key can be made: " + sign::to_string(pem.error()));
  if (auto written = os::write_file(key(), as_bytes(*pem), kOwnerOnly); !written)
    return tl::unexpected(written.error());
  return std::move(*made);
}

Result<void> IdentityFolder::forget() const {
  for (const auto& file : {certificate(), key(), authority(), roots()}) {
    std::error_code error;
    std::filesystem::remove(file, error);
    if (error) return fail(ErrorKind::io, file.string() + ": " + error.message());
  }
  return {};
}

Result<void> IdentityFolder::take(const wire::EnrolOffer& offer, const wire::EnrolReply& reply,
                                  const KeyId& key) const {
  if (!trust::PinnedRoots::parse(offer.root_set)) return fail(ErrorKind::bad_input, "the roots are unusable");
  if (auto written = os::write_file(roots(), offer.root_set); !written) return written;
  const std::string pem = sign::certificate_to_pem(offer.authority);
  if (auto written = os::write_file(authority(), as_bytes(pem)); !written) return written;
  if (auto taken = take_certificate(reply.certificate, key, *reply.terminal); !taken) return taken;
  std::error_code ignored;  // a code that stays is harmless: it is used up
  std::filesystem::remove(claim_file(), ignored);
  return {};
}

Result<void> IdentityFolder::take_certificate(const Bytes& der, const KeyId& key, const TerminalId& terminal) const {
  if (auto good = fits(der, key, terminal); !good) return good;
  return os::write_file(certificate(), as_bytes(sign::certificate_to_pem(der)));
}

}  // namespace tongluo::firmware
