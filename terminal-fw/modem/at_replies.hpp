#pragma once
// Single lines that a modem says (3GPP TS 27.007; identities by TS 23.003 and ITU-T E.118) as values. Each parser gives
// nothing for a line that is another one or is wrong. Pure.

#include <optional>
#include <string>
#include <string_view>

#include "terminal-fw/modem/modem_state.hpp"

namespace tongluo::modem {

// The end of an answer.
struct FinalResult {
  bool ok = false;
  std::optional<SimState> sim;  // what an error says of the SIM card (section 9.2)
};
std::optional<FinalResult> parse_final(std::string_view line);

std::optional<int> parse_csq(std::string_view line);  // "+CSQ: 17,99" → −79; nothing for "not known"

struct ExtendedSignal {
  std::optional<int> rssi_dbm;  // GSM's level or UTRA's code power
  std::optional<int> rsrp_dbm;
};
std::optional<ExtendedSignal> parse_cesq(std::string_view line);

// "+CREG: 0,1", as an answer, or "+CREG: 1", unasked; of `name` CREG, CGREG, CEREG or C5GREG.
std::optional<Registration> parse_registration(std::string_view line, std::string_view name);
std::optional<std::string> parse_cops(std::string_view line);  // the operator; empty: none
std::optional<SimState> parse_cpin(std::string_view line);

// With or without the command's name before it.
std::optional<std::string> parse_imei(std::string_view line);
std::optional<std::string> parse_imsi(std::string_view line);
std::optional<std::string> parse_iccid(std::string_view line);

}  // namespace tongluo::modem
