#include "terminal-fw/main/config.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>
#include <set>
#include <toml++/toml.h>

#include "protocol/os/files.hpp"
#include "protocol/sign/certificate_request.hpp"
#include "protocol/sign/claim_code.hpp"

namespace tongluo::firmware {
namespace {

constexpr std::size_t kMaxConfigBytes = 256 * 1024;
constexpr std::size_t kMaxEndpoints = 8;
constexpr std::size_t kMaxSerialFileBytes = 256;
constexpr std::uint16_t kEnrolmentPort = 7101;
constexpr std::int64_t kReserveMib = 64, kMaxReserveMib = 1'000'000;
constexpr seconds kLongestHealth = std::chrono::hours(24);
constexpr std::string_view kWavPrefix = "wav:";

// Reads keys and remembers the first thing that was wrong.
class Reader {
 public:
  Reader(std::filesystem::path file, const toml::table& root) : file_(std::move(file)), root_(root) {}

  std::string text(std::string_view section, std::string_view key, bool required = true) {
    const toml::node* node = find(section, key);
    if (node == nullptr) {
      if (required) complain(section, key, "is missing");
      return {};
    }
    const auto value = node->value_exact<std::string>();
    if (!value || value->empty()) complain(section, key, "must be a text that is not empty");
    return value.value_or("");
  }

  bool has(std::string_view section) const { return root_.contains(section); }

  std::filesystem::path path(std::string_view section, std::string_view key, bool required = true) {
    const std::string value = text(section, key, required);
    return value.empty() ? std::filesystem::path() : resolve(value);
  }

  std::filesystem::path resolve(const std::string& value) const { return file_.parent_path() / value; }

  bool has(std::string_view section, std::string_view key) const { return find(section, key) != nullptr; }

  std::vector<std::string> texts(std::string_view section, std::string_view key, std::size_t limit) {
    std::vector<std::string> values;
    const toml::node* node = find(section, key);
    const toml::array* array = node == nullptr ? nullptr : node->as_array();
    if (array == nullptr || array->empty() || array->size() > limit) {
      complain(section, key, "must be a list of 1 to " + std::to_string(limit) + " texts");
      return values;
    }
    for (const toml::node& item : *array) values.push_back(item.value_or(std::string()));
    return values;
  }

  bool flag(std::string_view section, std::string_view key, bool otherwise) {
    const toml::node* node = find(section, key);
    if (node == nullptr) return otherwise;
    const auto value = node->value_exact<bool>();
    if (!value) complain(section, key, "must be true or false");
    return value.value_or(otherwise);
  }

  // Minutes of the day, from "HH:MM".
  std::chrono::minutes time_of_day(std::string_view section, std::string_view key, const std::string& text) {
    unsigned hour = 0, minute = 0;
    char more = 0;
    const bool shaped = text.size() == 5 && std::sscanf(text.c_str(), "%2u:%2u%c", &hour, &minute, &more) == 2;
    if (!shaped || hour > 23 || minute > 59)
      complain(section, key, "must be a time as \"03:10\", not \"" + text + "\"");
    return std::chrono::hours(hour) + std::chrono::minutes(minute);
  }

  std::int64_t number(std::string_view section, std::string_view key, std::int64_t least, std::int64_t most,
                      std::int64_t otherwise) {
    const toml::node* node = find(section, key);
    if (node == nullptr) return otherwise;
    const auto value = node->value_exact<std::int64_t>();
    if (value && *value >= least && *value <= most) return *value;
    complain(section, key, "must be a number from " + std::to_string(least) + " to " + std::to_string(most));
    return otherwise;
  }

  void only_known(std::string_view section, const std::set<std::string_view>& keys) {
    const toml::table* table = section.empty() ? &root_ : root_[section].as_table();
    if (table == nullptr) return;
    for (const auto& [key, value] : *table)
      if (!keys.contains(key.str())) complain(section, key.str(), "is not known");
  }

  void complain(std::string_view section, std::string_view key, const std::string& what) {
    if (error_) return;
    const std::string name = section.empty() ? std::string(key) : std::string(section) + "." + std::string(key);
    error_ = file_.string() + ": " + name + " " + what;
  }
  const std::optional<std::string>& error() const { return error_; }

 private:
  const toml::node* find(std::string_view section, std::string_view key) const {
    return section.empty() ? root_.get(key) : root_[section][key].node();
  }

  std::filesystem::path file_;
  const toml::table& root_;
  std::optional<std::string> error_;
};

std::optional<net::Endpoint> endpoint_from(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  net::Endpoint endpoint;
  endpoint.host = text.substr(0, colon);
  if (endpoint.host.front() == '[' && endpoint.host.back() == ']') endpoint.host = endpoint.host.substr(1, colon - 2);
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + colon + 1, end, endpoint.port);
  if (parsed.ec != std::errc() || parsed.ptr != end || endpoint.port == 0) return std::nullopt;
  return endpoint;
}

std::vector<net::Endpoint> read_endpoints(Reader& reader, std::string_view section) {
  std::vector<net::Endpoint> endpoints;
  for (const std::string& text : reader.texts(section, "endpoints", kMaxEndpoints)) {
    if (const auto endpoint = endpoint_from(text))
      endpoints.push_back(*endpoint);
    else
      reader.complain(section, "endpoints", "must hold \"host:port\", not \"" + text + "\"");
  }
  return endpoints;
}

// What the board says of itself, else of its installation.
std::string own_serial() {
  for (const char* file : {"/proc/device-tree/serial-number", "/etc/machine-id"}) {
    const auto content = os::read_file(file, kMaxSerialFileBytes);
    if (!content) continue;
    std::string serial(as_text(*content));
    while (!serial.empty() && (serial.back() == '\n' || serial.back() == '\0')) serial.pop_back();
    if (sign::is_hardware_serial(serial)) return serial;
  }
  return "unknown";
}

void read_enrolment(Reader& reader, Config& config) {
  EnrolmentSettings& enrolment = config.enrolment;
  enrolment.code = reader.text("enrolment", "code", false);
  if (!enrolment.code.empty() && !sign::ClaimCode::parse(enrolment.code))
    reader.complain("enrolment", "code", "is no claim code: look for a typing mistake");
  enrolment.hardware = reader.text("enrolment", "hardware", false);
  if (enrolment.hardware.empty()) enrolment.hardware = own_serial();
  if (!sign::is_hardware_serial(enrolment.hardware))
    reader.complain("enrolment", "hardware", "must be 1 to 64 letters, digits, '.', '_', ':' or '-'");
  if (reader.has("enrolment", "endpoints")) {
    enrolment.endpoints = read_endpoints(reader, "enrolment");
    return;
  }
  for (net::Endpoint endpoint : config.endpoints) {
    endpoint.port = kEnrolmentPort;
    enrolment.endpoints.push_back(std::move(endpoint));
  }
}

// With a certificate of its own, the terminal was provisioned by hand; without, its identity is in data_dir.
void read_identity(Reader& reader, Config& config) {
  if (!reader.has("controller", "certificate")) {
    for (const auto& [section, key] : {std::pair("", "terminal_id"),
                                       {"", "roots"},
                                       {"", "trust_list"},
                                       {"", "place"},
                                       {"controller", "key"},
                                       {"controller", "authority"}})
      if (reader.has(section, key)) reader.complain(section, key, "needs controller.certificate too");
    return;
  }
  config.terminal = TerminalId::parse(reader.text("", "terminal_id"));
  if (!config.terminal) reader.complain("", "terminal_id", "must be 4 to 32 of A-Z, 0-9 and '-'");
  config.roots = reader.path("", "roots");
  config.trust_list = reader.path("", "trust_list", false);
  config.place = reader.path("", "place", false);
  config.certificate = reader.path("controller", "certificate");
  config.key = reader.path("controller", "key");
  config.authority = reader.path("controller", "authority");
}

std::string read_sink(Reader& reader) {
  std::string sink = reader.text("audio", "sink");
  if (!sink.starts_with(kWavPrefix)) return sink;
  return std::string(kWavPrefix) + reader.resolve(sink.substr(kWavPrefix.size())).string();
}

void read_update(Reader& reader, Config& config) {
  if (!reader.has("update")) return;
  UpdateConfig update;
  const std::string engine = reader.text("update", "engine");
  if (engine != "slots" && engine != "rauc") reader.complain("update", "engine", "must be \"slots\" or \"rauc\"");
  update.engine = engine == "rauc" ? UpdateEngineKind::rauc : UpdateEngineKind::slots;
  update.folder = reader.path("update", "folder");
  update.hardware = reader.text("update", "hardware");
  update.reserve_bytes =
      static_cast<std::uint64_t>(reader.number("update", "reserve_mib", 0, kMaxReserveMib, kReserveMib)) << 20U;
  const auto limit = [&](std::string_view key, microseconds usual) {
    const std::int64_t least = 1, most = kLongestHealth.count();
    return seconds(reader.number("update", key, least, most, std::chrono::duration_cast<seconds>(usual).count()));
  };
  update.health.healthy_for = limit("healthy_for_s", update::kHealthyFor);
  update.health.local_deadline = limit("local_deadline_s", update::kLocalDeadline);
  update.health.session_deadline = limit("session_deadline_s", update::kSessionDeadline);
  config.update = std::move(update);
}

void read_modem(Reader& reader, Config& config) {
  if (!reader.has("modem")) return;
  constexpr std::size_t kMaxInterfaceBytes = 15;  // IFNAMSIZ
  board::ModemSettings modem;
  modem.device = reader.path("modem", "device", false);
  modem.baud = static_cast<int>(reader.number("modem", "baud", 9'600, 921'600, 115'200));
  if (!board::is_serial_speed(modem.baud)) reader.complain("modem", "baud", "is no speed of a serial port");
  modem.interface = reader.text("modem", "interface", false);
  if (modem.interface.size() > kMaxInterfaceBytes || modem.interface.find('/') != std::string::npos ||
      modem.interface.starts_with('.'))
    reader.complain("modem", "interface", "must be the name of a network interface");
  if (modem.device.empty() && modem.interface.empty()) reader.complain("modem", "device", "or interface is needed");
  modem.use_file = config.data_dir / "data-use";
  config.modem = std::move(modem);
}

std::optional<std::chrono::weekday> weekday_from(const std::string& text) {
  constexpr std::string_view kDays[] = {"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
  const auto* const day = std::find(std::begin(kDays), std::end(kDays), text);
  if (day == std::end(kDays)) return std::nullopt;
  return std::chrono::weekday(static_cast<unsigned>(day - std::begin(kDays)));
}

void read_self_test(Reader& reader, Config& config) {
  constexpr std::string_view kSection = "self_test";
  maintenance::SoundTestSettings& test = config.sound_test;
  test.scheduled = reader.flag(kSection, "scheduled", test.scheduled);
  if (reader.has(kSection, "quiet_at")) {
    test.quiet_at.clear();
    for (const std::string& text : reader.texts(kSection, "quiet_at", maintenance::kMaxQuietTimes))
      test.quiet_at.push_back(reader.time_of_day(kSection, "quiet_at", text));
  }
  if (!reader.flag(kSection, "quiet", true)) test.quiet_at.clear();
  if (reader.has(kSection, "quiet_level_db"))
    config.quiet_level_db = static_cast<double>(reader.number(kSection, "quiet_level_db", -60, -10, -30));
  test.quiet_hz = static_cast<std::uint32_t>(reader.number(kSection, "quiet_hz", 20, 20'000, test.quiet_hz));
  if (reader.has(kSection, "audible_day")) {
    test.audible_day = weekday_from(reader.text(kSection, "audible_day"));
    if (!test.audible_day) reader.complain(kSection, "audible_day", "must be a day of the week, as \"sunday\"");
  }
  if (reader.has(kSection, "audible_at"))
    test.audible_at = reader.time_of_day(kSection, "audible_at", reader.text(kSection, "audible_at"));
  test.audible_volume_percent = static_cast<std::uint32_t>(
      reader.number(kSection, "audible_volume_percent", 1, 100, test.audible_volume_percent));
  test.utc_offset =
      std::chrono::minutes(reader.number(kSection, "utc_offset_minutes", -840, 840, test.utc_offset.count()));
}

void read_local(Reader& reader, Config& config) {
  constexpr std::string_view kSection = "local";
  LocalSettings& local = config.local;
  for (const auto source : {wire::LocalSource::microphone, wire::LocalSource::line_in})
    if (const std::string device = reader.text(kSection, to_string(source), false); !device.empty())
      local.devices[source] = device;
  local.usb_folder = reader.path(kSection, "usb_folder", false);
  local.volume_percent =
      static_cast<std::uint32_t>(reader.number(kSection, "volume_percent", 1, 100, local.volume_percent));
  local.longest = seconds(reader.number(kSection, "longest_s", 1, wire::kMaxLocalClaim.count(), local.longest.count()));
}

Result<Config> read_table(const std::filesystem::path& file, const toml::table& table) {
  Reader reader(file, table);
  reader.only_known("", {"terminal_id", "data_dir", "roots", "trust_list", "place", "controller", "enrolment", "audio",
                         "import", "field_bus", "microphone", "modem", "self_test", "local", "supervision", "update"});
  reader.only_known("supervision", {"watchdog", "reboot_request", "descriptors", "memory_mb"});
  reader.only_known("controller", {"endpoints", "server_name", "certificate", "key", "authority"});
  reader.only_known("audio", {"sink", "acoustic_delay_ms"});
  reader.only_known("import", {"folder"});
  reader.only_known("update", {"engine", "folder", "hardware", "reserve_mib", "healthy_for_s", "local_deadline_s",
                               "session_deadline_s"});
  reader.only_known("field_bus", {"map", "amplifier_wake_ms", "amplifier_hold_ms"});
  reader.only_known("microphone", {"device", "gain_db", "lag_ms"});
  reader.only_known("self_test", {"scheduled", "quiet", "quiet_at", "quiet_level_db", "quiet_hz", "audible_day",
                                  "audible_at", "audible_volume_percent", "utc_offset_minutes"});
  reader.only_known("local", {"microphone", "line_in", "usb_folder", "volume_percent", "longest_s"});
  reader.only_known("modem", {"device", "baud", "interface"});
  reader.only_known("enrolment", {"code", "endpoints", "hardware"});
  Config config;
  config.data_dir = reader.path("", "data_dir");
  config.endpoints = read_endpoints(reader, "controller");
  config.server_name = reader.text("controller", "server_name");
  read_identity(reader, config);
  read_enrolment(reader, config);
  config.import_folder = reader.path("import", "folder", false);
  read_update(reader, config);
  read_modem(reader, config);
  read_self_test(reader, config);
  read_local(reader, config);
  config.sink = read_sink(reader);
  config.acoustic_delay = milliseconds(reader.number("audio", "acoustic_delay_ms", -100, 500, 0));
  config.register_map = reader.path("field_bus", "map", false);
  config.amplifier.wake = milliseconds(reader.number("field_bus", "amplifier_wake_ms", 0, 5'000, 500));
  config.amplifier.hold = milliseconds(reader.number("field_bus", "amplifier_hold_ms", 0, 600'000, 5'000));
  config.microphone = reader.text("microphone", "device", reader.has("microphone"));
  config.microphone_gain_db = static_cast<double>(reader.number("microphone", "gain_db", -60, 60, 0));
  config.microphone_lag = milliseconds(reader.number("microphone", "lag_ms", 100, 3'000, 500));
  config.supervision.watchdog = reader.path("supervision", "watchdog", false);
  config.supervision.reboot_request = reader.path("supervision", "reboot_request", false);
  config.supervision.descriptors =
      static_cast<std::uint64_t>(reader.number("supervision", "descriptors", 64, 65'536, 256));
  config.supervision.memory_mb = static_cast<std::uint64_t>(reader.number("supervision", "memory_mb", 0, 65'536, 0));
  if (reader.error()) return fail(ErrorKind::bad_input, *reader.error());
  return config;
}

}  // namespace

Result<Config> read_config(const std::filesystem::path& file) {
  const auto content = os::read_file(file, kMaxConfigBytes);
  if (!content) return fail(ErrorKind::bad_input, content.error().detail);
  return parse_config(as_text(*content), std::filesystem::absolute(file));
}

Result<Config> parse_config(std::string_view text, const std::filesystem::path& file) {
  try {
    return read_table(file, toml::parse(text, file.string()));
  } catch (const toml::parse_error& error) {
    const auto line = error.source().begin.line;
    return fail(ErrorKind::bad_input,
                file.string() + (line > 0 ? ":" + std::to_string(line) : "") + ": " + std::string(error.description()));
  }
}

}  // namespace tongluo::firmware
