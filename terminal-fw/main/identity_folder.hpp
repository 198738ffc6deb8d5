#pragma once
// Who this terminal is, when it was not provisioned by hand: the folder `identity` in its data folder. The claim code
// and the key are readable by their owner only; the key never leaves. Blocking; before the device starts, and at a
// renewal.

#include <filesystem>
#include <optional>

#include "protocol/sign/claim_code.hpp"
#include "protocol/sign/keys.hpp"
#include "protocol/wire/enrolment.hpp"

namespace tongluo::firmware {

class IdentityFolder {
 public:
  explicit IdentityFolder(const std::filesystem::path& data_dir) : folder_(data_dir / "identity") {}

  std::filesystem::path certificate() const { return folder_ / "terminal.crt"; }
  std::filesystem::path key() const { return folder_ / "terminal.key"; }
  std::filesystem::path authority() const { return folder_ / "controller-ca.crt"; }
  std::filesystem::path roots() const { return folder_ / "roots.bin"; }

  // The terminal that the certificate names; nothing: not enrolled yet.
  std::optional<TerminalId> terminal() const;
  // Keeps a code for when the network comes. Errors: io.
  Result<void> keep_claim(const sign::ClaimCode& code) const;
  std::optional<sign::ClaimCode> claim() const;
  // The terminal's own key: made at the first call.
  Result<sign::PrivateKey> own_key() const;
  // For new hardware in an old place: what was enrolled before is forgotten, journal and clips stay.
  Result<void> forget() const;
  // The certificate last: with it the terminal is enrolled, and the code is gone. Errors: io; bad_input if it is not
  // for this key.
  Result<void> take(const wire::EnrolOffer& offer, const wire::EnrolReply& reply, const KeyId& key) const;
  // A renewed one.
  Result<void> take_certificate(const Bytes& der, const KeyId& key, const TerminalId& terminal) const;

 private:
  std::filesystem::path claim_file() const { return folder_ / "claim"; }
  Result<void> make_folder() const;
  std::filesystem::path folder_;
};

}  // namespace tongluo::firmware
