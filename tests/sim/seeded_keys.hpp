#pragma once
// Keys that are the same in every run: real Ed25519 keys made of a number, and a certificate for one. Ed25519 signs
// deterministically, so that equal seeds give equal bytes.

#include "protocol/sign/keys.hpp"

namespace tongluo::sim {

sign::PrivateKey seeded_key(std::uint64_t number);
// A certificate in DER, signed with the key itself: who looks only at its key and its end, as the controller's core.
Bytes seeded_certificate(std::uint64_t number, const std::string& common_name);

}  // namespace tongluo::sim
