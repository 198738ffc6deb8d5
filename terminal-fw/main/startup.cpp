#include "terminal-fw/main/startup.hpp"

#include <spdlog/spdlog.h>

#include "protocol/os/files.hpp"
#include "protocol/os/kept_clock.hpp"
#include "protocol/os/random.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "terminal-fw/storage/journal_start.hpp"

namespace tongluo::firmware {
namespace {

constexpr std::size_t kMaxPemBytes = 64 * 1024;
constexpr std::size_t kMaxEnvelopeFileBytes = 64 * 1024;
constexpr WallTime kBuildFloor = wall_from_us(1'767'225'600'000'000);  // 2026-01-01: older than any release

template <class T>
using StartResult = Result<T, StartFault>;

StartResult<std::string> read_pem(const std::filesystem::path& path) {
  const auto content = os::read_file(path, kMaxPemBytes);
  if (!content) return fail(StartFault{ExitCode::keys, path.string() + ": " + content.error().detail});
  return std::string(as_text(*content));
}

StartResult<transport::TlsIdentity> read_identity(const Config& config) {
  transport::TlsIdentity identity;
  const std::pair<std::string*, const std::filesystem::path*> files[] = {
      {&identity.certificate_pem, &config.certificate},
      {&identity.private_key_pem, &config.key},
      {&identity.authority_pem, &config.authority}};
  for (const auto& [text, path] : files) {
    auto content = read_pem(*path);
    if (!content) return fail(content.error());
    *text = std::move(*content);
  }
  return identity;
}

StartResult<trust::PinnedRoots> read_roots(const Config& config) {
  const auto content = os::read_file(config.roots, kMaxPemBytes);
  if (!content) return fail(StartFault{ExitCode::keys, config.roots.string() + ": " + content.error().detail});
  auto roots = trust::PinnedRoots::parse(*content);
  if (!roots) return fail(StartFault{ExitCode::keys, config.roots.string() + ": not a usable root set"});
  return std::move(*roots);
}

// Of the first certificate in the text; zero: it cannot be read.
WallTime end_of_certificate(const std::string& pem) {
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
  const std::size_t begin = pem.find(kBegin);
  if (begin == std::string::npos) return {};
  std::string base64;
  for (std::size_t at = begin + kBegin.size(); at < pem.size() && pem[at] != '-'; ++at)
    if (pem[at] != '\n' && pem[at] != '\r') base64 += pem[at];
  const auto der = from_base64(base64);
  return der ? sign::certificate_expiry(*der).value_or(WallTime{}) : WallTime{};
}

// An installed list or place may be lost without harm: the journal and the controller have newer ones.
std::optional<Envelope> read_installed(const std::filesystem::path& path) {
  if (path.empty()) return std::nullopt;
  const auto content = os::read_file(path, kMaxEnvelopeFileBytes);
  auto envelope = content ? wire::parse_envelope(*content)
                          : fail(wire::WireError{wire::WireFault::truncated, content.error().detail});
  if (envelope) return std::move(*envelope);
  spdlog::warn("event=installed_object_unusable file=\"{}\" detail=\"{}\"", path.string(), to_string(envelope.error()));
  return std::nullopt;
}

StartFault database_fault(const Error& error) {
  const bool newer = error.kind == ErrorKind::refused;
  return {newer ? ExitCode::newer_schema : ExitCode::database, error.detail};
}

StartResult<storage::StartedJournal> open_journal(const Config& config) {
  auto started = storage::start_journal(config.data_dir / "journal.db");
  if (!started) return fail(database_fault(started.error()));
  if (!started->trouble.empty())
    spdlog::error("event=started_without_storage levels=\"I and II only\" detail=\"{}\"", started->trouble);
  return std::move(*started);
}

bool measures_output(const fieldbus::RegisterMap& map) {
  for (const fieldbus::Device& device : map.devices)
    for (const fieldbus::Register& reg : device.registers)
      if (reg.quantity == fieldbus::Quantity::output_level) return true;
  return false;
}

// The weaker witness: only where the amplifier has no meter.
void add_microphone(const Config& config, std::optional<board::BoardMap>& map) {
  if (config.microphone.empty()) return;
  if (!map) map.emplace();
  if (measures_output(map->registers)) {
    spdlog::info("event=microphone_not_needed reason=\"the amplifier's output is measured\"");
    return;
  }
  map->registers.microphone = true;
  map->proof.by_microphone = true;
  map->proof.gain_db = config.microphone_gain_db;
  map->proof.meter_lag = config.microphone_lag;
}

StartResult<std::optional<board::BoardMap>> read_register_map(const Config& config) {
  if (config.register_map.empty()) return std::nullopt;
  auto map = board::read_board_map(config.register_map);
  if (!map) return fail(StartFault{ExitCode::configuration, "field_bus.map: " + map.error().detail});
  return std::move(*map);
}

// A quiet tone that counts as silence would never prove anything.
StartResult<maintenance::SoundTestSettings> sound_test_of(const Config& config,
                                                          const std::optional<board::BoardMap>& map) {
  constexpr double kClearlyLoudDb = 5;
  maintenance::SoundTestSettings settings = config.sound_test;
  settings.scheduled = settings.scheduled && map.has_value();
  const double loud_db = map ? map->proof.loud_db : fieldbus::ProofSettings{}.loud_db;
  settings.quiet_level_db = config.quiet_level_db.value_or(loud_db + kClearlyLoudDb);
  if (settings.quiet_level_db > loud_db) return settings;
  return fail(
      StartFault{ExitCode::configuration, "self_test.quiet_level_db must be above the register map's proof.loud_db, " +
                                              std::to_string(static_cast<int>(loud_db))});
}

// Without them the terminal still has alerts to play; it refuses drills.
bool check_drill_words() {
  const auto words = audio::built_in_drill_words();
  if (!words) spdlog::error("event=drill_words_unusable detail=\"{}\"", words.error().detail);
  return words.has_value();
}

}  // namespace

bool take_identity(Config& config, const IdentityFolder& identity) {
  config.terminal = identity.terminal();
  config.roots = identity.roots();
  config.certificate = identity.certificate();
  config.key = identity.key();
  config.authority = identity.authority();
  return config.terminal.has_value();
}

Result<std::unique_ptr<Device>, StartFault> make_device(boost::asio::io_context& context, const Config& config,
                                                        const maintenance::BootVerdict& boot,
                                                        const RunningImage& running) {
  auto identity = read_identity(config);
  if (!identity) return fail(identity.error());
  auto key = sign::PrivateKey::parse_pem(identity->private_key_pem);
  if (!key) return fail(StartFault{ExitCode::keys, config.key.string() + ": " + sign::to_string(key.error())});
  auto roots = read_roots(config);
  if (!roots) return fail(roots.error());
  auto sink = audio::make_sink(config.sink);
  if (!sink) return fail(StartFault{ExitCode::configuration, "audio.sink: " + sink.error().detail});
  auto map = read_register_map(config);
  if (!map) return fail(map.error());
  add_microphone(config, *map);
  auto sound_test = sound_test_of(config, *map);
  if (!sound_test) return fail(sound_test.error());
  auto journal = open_journal(config);
  if (!journal) return fail(journal.error());
  auto cache = storage::ClipCache::open(config.data_dir / "clips");
  if (const std::string trouble = cache.trouble(); !trouble.empty())
    spdlog::error("event=started_without_clip_cache detail=\"{}\"", trouble);

  auto update = make_update_parts(config, running, journal->snapshot.update);
  const bool has_drill_words = check_drill_words();
  const WallTime certificate_end = end_of_certificate(identity->certificate_pem);
  DeviceParts parts{.settings = {*config.terminal, TONGLUO_VERSION, os::random_nonce(), kBuildFloor, has_drill_words},
                    .roots = std::move(*roots),
                    .key = std::move(*key),
                    .link = {.endpoints = config.endpoints,
                             .server_name = config.server_name,
                             .identity = std::move(*identity),
                             .bind_address = {}},
                    .renewal = RenewalSettings{config.enrolment.endpoints, config.server_name,
                                               config.enrolment.hardware, *config.terminal, config.certificate},
                    .sink = std::move(*sink),
                    .acoustic_delay = config.acoustic_delay,
                    .import_folder = boot.safe_mode ? std::filesystem::path() : config.import_folder,
                    .data_dir = config.data_dir,
                    .reboot_request = config.supervision.reboot_request,
                    .certificate_end = certificate_end,
                    .register_map = std::move(*map),
                    .amplifier = config.amplifier,
                    .sound_test = std::move(*sound_test),
                    .local = config.local,
                    .microphone = config.microphone,
                    .modem = config.modem,
                    .trust_list = read_installed(config.trust_list),
                    .place = read_installed(config.place),
                    .snapshot = std::move(journal->snapshot),
                    .update = std::move(update)};
  parts.settings.boot_reason = maintenance::boot_text(boot);
  parts.settings.journal_repair = std::move(journal->repair);
  parts.settings.vital_only = boot.safe_mode;
  parts.settings.clock_kept = boot.same_kernel || os::wall_clock_kept();
  parts.settings.proves_sound = parts.register_map.has_value();
  if (!config.register_map.empty()) parts.settings.amplifier_wake = config.amplifier.wake;
  auto device = Device::create(context, std::move(parts), std::move(journal->journal), std::move(cache));
  if (!device) return fail(StartFault{ExitCode::keys, device.error().detail});
  return std::move(*device);
}

}  // namespace tongluo::firmware
