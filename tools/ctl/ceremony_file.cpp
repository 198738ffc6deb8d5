// The file that travels between root keepers.

#include <boost/json.hpp>

#include "protocol/wire/envelope_codec.hpp"
#include "tools/ctl/ceremony.hpp"
#include "tools/ctl/json_fields.hpp"

namespace tongluo::ctl {
namespace {

constexpr std::string_view kFormat = "tongluo-ceremony-1";

}  // namespace

Try<Ceremony> read_ceremony(const std::filesystem::path& path) {
  const Try<Bytes> bytes = read_bytes(path, kMaxCeremonyFileBytes);
  if (!bytes) return tl::unexpected(bytes.error());
  const std::optional<boost::json::value> parsed = parse_json(as_text(*bytes));
  const boost::json::object file = parsed ? as_object(*parsed) : boost::json::object();
  const std::optional<Bytes> octets = from_base64(text_at(file, "envelope"));
  if (text_at(file, "format") != kFormat || !octets)
    return give_up(ExitCode::failed, path.string() + ": not a file of a ceremony (" + std::string(kFormat) + ")");
  wire::WireResult<Envelope> envelope = wire::parse_envelope(*octets);
  if (!envelope) return give_up(ExitCode::failed, path.string() + ": damaged: " + to_string(envelope.error()));
  Ceremony ceremony{std::move(*envelope), {}};
  for (const boost::json::value& line : array_at(file, "changes"))
    if (const boost::json::string* text = line.if_string()) ceremony.changes.emplace_back(*text);
  return ceremony;
}

Try<void> write_ceremony(const std::filesystem::path& path, const Ceremony& ceremony) {
  // Written by hand so that the changes stand one below the other.
  std::string text = "{\n  \"format\": \"" + std::string(kFormat) + "\",\n  \"changes\": [\n";
  for (std::size_t i = 0; i < ceremony.changes.size(); ++i)
    text += "    " + boost::json::serialize(boost::json::value(ceremony.changes[i])) +
            (i + 1 < ceremony.changes.size() ? ",\n" : "\n");
  text += "  ],\n  \"signatures\": " + std::to_string(ceremony.envelope.signatures.size()) + ",\n  \"envelope\": \"" +
          to_base64(wire::serialize(ceremony.envelope)) + "\"\n}\n";
  return write_bytes(path, as_bytes(text));
}

}  // namespace tongluo::ctl
