#include "controller/main/config.hpp"

#include <algorithm>
#include <array>

#include "controller/link/limits.hpp"
#include "controller/main/config_sections.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/os/files.hpp"

namespace tongluo::daemon {
namespace {

constexpr std::size_t kMaxConfigBytes = 256 * 1024;
constexpr std::size_t kMaxRelayKeys = 16;
constexpr std::size_t kMaxEnvironmentBytes = 64;
constexpr std::int64_t kMaxPort = 65'535;
constexpr std::int64_t kMinClipBytesPerSecond = 10'000;
constexpr std::int64_t kMaxClipBytesPerSecond = 10'000'000'000;
constexpr std::array<std::string_view, 14> kSections = {"link",  "enrolment", "media",  "api",     "console",
                                                        "trust", "time",      "speech", "session", "guard",
                                                        "relay", "cap",       "live",   "notify"};

TlsFiles read_files(TomlSection& section, std::string_view authority_key) {
  return {section.path("certificate"), section.path("key"), section.path(authority_key)};
}

void read_link(TomlSection section, Config& config) {
  config.link.address = section.address_or("address", "127.0.0.1");
  config.link.port = static_cast<std::uint16_t>(section.number_or("port", 0, kMaxPort, 7100));
  config.link.files = read_files(section, "authority");
  config.link.clip_bytes_per_second = static_cast<std::uint64_t>(section.number_or(
      "clip_bytes_per_second", kMinClipBytesPerSecond, kMaxClipBytesPerSecond, link::kDefaultClipBytesPerSecond));
  section.close();
}

// The same address and number as the link's, of UDP, unless it says another.
void read_media(TomlSection section, Config& config) {
  const std::string address = section.address_or("address", config.link.address);
  const std::int64_t port = section.number_or("port", -1, kMaxPort, config.link.port);
  const std::string endpoint = section.text_or("endpoint", "");
  if (port >= 0) config.media = MediaConfig{address, static_cast<std::uint16_t>(port), endpoint};
  section.close();
}

void read_api(TomlSection section, Config& config) {
  config.unix_socket = section.path_or("unix_socket", "api.sock");
  const std::int64_t port = section.number_or("port", -1, kMaxPort, 7180);
  const std::string address = section.address_or("address", "127.0.0.1");
  if (port >= 0) {
    config.https = HttpsConfig{address, static_cast<std::uint16_t>(port), read_files(section, "client_authority")};
  } else {
    for (const char* key : {"certificate", "key", "client_authority"}) section.allow(key);
  }
  section.close();
}

void read_trust(TomlSection section, Config& config) {
  config.roots = section.path_or("roots", "roots.bin");
  config.trust_list = section.path_or("trust_list", "trust-list.env");
  config.places = section.path_or("places", "places");
  section.close();
}

void read_rest(const Path& file, const toml::table& root, Config& config) {
  TomlSection time(file, root, "time");
  if (const toml::table* table = root["time"].as_table(); table != nullptr && table->contains("key"))
    config.time_key = time.path("key");
  time.close();
  read_speech(TomlSection(file, root, "speech"), config.speech);
  TomlSection session(file, root, "session");
  config.heartbeat =
      seconds(session.number_or("heartbeat_s", limits::kMinHeartbeatInterval.count(),
                                limits::kMaxHeartbeatInterval.count(), limits::kDefaultHeartbeatInterval.count()));
  session.close();
  TomlSection relay(file, root, "relay");
  config.relay_keys = relay.paths_or_none("keys", kMaxRelayKeys);
  relay.close();
}

Config read_config(const Path& file, const toml::table& root) {
  Config config;
  TomlSection top(file, root, "");
  config.data_dir = top.path_or("data_dir", "data");
  config.environment = top.text_or("environment", "production");
  if (config.environment.size() > kMaxEnvironmentBytes) top.refuse("environment", "is longer than 64 bytes");
  for (const std::string_view section : kSections) top.allow(section);
  top.close();
  read_link(TomlSection(file, root, "link"), config);
  read_media(TomlSection(file, root, "media"), config);
  if (root.contains("enrolment"))
    read_enrolment(TomlSection(file, root, "enrolment"), config.link.address, config.enrolment);
  read_api(TomlSection(file, root, "api"), config);
  if (root.contains("console")) read_console(TomlSection(file, root, "console"), config.console);
  read_trust(TomlSection(file, root, "trust"), config);
  read_rest(file, root, config);
  read_guard(TomlSection(file, root, "guard"), config.guard);
  read_cap(TomlSection(file, root, "cap"), config.cap);
  read_live(TomlSection(file, root, "live"), config.live);
  read_notify(TomlSection(file, root, "notify"), config.notify);
  return config;
}

}  // namespace

Result<Config> load_config(const Path& file) {
  const auto content = os::read_file(file, kMaxConfigBytes);
  if (!content) return fail(ErrorKind::bad_input, content.error().detail);
  return parse_config(as_text(*content), file);
}

Result<Config> parse_config(std::string_view text, const Path& file) {
  try {
    return read_config(file, toml::parse(text, file.string()));
  } catch (const toml::parse_error& error) {
    const auto line = std::to_string(error.source().begin.line);
    std::string what(error.description());
    std::replace(what.begin(), what.end(), '\n', ' ');
    return fail(ErrorKind::bad_input, file.string() + ":" + line + ": not TOML: " + what);
  } catch (const WrongConfig& wrong) {
    return fail(ErrorKind::bad_input, wrong.what());
  }
}

}  // namespace tongluo::daemon
