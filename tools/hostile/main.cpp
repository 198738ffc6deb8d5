// tongluo-hostile: shows that terminals obey signatures, not controllers. It plays a controller that was taken over.

#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <iostream>

#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"
#include "protocol/os/random.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tools/hostile/rogue_controller.hpp"

namespace tongluo::hostile {
namespace {

constexpr std::size_t kMaxFileBytes = 16UL * 1024 * 1024;
constexpr auto kSlice = milliseconds(100);
constexpr auto kGoodbye = milliseconds(500);
constexpr int kUsage = 2;

struct Options {
  std::uint16_t port = 0;
  std::string certificate, key, authority, roots, replay, expired, clip, write_expired_payload;
  std::vector<std::string> played;
  std::size_t terminals = 1;
  int seconds = 30;
  int linger = 1;
  bool json = false;
};

Result<std::string> read_pem(const std::string& path) {
  return os::read_file(path, kMaxFileBytes).map([](const Bytes& content) { return std::string(as_text(content)); });
}

Result<Envelope> read_envelope(const std::string& path) {
  const Result<Bytes> bytes = os::read_file(path, kMaxFileBytes);
  if (!bytes) return tl::unexpected(bytes.error());
  wire::WireResult<Envelope> envelope = wire::parse_envelope(*bytes);
  if (!envelope) return fail(ErrorKind::bad_input, path + ": " + to_string(envelope.error()));
  return std::move(*envelope);
}

Result<transport::TlsIdentity> read_identity(const Options& options) {
  const Result<std::string> certificate = read_pem(options.certificate);
  if (!certificate) return tl::unexpected(certificate.error());
  const Result<std::string> key = read_pem(options.key);
  if (!key) return tl::unexpected(key.error());
  const Result<std::string> authority = read_pem(options.authority);
  if (!authority) return tl::unexpected(authority.error());
  return transport::TlsIdentity{*certificate, *key, *authority};
}

struct Material {
  transport::TlsIdentity identity;
  PreparedAttacks attacks;
  session::SharedClip clip;
  Digest deployment;
};

Result<Material> read_material(const Options& options) {
  Result<transport::TlsIdentity> identity = read_identity(options);
  if (!identity) return tl::unexpected(identity.error());
  const Result<Bytes> roots = os::read_file(options.roots, kMaxFileBytes);
  if (!roots) return tl::unexpected(roots.error());
  const Result<Envelope> genuine = read_envelope(options.replay);
  if (!genuine) return tl::unexpected(genuine.error());
  const Result<Envelope> expired = read_envelope(options.expired);
  if (!expired) return tl::unexpected(expired.error());
  const Result<Bytes> ogg = os::read_file(options.clip, kMaxFileBytes);
  if (!ogg) return tl::unexpected(ogg.error());
  const Digest deployment = sign::digest_of(*roots);
  Result<PreparedAttacks> attacks = prepare_attacks(*genuine, *expired, deployment, os::wall_now(), os::random_nonce());
  if (!attacks) return tl::unexpected(attacks.error());
  const Result<session::SharedClip> clip = clip_of(*genuine, *ogg);
  if (!clip) return tl::unexpected(clip.error());
  return Material{std::move(*identity), std::move(*attacks), *clip, deployment};
}

Result<void> write_expired(const Options& options) {
  const Result<Envelope> genuine = read_envelope(options.replay);
  if (!genuine) return tl::unexpected(genuine.error());
  const Result<Bytes> payload = expired_payload(*genuine, os::random_nonce());
  if (!payload) return tl::unexpected(payload.error());
  return os::write_file(options.write_expired_payload, *payload);
}

Result<bool> run_attacks(const Options& options) {
  Result<Material> material = read_material(options);
  if (!material) return tl::unexpected(material.error());
  Verdicts verdicts(material->attacks, material->deployment, {options.played.begin(), options.played.end()});
  boost::asio::io_context context(1);
  RogueController rogue(std::move(material->attacks), material->clip, verdicts);
  const Result<void> started = rogue.start(context, {"127.0.0.1", options.port}, material->identity);
  if (!started) return tl::unexpected(started.error());
  SteadyTime end = os::steady_now() + seconds(options.seconds);
  bool lingering = false;
  while (os::steady_now() < end) {
    context.run_for(kSlice);
    if (lingering || !verdicts.all_answered(options.terminals)) continue;
    lingering = true;
    end = std::min<SteadyTime>(end, os::steady_now() + seconds(options.linger));
  }
  rogue.stop();
  context.run_for(kGoodbye);
  std::cout << (options.json ? verdicts.json() + "\n" : verdicts.table()) << std::flush;
  return verdicts.all_as_required(options.terminals);
}

void add_options(CLI::App& app, Options& options) {
  app.add_option("--replay", options.replay, "a genuine order (envelope file) that terminals played and reported")
      ->required();
  app.add_option("--write-expired-payload", options.write_expired_payload,
                 "only write that order's payload, moved into the past, to be signed with sign-order");
  app.add_option("--expired", options.expired, "an expired order (envelope file) signed by the true dispatch key");
  app.add_option("--clip", options.clip, "the genuine order's sound (Ogg), from `tongluo clip`");
  app.add_option("--listen", options.port, "port that terminals dial");
  app.add_option("--certificate", options.certificate, "the controller's certificate");
  app.add_option("--key", options.key, "its key");
  app.add_option("--authority", options.authority, "devices-ca.crt");
  app.add_option("--roots", options.roots, "roots.bin");
  app.add_option("--played", options.played, "terminals that played the genuine order");
  app.add_option("--terminals", options.terminals, "how many must answer")->capture_default_str();
  app.add_option("--seconds", options.seconds, "at most so long")->capture_default_str()->check(CLI::Range(1, 600));
  app.add_option("--linger", options.linger, "seconds to stay when all have answered: would anybody obey after all?")
      ->capture_default_str()
      ->check(CLI::Range(0, 600));
  app.add_flag("--json", options.json, "print the verdicts as JSON");
  app.footer("Exit codes: 0 every terminal refused every attack for the right reason; 1 not so; 2 wrong usage.");
}

int complain(const Error& error) {
  std::cerr << "tongluo-hostile: " << error.detail << "\n";
  return kUsage;
}

int run(const Options& options) {
  if (!options.write_expired_payload.empty()) {
    const Result<void> written = write_expired(options);
    return written ? 0 : complain(written.error());
  }
  const Result<bool> refused = run_attacks(options);
  if (!refused) return complain(refused.error());
  return *refused ? 0 : 1;
}

}  // namespace
}  // namespace tongluo::hostile

int main(int argc, char** argv) {
  tongluo::hostile::Options options;
  CLI::App app("Plays a controller that was taken over, and reports what terminals answered", "tongluo-hostile");
  tongluo::hostile::add_options(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : tongluo::hostile::kUsage;
  }
  return tongluo::hostile::run(options);
}
