#include "terminal-fw/board/register_map_file.hpp"

#include <arpa/inet.h>
#include <charconv>

#include "protocol/os/files.hpp"
#include "terminal-fw/board/register_reader.hpp"
#include "terminal-fw/fieldbus/limits.hpp"

namespace tongluo::board {
namespace {

using namespace fieldbus;
using Fault = std::optional<std::string>;

// "192.168.1.20:502"; numbers only, so that nothing is ever looked up on the bus thread.
std::optional<TcpAddress> tcp_address(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  TcpAddress address;
  address.host = text.substr(0, colon);
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + colon + 1, end, address.port);
  in_addr octets{};
  if (parsed.ec != std::errc() || parsed.ptr != end || address.port == 0) return std::nullopt;
  if (::inet_pton(AF_INET, address.host.c_str(), &octets) != 1) return std::nullopt;
  return address;
}

SerialLine read_serial(TableReader& reader) {
  SerialLine line;
  line.path = reader.text("serial");
  line.baud = static_cast<int>(reader.number("baud", 1'200, 115'200, 9'600));
  const std::string parity = reader.text("parity", "none");
  if (parity != "none" && parity != "even" && parity != "odd") reader.complain("parity", "must be none, even or odd");
  line.parity = parity == "even" ? 'E' : parity == "odd" ? 'O' : 'N';
  line.stop_bits = static_cast<int>(reader.number("stop_bits", 1, 2, 1));
  return line;
}

Bus read_bus(TableReader& reader) {
  Bus bus;
  bus.name = reader.text("name");
  bus.gap = milliseconds(reader.number("gap_ms", 0, kMaxBusGap.count(), 10));
  if (reader.has("tcp") == reader.has("serial")) {
    reader.complain("tcp", "or serial is needed, and only one of them");
  } else if (reader.has("serial")) {
    reader.only_known({"name", "gap_ms", "serial", "baud", "parity", "stop_bits"});
    bus.line = read_serial(reader);
  } else {
    reader.only_known({"name", "gap_ms", "tcp"});
    const auto address = tcp_address(reader.text("tcp"));
    if (!address) reader.complain("tcp", "must be an IPv4 address and a port");
    bus.line = address.value_or(TcpAddress{});
  }
  return bus;
}

Device read_device(TableReader& reader, const RegisterMap& map) {
  reader.only_known({"name", "bus", "unit_id", "timeout_ms", "retries", "powered_by_relay", "power_up_ms"});
  Device device;
  device.name = reader.text("name");
  const std::string bus = reader.text("bus");
  device.bus = map.buses.size();
  for (std::size_t i = 0; i < map.buses.size(); ++i)
    if (map.buses[i].name == bus) device.bus = i;
  device.unit_id = static_cast<std::uint8_t>(reader.number("unit_id", 1, kMaxUnitId));
  device.timeout = milliseconds(reader.number("timeout_ms", kMinTimeout.count(), kMaxTimeout.count(), 300));
  device.retries = static_cast<std::uint32_t>(reader.number("retries", 0, kMaxRetries, 2));
  device.powered_by_relay = reader.flag("powered_by_relay", false);
  device.power_up = milliseconds(reader.number("power_up_ms", 0, kMaxPowerUp.count(), device.power_up.count()));
  return device;
}

void place_register(TableReader& reader, RegisterMap& map) {
  const std::string name = reader.text("device");
  Register reg = read_register(reader);
  for (Device& device : map.devices)
    if (device.name == name) return device.registers.push_back(reg);
  reader.complain("device", "\"" + name + "\" is not there");
}

ProofSettings read_proof(TableReader& reader) {
  reader.only_known({"gain_db", "meter_lag_ms", "loud_db", "floor_db", "tolerance_db"});
  ProofSettings proof;
  proof.gain_db = reader.real("gain_db", proof.gain_db);
  proof.meter_lag = milliseconds(reader.number("meter_lag_ms", 100, 3'000, proof.meter_lag.count()));
  proof.loud_db = reader.real("loud_db", proof.loud_db);
  proof.floor_db = reader.real("floor_db", proof.floor_db);
  proof.tolerance_db = reader.real("tolerance_db", proof.tolerance_db);
  if (!(proof.floor_db < proof.loud_db && proof.loud_db < 0 && proof.floor_db > kSilenceDb))
    reader.complain("loud_db", "must lie between floor_db and 0");
  if (!(proof.tolerance_db > 0 && proof.tolerance_db < 20)) reader.complain("tolerance_db", "must be 0 to 20");
  if (!(proof.gain_db > -60 && proof.gain_db < 60)) reader.complain("gain_db", "must be -60 to 60");
  return proof;
}

// The quantity's facts are checked with the whole map.
Pin read_pin(TableReader& reader) {
  reader.only_known({"quantity", "chip", "line", "active_low", "debounce_ms"});
  Pin pin;
  const std::string name = reader.text("quantity");
  const auto quantity = quantity_from(name);
  if (!quantity) reader.complain("quantity", "\"" + name + "\" is not known");
  pin.quantity = quantity.value_or(Quantity::door_open);
  pin.chip = reader.text("chip");
  pin.line = static_cast<unsigned>(reader.number("line", 0, kMaxPinLine));
  pin.active_low = reader.flag("active_low", false);
  pin.debounce = milliseconds(reader.number("debounce_ms", 0, kMaxDebounce.count(), pin.debounce.count()));
  return pin;
}

// Calls `read` with each table of [[key]], in order.
template <class Read>
void each_table(const toml::table& root, std::string_view key, Fault& error, const Read& read) {
  const toml::node* node = root.get(key);
  if (node == nullptr) return;
  const toml::array* array = node->as_array();
  std::size_t number = 0;
  for (const toml::node& item : array == nullptr ? toml::array{} : *array) {
    const std::string name = "[[" + std::string(key) + "]] " + std::to_string(++number);
    const toml::table* table = item.as_table();
    if (table != nullptr) {
      TableReader reader(*table, name, error);
      read(reader);
    } else if (!error) {
      error = name + " must be a table";
    }
  }
  if (array == nullptr && !error) error = std::string(key) + " must be written as [[" + std::string(key) + "]]";
}

Result<BoardMap> read_tables(const toml::table& root, const std::string& name) {
  BoardMap map;
  Fault error;
  TableReader(root, "map", error).only_known({"bus", "device", "register", "gpio", "proof"});
  RegisterMap& registers = map.registers;
  each_table(root, "bus", error, [&](TableReader& it) { registers.buses.push_back(read_bus(it)); });
  each_table(root, "device", error, [&](TableReader& it) { registers.devices.push_back(read_device(it, registers)); });
  each_table(root, "register", error, [&](TableReader& it) { place_register(it, registers); });
  each_table(root, "gpio", error, [&](TableReader& it) { registers.pins.push_back(read_pin(it)); });
  if (const toml::table* proof = root["proof"].as_table()) {
    TableReader reader(*proof, "[proof]", error);
    map.proof = read_proof(reader);
  }
  if (!error) error = first_fault(registers);
  if (error) return fail(ErrorKind::bad_input, name + ": " + *error);
  return map;
}

}  // namespace

Result<BoardMap> parse_board_map(std::string_view text, const std::string& name) {
  try {
    return read_tables(toml::parse(text), name);
  } catch (const toml::parse_error& error) {
    const auto line = error.source().begin.line;
    return fail(ErrorKind::bad_input,
                name + (line > 0 ? ":" + std::to_string(line) : "") + ": " + std::string(error.description()));
  }
}

Result<BoardMap> read_board_map(const std::filesystem::path& file) {
  const auto content = os::read_file(file, kMaxMapBytes);
  if (!content) return fail(content.error());
  return parse_board_map(as_text(*content), file.string());
}

}  // namespace tongluo::board
