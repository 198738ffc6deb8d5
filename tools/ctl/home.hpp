#pragma once
// The folder that `tongluo init` makes: who and what this deployment is. One place knows the names of its files.

#include <filesystem>
#include <string>

#include "protocol/base/digest.hpp"
#include "protocol/base/envelope.hpp"
#include "protocol/base/identifiers.hpp"
#include "tools/ctl/failure.hpp"
#include "tools/ctl/key_file.hpp"

namespace tongluo::ctl {

constexpr std::size_t kMaxSmallFileBytes = 1024 * 1024;
constexpr unsigned kPublicMode = 0644;
constexpr unsigned kSecretMode = 0600;

struct Home {
  std::filesystem::path folder;

  std::filesystem::path at(std::string_view name) const { return folder / name; }
  std::filesystem::path key(std::string_view name) const { return folder / "keys" / (std::string(name) + ".key"); }
  std::filesystem::path terminal(const TerminalId& id) const { return folder / "terminals" / id.text(); }
  std::filesystem::path place(const TerminalId& id) const { return folder / "places" / (id.text() + ".env"); }
};

namespace files {
constexpr std::string_view kConfiguration = "tongluod.toml";
constexpr std::string_view kRoots = "roots.bin";
constexpr std::string_view kTrustList = "trust-list.env";
constexpr std::string_view kFreshness = "freshness.env";
constexpr std::string_view kDevicesAuthority = "devices-ca.crt";
constexpr std::string_view kEnrolmentAuthority = "enrol-ca.crt";
constexpr std::string_view kEnrolmentKey = "enrol-ca.key";
constexpr std::string_view kControllerAuthority = "controller-ca.crt";
constexpr std::string_view kOperatorsAuthority = "operators-ca.crt";
constexpr std::string_view kControllerCertificate = "controller.crt";
constexpr std::string_view kControllerKey = "controller.key";
constexpr std::string_view kOperatorCertificate = "operator.crt";
constexpr std::string_view kOperatorKey = "operator.key";
constexpr std::string_view kTimeKey = "time.key";
constexpr std::string_view kApiSocket = "api.sock";
}  // namespace files

constexpr std::string_view kServerName = "controller.tongluo";

// Files as commands see them: failures name the path.
Try<std::string> read_text(const std::filesystem::path& path);
Try<Bytes> read_bytes(const std::filesystem::path& path, std::size_t limit_bytes = kMaxSmallFileBytes);
Try<void> write_bytes(const std::filesystem::path& path, ByteView content, unsigned mode = kPublicMode);
Try<void> make_folder(const std::filesystem::path& path, bool secret);
Try<Envelope> read_envelope(const std::filesystem::path& path);
Try<OpenedKey> read_key(const std::filesystem::path& path, const std::string& passphrase);
// The deployment id: the digest of roots.bin, checked to be a usable root set.
Try<Digest> read_deployment(const Home& home);

}  // namespace tongluo::ctl
