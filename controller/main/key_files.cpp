#include "controller/main/key_files.hpp"

#include "controller/main/start_error.hpp"
#include "protocol/os/files.hpp"

namespace tongluo::daemon {
namespace {

constexpr std::size_t kMaxKeyFileBytes = 256 * 1024;

Bytes load(const std::filesystem::path& file) {
  auto content = os::read_file(file, kMaxKeyFileBytes);
  if (!content) throw StartError(ExitCode::key_material, content.error().detail);
  return std::move(*content);
}

std::string load_pem(const std::filesystem::path& file) {
  std::string pem(as_text(load(file)));
  if (pem.find("-----BEGIN ") == std::string::npos)
    throw StartError(ExitCode::key_material, file.string() + ": not a PEM file");
  return pem;
}

}  // namespace

std::string load_pem_file(const std::filesystem::path& file) { return load_pem(file); }

transport::TlsIdentity load_identity(const TlsFiles& files) {
  return {load_pem(files.certificate), load_pem(files.key), load_pem(files.authority)};
}

trust::PinnedRoots load_roots(const std::filesystem::path& file) {
  auto roots = trust::PinnedRoots::parse(load(file));
  if (!roots)
    throw StartError(ExitCode::key_material,
                     file.string() + ": not a root set (" + std::string(to_string(roots.error())) + ")");
  return std::move(*roots);
}

sign::PrivateKey load_unattended_key(const std::filesystem::path& file, const std::string& what) {
  auto key = sign::PrivateKey::parse_pem(load_pem(file));
  if (!key)
    throw StartError(ExitCode::key_material,
                     file.string() + ": not a " + what + " (" + sign::to_string(key.error()) + ")");
  return std::move(*key);
}

}  // namespace tongluo::daemon
