#include "tools/ctl/home.hpp"

#include "protocol/os/files.hpp"
#include "protocol/trust/roots.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::ctl {

Try<Bytes> read_bytes(const std::filesystem::path& path, std::size_t limit_bytes) {
  Result<Bytes> content = os::read_file(path, limit_bytes);
  if (!content) return give_up(ExitCode::failed, content.error());
  return std::move(*content);
}

Try<std::string> read_text(const std::filesystem::path& path) {
  return read_bytes(path).map([](const Bytes& content) { return std::string(as_text(content)); });
}

Try<void> write_bytes(const std::filesystem::path& path, ByteView content, unsigned mode) {
  const Result<void> written = os::write_file(path, content, mode);
  if (!written) return give_up(ExitCode::failed, written.error());
  return {};
}

Try<void> make_folder(const std::filesystem::path& path, bool secret) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error && secret)
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, std::filesystem::perm_options::replace,
                                 error);
  if (error) return give_up(ExitCode::failed, path.string() + ": " + error.message());
  return {};
}

Try<Envelope> read_envelope(const std::filesystem::path& path) {
  const Try<Bytes> bytes = read_bytes(path);
  if (!bytes) return tl::unexpected(bytes.error());
  wire::WireResult<Envelope> envelope = wire::parse_envelope(*bytes);
  if (!envelope) return give_up(ExitCode::failed, path.string() + ": no envelope: " + to_string(envelope.error()));
  return std::move(*envelope);
}

Try<OpenedKey> read_key(const std::filesystem::path& path, const std::string& passphrase) {
  const Result<Bytes> content = os::read_file(path, kMaxKeyFileBytes);
  if (!content) return give_up(ExitCode::key, content.error());
  Try<OpenedKey> key = open_key(as_text(*content), passphrase);
  if (!key) return give_up(ExitCode::key, path.string() + ": " + key.error().message);
  return key;
}

Try<Digest> read_deployment(const Home& home) {
  const Try<Bytes> bytes = read_bytes(home.at(files::kRoots));
  if (!bytes) return tl::unexpected(bytes.error());
  const Result<trust::PinnedRoots, Refusal> roots = trust::PinnedRoots::parse(*bytes);
  if (!roots) return give_up(ExitCode::failed, home.at(files::kRoots).string() + ": no usable root set");
  return roots->deployment();
}

}  // namespace tongluo::ctl
