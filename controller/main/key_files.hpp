#pragma once
// Key material from files. Whatever is missing or unusable is a StartError with exit code 4 that names the file.

#include <filesystem>

#include "controller/main/config.hpp"
#include "protocol/sign/keys.hpp"
#include "protocol/transport/tls_identity.hpp"
#include "protocol/trust/roots.hpp"

namespace tongluo::daemon {

std::string load_pem_file(const std::filesystem::path& file);
transport::TlsIdentity load_identity(const TlsFiles& files);
trust::PinnedRoots load_roots(const std::filesystem::path& file);
// `what` names the key for the reader of an error: "time key".
sign::PrivateKey load_unattended_key(const std::filesystem::path& file, const std::string& what);

}  // namespace tongluo::daemon
