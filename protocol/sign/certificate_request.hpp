#pragma once
// A PKCS#10 certificate request (RFC 2986): a terminal's own P-256 key and the serial number of its hardware, signed
// with that key. Whoever parses it knows that the sender holds the key; nothing else in it is believed. Pure; any
// thread.

#include <string>

#include "protocol/sign/keys.hpp"

namespace tongluo::sign {

constexpr std::size_t kMaxCertificateRequestBytes = 2 * 1024;
constexpr std::size_t kMaxHardwareSerialBytes = 64;

struct CertificateRequest {
  std::string common_name;  // 1 to kMaxHardwareSerialBytes of A–Z, a–z, 0–9, '.', '_', ':' and '-'
  PublicKey key;            // P-256
};

// Faults: malformed (also: too long, trailing bytes, an empty or odd name, a signature that does not fit), wrong_kind
// (not P-256), point_invalid.
Result<CertificateRequest, KeyFault> parse_certificate_request(ByteView der);
Result<Bytes, KeyFault> make_certificate_request(const PrivateKey& key, const std::string& common_name);
bool is_hardware_serial(std::string_view text);

}  // namespace tongluo::sign
