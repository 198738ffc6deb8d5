#pragma once
// tongluod.toml as a value. Paths are relative to the file's folder and resolved here. Unknown keys are errors.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "controller/accounts/roles.hpp"
#include "controller/core/guard.hpp"
#include "controller/http/map_tiles.hpp"
#include "controller/main/speaker.hpp"
#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::daemon {

using Path = std::filesystem::path;

struct TlsFiles {
  Path certificate;
  Path key;
  Path authority;
};

struct LinkConfig {
  std::string address;
  std::uint16_t port = 0;  // 0: any free one
  TlsFiles files;
  std::uint64_t clip_bytes_per_second = 0;  // the ceiling of all clips together
};

// The UDP socket of live speech.
struct MediaConfig {
  std::string address;
  std::uint16_t port = 0;  // 0: any free one
  std::string endpoint;    // as terminals are told; empty: the port, on the host that they call
};

struct HttpsConfig {
  std::string address;
  std::uint16_t port = 0;
  TlsFiles files;
};

// Where people sign in.
struct ConsoleConfig {
  std::string address;
  std::uint16_t port = 0;  // 0: any free one
  std::string host;        // by which browsers reach it, for links
  Path certificate;
  Path key;
  Path directory;        // of the built console
  Path known_passwords;  // empty: none
  std::chrono::hours session_life{};
  std::chrono::minutes session_idle{};
  accounts::Roles second_factor;  // who needs one-time codes
  http::MapTiles tiles;           // under the map; none by default
};

// The CAP desk: what comes in is looked for in `folder` and `feeds`; nothing of it is set, nothing is looked for.
struct CapConfig {
  std::vector<Path> certificates;  // pinned; empty: no message has a valid signature
  Path folder;
  std::vector<std::string> feeds;  // http://…
  seconds poll{};
  Path mapping;        // empty: nothing becomes an order by itself
  std::string sender;  // ours, in outgoing messages
};

// The enrolment listener and the authority behind it.
struct EnrolmentConfig {
  std::string address;
  std::uint16_t port = 0;     // 0: any free one
  Path authority;             // certificate of the authority that issues terminals' certificates
  Path authority_key;         // its key, unattended
  Path controller_authority;  // of the controllers' certificates, as terminals will pin it
  seconds certificate_life{};
};

// Live speech. Whoever may send to `rtp_address` may speak on a stream whose holder chose RTP.
struct LiveConfig {
  std::string rtp_address;
  std::vector<std::string> monitors;  // further addresses that a monitor output may go to
  // ALSA devices that may be spoken on. Only these: a device's name is a program to ALSA, which can read and write
  // files.
  std::vector<std::string> microphones;
};

struct EscalationStep {
  seconds after{};
  std::vector<std::string> to;
};
// How people are called. All empty: only the log says it.
struct NotifyConfig {
  std::vector<std::string> command;
  std::string webhook;  // http://… or https://…
  std::string smtp;     // smtp://host:port
  std::string from;
  std::vector<std::string> to;
  std::vector<EscalationStep> escalation;  // by `after`, ascending
};

struct Config {
  std::string environment;  // "production", "training", …
  Path data_dir;
  LinkConfig link;
  std::optional<MediaConfig> media;  // none: port = -1; live speech goes over the control channels only
  Path unix_socket;
  std::optional<EnrolmentConfig> enrolment;  // none: no section, or port = -1
  std::optional<HttpsConfig> https;          // none: port = -1
  std::optional<ConsoleConfig> console;      // none: no section, or port = -1
  Path roots;
  Path trust_list;  // may be missing once one is stored
  Path places;      // a folder of ID.env; may be missing
  Path time_key;    // empty: no time statements
  SpeechSettings speech;
  seconds heartbeat{};
  controller::GuardSettings guard;
  std::vector<Path> relay_keys;  // unattended; empty: nothing is issued automatically
  CapConfig cap;
  LiveConfig live;
  NotifyConfig notify;
};

// Errors: bad_input; the detail is one line that names the file, the line, the key and what is wrong.
Result<Config> load_config(const Path& file);
// Its text alone; the file is only named. Pure.
Result<Config> parse_config(std::string_view text, const Path& file);

}  // namespace tongluo::daemon
