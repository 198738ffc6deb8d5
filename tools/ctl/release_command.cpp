// Making and signing a release: nothing here talks to a controller.

#include "tools/ctl/release_command.hpp"

#include <algorithm>
#include <charconv>

#include "protocol/base/limits.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/trust/release.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tools/ctl/ceremony.hpp"
#include "tools/ctl/shown.hpp"
#include "tools/ctl/signing.hpp"

namespace tongluo::ctl {
namespace {

std::optional<wire::ReleaseRing> ring_from(const std::string& text, WallTime now) {
  const std::size_t at = text.find('@');
  if (at == std::string::npos) return std::nullopt;
  wire::ReleaseRing ring;
  std::uint32_t hours = 0;
  const auto read = [](std::string_view digits, std::uint32_t& value) {
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return parsed.ec == std::errc() && parsed.ptr == digits.data() + digits.size();
  };
  if (!read(std::string_view(text).substr(0, at), ring.share_permille)) return std::nullopt;
  if (!read(std::string_view(text).substr(at + 1), hours)) return std::nullopt;
  ring.not_before = now + std::chrono::hours(hours);
  return ring;
}

Try<std::vector<wire::ReleaseRing>> rings_of(const ReleasePrepareOptions& options, WallTime now) {
  std::vector<wire::ReleaseRing> rings;
  if (!options.canaries.empty()) {
    wire::ReleaseRing first{now, 0, {}};
    for (const std::string& text : options.canaries) {
      const auto terminal = TerminalId::parse(text);
      if (!terminal) return give_up(ExitCode::usage, "not a terminal id: " + text);
      first.terminals.push_back(*terminal);
    }
    rings.push_back(std::move(first));
  }
  for (const std::string& text : options.rings) {
    const auto ring = ring_from(text, now);
    if (!ring) return give_up(ExitCode::usage, "--ring is PERMILLE@HOURS, not " + text);
    rings.push_back(*ring);
  }
  if (options.rings.empty()) rings.push_back({now, wire::kWholeShare, {}});
  return rings;
}

void add_blocks(wire::ReleaseManifest& manifest, ByteView image) {
  manifest.image_bytes = image.size();
  manifest.image = sign::digest_of(image);
  for (; !image.empty(); image = image.subspan(std::min(image.size(), limits::kImageBlockBytes)))
    manifest.blocks.push_back(sign::digest_of(image.first(std::min(image.size(), limits::kImageBlockBytes))));
}

void print_manifest(const Context& context, const wire::ReleaseManifest& manifest) {
  std::string boards;
  for (const std::string& board : manifest.hardware) boards += " " + shown(board);
  context.err << "release " << manifest.version << " \"" << shown(manifest.name) << "\", nothing below "
              << manifest.version_floor << " afterwards\n  for:" << boards << "\n  image: " << manifest.image_bytes
              << " octets, SHA-256 " << to_string(manifest.image) << "\n  until: " << utc_text(manifest.expires_at)
              << "\n";
  for (const wire::ReleaseRing& ring : manifest.rings)
    context.err << "  ring: from " << utc_text(ring.not_before) << ", " << ring.share_permille << " permille of all, "
                << ring.terminals.size() << " named\n";
}

}  // namespace

Try<void> run_release_prepare(const Context& context, const ReleasePrepareOptions& options) {
  const auto image = os::read_file(options.image, limits::kMaxImageBytes);
  if (!image) return give_up(ExitCode::failed, image.error());
  // Whole seconds, and not ahead of any terminal's clock.
  const WallTime now = os::wall_now();
  auto rings = rings_of(options, now);
  if (!rings) return tl::unexpected(rings.error());
  wire::ReleaseManifest manifest;
  manifest.version = options.version;
  manifest.name = options.name;
  manifest.version_floor = options.floor;
  manifest.issued_at = now;
  manifest.expires_at = now + std::chrono::hours(24 * options.valid_days);
  manifest.hardware = options.hardware;
  manifest.rings = std::move(*rings);
  add_blocks(manifest, *image);
  const Bytes payload = wire::serialize(manifest);
  if (const auto again = wire::parse_release_manifest(payload); !again)
    return give_up(ExitCode::usage, "not a possible release: " + to_string(again.error()));
  print_manifest(context, manifest);
  const Envelope envelope{PayloadType::release_manifest, payload, {}};
  if (const auto written = os::write_file(options.out, wire::serialize(envelope)); !written)
    return give_up(ExitCode::failed, written.error());
  context.out << to_string(sign::identity(envelope)) << "\n";
  context.err << "Next, by two persons:  tongluo release sign " << options.out << "\n";
  return {};
}

Try<void> run_release_sign(const Context& context, const ReleaseSignOptions& options, std::istream& in) {
  const WallTime now = os::wall_now();
  const Try<TrustHome> trust = open_trust_home(context, now);
  if (!trust) return tl::unexpected(trust.error());
  const auto bytes = os::read_file(options.file, limits::kMaxFrameBytes);
  if (!bytes) return give_up(ExitCode::failed, bytes.error());
  auto envelope = wire::parse_envelope(*bytes);
  if (!envelope || envelope->type != PayloadType::release_manifest)
    return give_up(ExitCode::failed, options.file + ": not a release");
  const auto manifest = wire::parse_release_manifest(envelope->payload);
  if (!manifest) return give_up(ExitCode::failed, options.file + ": " + to_string(manifest.error()));
  context.err << "This will be signed:\n";
  print_manifest(context, *manifest);
  const std::string number = std::to_string(manifest->version);
  if (!options.yes && !confirmed_by_typing(context, in, "Type the release's number to sign: ", number))
    return give_up(ExitCode::failed, "not confirmed; nothing was signed");
  const Try<std::unique_ptr<sign::Signer>> signer = open_signer(context, options.signer, "release");
  if (!signer) return tl::unexpected(signer.error());
  const auto added = sign::add_signature(*envelope, trust->roots.deployment(), **signer);
  if (!added) return give_up(ExitCode::key, "cannot sign: " + sign::to_string(added.error()));
  const trust::Authority authority{trust->roots, &trust->list};
  const auto admitted = trust::verify_release(authority, *envelope, now);
  if (!admitted && admitted.error() != Refusal::quorum_not_met)
    return give_up(ExitCode::verification, "nobody would take it: " + std::string(to_string(admitted.error())));
  if (const auto written = os::write_file(options.file, wire::serialize(*envelope)); !written)
    return give_up(ExitCode::failed, written.error());
  context.out << (admitted ? "complete\n" : "a second person is missing\n");
  return {};
}

}  // namespace tongluo::ctl
