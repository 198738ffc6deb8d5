#include "terminal-fw/modem/modem_state.hpp"

namespace tongluo::modem {

std::string_view to_string(ModemHealth health) {
  switch (health) {
    case ModemHealth::unknown:
      return "unknown";
    case ModemHealth::answering:
      return "answering";
    case ModemHealth::troubled:
      return "troubled";
    case ModemHealth::silent:
      return "silent";
  }
  return "unknown";
}

std::string_view to_string(SimState state) {
  switch (state) {
    case SimState::unknown:
      return "unknown";
    case SimState::ready:
      return "ready";
    case SimState::absent:
      return "absent";
    case SimState::locked:
      return "locked";
    case SimState::faulty:
      return "faulty";
  }
  return "unknown";
}

std::string_view to_string(Registration registration) {
  switch (registration) {
    case Registration::unknown:
      return "unknown";
    case Registration::idle:
      return "not registered";
    case Registration::searching:
      return "searching";
    case Registration::denied:
      return "denied";
    case Registration::home:
      return "home";
    case Registration::roaming:
      return "roaming";
  }
  return "unknown";
}

std::string shortened(std::string_view imsi) {
  constexpr std::size_t kOperatorDigits = 5;
  constexpr std::size_t kLastDigits = 2;
  if (imsi.size() <= kOperatorDigits + kLastDigits) return imsi.empty() ? "" : "…";
  return std::string(imsi.substr(0, kOperatorDigits)) + "…" + std::string(imsi.substr(imsi.size() - kLastDigits));
}

}  // namespace tongluo::modem
