#include "tools/fleet/terminal_files.hpp"

#include "protocol/os/files.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/trust_objects.hpp"

namespace tongluo::fleet {
namespace {

constexpr std::size_t kMaxSmallFileBytes = 1024 * 1024;

Result<std::string> read_text(const std::filesystem::path& path) {
  return os::read_file(path, kMaxSmallFileBytes).map([](const Bytes& bytes) { return std::string(as_text(bytes)); });
}

Result<Envelope> read_envelope(const std::filesystem::path& path) {
  const Result<Bytes> bytes = os::read_file(path, kMaxSmallFileBytes);
  if (!bytes) return tl::unexpected(bytes.error());
  const auto envelope = wire::parse_envelope(*bytes);
  if (!envelope) return fail(ErrorKind::bad_input, path.string() + ": " + to_string(envelope.error()));
  return *envelope;
}

}  // namespace

Result<TerminalFiles> read_terminal(const std::filesystem::path& folder) {
  const auto id = TerminalId::parse(folder.filename().string());
  if (!id) return fail(ErrorKind::bad_input, folder.string() + ": not named by a terminal id");
  const auto certificate = read_text(folder / "terminal.crt");
  const auto key = read_text(folder / "terminal.key");
  const auto authority = read_text(folder / "controller-ca.crt");
  const auto trust_list = read_envelope(folder / "trust-list.env");
  const auto place = read_envelope(folder / "place.env");
  for (const auto* text : {&certificate, &key, &authority})
    if (!*text) return tl::unexpected(text->error());
  for (const auto* envelope : {&trust_list, &place})
    if (!*envelope) return tl::unexpected(envelope->error());
  const auto record = wire::parse_place_record(place->payload);
  if (!record) return fail(ErrorKind::bad_input, folder.string() + ": place.env: " + to_string(record.error()));
  return TerminalFiles{*id, {*certificate, *key, *authority}, *trust_list, *place, record->area};
}

}  // namespace tongluo::fleet
