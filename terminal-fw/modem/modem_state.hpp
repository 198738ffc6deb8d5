#pragma once
// What the terminal knows of its modem. Plain values; what the modem did not say is absent or unknown.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tongluo::modem {

enum class ModemHealth : std::uint8_t {
  unknown,    // not asked yet
  answering,  // its last answer came in time
  troubled,   // an answer did not come; asked again
  silent,     // no answer several times in a row, or its port cannot be opened
};

enum class SimState : std::uint8_t {
  unknown,
  ready,
  absent,  // none in the holder
  locked,  // asks for a PIN or PUK
  faulty,  // cannot be read
};

// 3GPP TS 27.007, section 7.2.
enum class Registration : std::uint8_t {
  unknown,
  idle,  // not registered and not searching
  searching,
  denied,  // the network refuses it, or serves it in emergencies only
  home,
  roaming,
};

std::string_view to_string(ModemHealth health);
std::string_view to_string(SimState state);
std::string_view to_string(Registration registration);
constexpr bool is_registered(Registration value) {
  return value == Registration::home || value == Registration::roaming;
}

struct ModemState {
  ModemHealth health = ModemHealth::unknown;
  SimState sim = SimState::unknown;
  Registration registration = Registration::unknown;
  std::optional<int> rssi_dbm;  // of the whole channel: −113 … −51
  std::optional<int> rsrp_dbm;  // of the LTE reference signal, some 20 to 30 dB below the RSSI: −141 … −43
  std::string operator_name;    // printable ASCII; empty: unknown
  std::string imei;             // of the modem; digits
  std::string imsi;             // of the subscription; digits. Never in a log: see shortened()
  std::string iccid;            // of the SIM card; digits, on some also A to F
  bool operator==(const ModemState&) const = default;
};

// The operator's part of an IMSI and its last two digits; the person between is nobody's business.
std::string shortened(std::string_view imsi);

}  // namespace tongluo::modem
