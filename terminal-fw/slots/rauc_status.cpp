#include "terminal-fw/slots/rauc_status.hpp"

#include <algorithm>
#include <map>

namespace tongluo::slots {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

constexpr std::size_t kMaxVariables = 512;

// NAME='value', as a shell would read it; RAUC quotes nothing else than single quotes.
Variables read_variables(std::string_view text) {
  Variables variables;
  while (!text.empty() && variables.size() < kMaxVariables) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    std::string_view value = line.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '\'' && value.back() == '\'') value = value.substr(1, value.size() - 2);
    variables.insert_or_assign(std::string(line.substr(0, equals)), std::string(value));
  }
  return variables;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> result;
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    if (end != 0) result.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return result;
}

std::string value_of(const Variables& variables, const std::string& name) {
  const auto found = variables.find(name);
  return found == variables.end() ? std::string() : found->second;
}

}  // namespace

const RaucSlot* RaucStatus::booted() const {
  const auto found =
      std::find_if(slots.begin(), slots.end(), [](const RaucSlot& slot) { return slot.state == "booted"; });
  return found == slots.end() ? nullptr : &*found;
}

const RaucSlot* RaucStatus::target() const {
  const RaucSlot* target = nullptr;
  for (const RaucSlot& slot : slots) {
    if (slot.boot_name.empty() || slot.state == "booted") continue;
    if (target != nullptr) return nullptr;
    target = &slot;
  }
  return target;
}

Result<RaucStatus> parse_rauc_status(std::string_view text) {
  const Variables variables = read_variables(text);
  const auto names = words(value_of(variables, "RAUC_SYSTEM_SLOTS"));
  const auto numbers = words(value_of(variables, "RAUC_SLOTS"));
  if (names.empty() || names.size() != numbers.size()) return fail(ErrorKind::bad_input, "rauc status names no slots");
  RaucStatus status;
  status.primary = value_of(variables, "RAUC_BOOT_PRIMARY");
  for (std::size_t i = 0; i < names.size(); ++i)
    status.slots.push_back({names[i], value_of(variables, "RAUC_SLOT_BOOTNAME_" + numbers[i]),
                            value_of(variables, "RAUC_SLOT_STATE_" + numbers[i]),
                            value_of(variables, "RAUC_SLOT_BOOT_STATUS_" + numbers[i])});
  if (status.booted() == nullptr) return fail(ErrorKind::bad_input, "rauc status names no booted slot");
  return status;
}

}  // namespace tongluo::slots
