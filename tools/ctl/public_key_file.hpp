#pragma once
// A public key as people hand it over: SubjectPublicKeyInfo in PEM or DER, or a Tongluo key file, whose public half is
// readable without the passphrase. Pure but for reading the file.

#include <filesystem>

#include "protocol/sign/keys.hpp"
#include "tools/ctl/failure.hpp"

namespace tongluo::ctl {

// One of the three algorithms, whole, on its curve. Errors: ExitCode::key.
Try<sign::PublicKey> parse_public_key(ByteView content);
Try<sign::PublicKey> read_public_key(const std::filesystem::path& path);
std::string to_pem(const sign::PublicKey& key);

}  // namespace tongluo::ctl
