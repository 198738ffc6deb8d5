#pragma once
// XML signatures of received messages. One enveloped signature, over the whole document, by a certificate that the
// configuration pins; keys and certificates inside the message are never looked at. Any thread. Limits: kMaxPins,
// kMaxPinBytes, kMinRsaBits, kMinEllipticBits and those of the reader.

#include <memory>
#include <vector>

#include "controller/cap/rejection.hpp"
#include "protocol/base/bytes.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::cap {

struct PinFile {
  std::string name;  // what mapping rules call it; the file's name without its ending
  Bytes pem;         // one X.509 certificate
};

class PinnedCertificates {
 public:
  PinnedCertificates();  // none: no signature is ever good
  // Errors: bad_input (no certificate, a key that is too short or of no known kind, a name twice), limit.
  static Result<PinnedCertificates> load(const std::vector<PinFile>& files);
  std::size_t size() const;

  struct Pins;
  const Pins& pins() const { return *pins_; }

 private:
  std::shared_ptr<const Pins> pins_;
};

struct VerifiedSignature {
  std::string certificate;  // the pin's name
};

// Codes: the reader's up to xml.malformed, then sig.missing, sig.many, sig.misplaced, sig.malformed, sig.sha1,
// sig.algorithm, sig.partial, sig.transform, sig.broken, sig.unpinned, sig.pin_expired.
Result<VerifiedSignature, Rejection> verify_signature(ByteView bytes, const PinnedCertificates& pinned, WallTime now);

}  // namespace tongluo::cap
