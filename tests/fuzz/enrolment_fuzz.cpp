// What strangers send before anybody knows them: the request of the enrolment listener with the certificate request in
// it, a certificate request alone, and a claim code as typed. Whatever parses is what it says and is written back the
// same.

#include "protocol/base/enrolment_limits.hpp"
#include "protocol/sign/certificate_request.hpp"
#include "protocol/sign/claim_code.hpp"
#include "protocol/wire/enrolment.hpp"
#include "tests/fuzz/fuzz_assert.hpp"

namespace {

using namespace tongluo;

void read_certificate_request(ByteView der) {
  const auto request = sign::parse_certificate_request(der);
  if (!request) return;
  TL_ASSERT(der.size() <= sign::kMaxCertificateRequestBytes);
  TL_ASSERT(sign::is_hardware_serial(request->common_name));
  TL_ASSERT(request->key.algorithm() == Algorithm::ecdsa_p256_sha256);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes = fuzz::view(data, size);
  read_certificate_request(bytes);
  if (const auto request = wire::parse_enrol_request(bytes)) {
    TL_ASSERT(request->secret.size() <= limits::kMaxClaimSecretBytes);
    TL_ASSERT(wire::parse_enrol_request(wire::serialize(*request)) == *request);
    read_certificate_request(request->certificate_request);
  }
  if (const auto reply = wire::parse_enrol_reply(bytes))
    TL_ASSERT((reply->state == wire::EnrolState::issued) == reply->terminal.has_value());
  if (const auto code = sign::ClaimCode::parse(as_text(bytes))) {
    const auto again = sign::ClaimCode::parse(code->text());
    TL_ASSERT(again && again->secret() == code->secret());
  }
  return 0;
}
