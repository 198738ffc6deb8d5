#pragma once
// terminal.toml as a value. Paths are relative to the file's folder. A wrong, missing or unknown key is one error that
// names file and key.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "protocol/base/identifiers.hpp"
#include "protocol/base/result.hpp"
#include "terminal-fw/board/modem_thread.hpp"
#include "terminal-fw/fieldbus/amplifier_switch.hpp"
#include "terminal-fw/main/local_desk.hpp"
#include "terminal-fw/main/supervision.hpp"
#include "terminal-fw/maintenance/sound_test.hpp"
#include "terminal-fw/net/controller_link.hpp"
#include "terminal-fw/update/health_check.hpp"

namespace tongluo::firmware {

// How a terminal that was not provisioned by hand comes to its identity.
struct EnrolmentSettings {
  std::string code;                      // claim code; may be empty: it was typed in, or is still to come
  std::vector<net::Endpoint> endpoints;  // of the enrolment listeners
  std::string hardware;                  // this hardware's serial number
};

enum class UpdateEngineKind : std::uint8_t { slots, rauc };

struct UpdateConfig {
  UpdateEngineKind engine = UpdateEngineKind::slots;
  std::filesystem::path folder;     // of the two slots; of RAUC's marker
  std::string hardware;             // this board's name, as manifests name it
  std::uint64_t reserve_bytes = 0;  // of the file system that stay free for journal and clips
  update::HealthLimits health;
};

struct Config {
  std::optional<TerminalId> terminal;  // none: it is enrolled, its certificate says who it is
  std::filesystem::path data_dir;
  std::filesystem::path roots;
  std::filesystem::path trust_list;  // may be empty: it comes from the controller
  std::filesystem::path place;
  std::vector<net::Endpoint> endpoints;
  std::string server_name;
  std::filesystem::path certificate;
  std::filesystem::path key;
  std::filesystem::path authority;
  EnrolmentSettings enrolment;
  std::filesystem::path import_folder;  // may be empty: no bundles from sticks
  std::string sink;                     // with an absolute path in "wav:…"
  std::filesystem::path register_map;   // may be empty: no field bus
  fieldbus::AmplifierTimes amplifier;
  maintenance::SoundTestSettings sound_test;
  LocalSettings local;
  std::optional<double> quiet_level_db;  // none: just above what the register map calls loud
  std::optional<board::ModemSettings> modem;
  std::string microphone;  // capture device; may be empty: nothing is heard
  double microphone_gain_db = 0;
  milliseconds microphone_lag{};
  std::optional<UpdateConfig> update;  // none: no release is taken
  milliseconds acoustic_delay{};       // from the sink to the listener: amplifier, effects, way through the air
  SupervisionSettings supervision;
};

Result<Config> read_config(const std::filesystem::path& file);
// Its text alone; the file is only named. Pure.
Result<Config> parse_config(std::string_view text, const std::filesystem::path& file);

}  // namespace tongluo::firmware
