// The quiet self-test: each check is a rule on the status, with what a technician is told.

#include <algorithm>

#include "terminal-fw/maintenance/status.hpp"

namespace tongluo::maintenance {
namespace {

constexpr std::uint32_t kLeastJournalPercent = 10;
constexpr std::size_t kNameWidth = 12;

Check certificate(const Status& status) {
  const bool good = status.certificate_end > status.now;
  return {"certificate", good, (good ? "until " : "ended ") + utc_text(status.certificate_end)};
}

Check clock(const Status& status) {
  if (status.synchronised) return {"clock", true, "synchronised"};
  if (status.clock_lost) return {"clock", false, "lost: schedules wait until the controller tells the time"};
  return {"clock", false, "not synchronised: what was accepted plays, no new schedule is taken"};
}

Check trust_list(const Status& status) {
  if (status.trust_list_version == 0) return {"trust list", false, "none: nothing can be verified"};
  const bool good = status.trust_list_end > status.now;
  return {"trust list", good,
          "version " + std::to_string(status.trust_list_version) + (good ? "" : ", expired: only dispatch goes on")};
}

Check storage(const Status& status) {
  if (!status.storage_trouble.empty()) return {"storage", false, status.storage_trouble};
  if (status.commits_failed > 0)
    return {"storage", false, std::to_string(status.commits_failed) + " writes failed since start"};
  return {"storage", status.journal_free_percent >= kLeastJournalPercent,
          std::to_string(status.journal_free_percent) + " % free"};
}

// What the modem says of registration and signal is its third line.
Check mobile(const Status& status) {
  constexpr std::size_t kNetworkLine = 2;
  const std::string said = status.modem.size() > kNetworkLine ? status.modem[kNetworkLine] : "";
  return {"modem", *status.served, *status.served ? said : "no mobile network serves it: " + said};
}

}  // namespace

std::vector<Check> self_test(const Status& status) {
  std::vector<Check> checks = {
      {"controller", status.link_open, status.link_open ? status.controller : "not connected: " + status.link_trouble},
      clock(status),
      certificate(status),
      trust_list(status),
      {"place", !status.area.empty(), status.area.empty() ? "no place record: nothing addresses it" : status.area},
      {"sound", !status.sound_fault, status.sound_fault ? "the sound device failed" : "the sound device works"},
      {"drill words", status.drill_words, status.drill_words ? "whole" : "unusable: drills are refused"},
      storage(status),
      {"safe mode", !status.safe_mode, status.safe_mode ? "on: " + status.boot_reason : "off"},
  };
  if (status.sound_test)
    checks.push_back({"sound test", !is_fault(*status.sound_test), result_text(*status.sound_test)});
  if (status.served) checks.push_back(mobile(status));
  return checks;
}

bool all_passed(const std::vector<Check>& checks) {
  return std::all_of(checks.begin(), checks.end(), [](const Check& check) { return check.passed; });
}

std::string checks_text(const std::vector<Check>& checks) {
  std::string out;
  for (const Check& check : checks) {
    out += check.passed ? "ok    " : "FAIL  ";
    out += check.name;
    out.append(kNameWidth - std::min(check.name.size(), kNameWidth), ' ');
    out += check.detail + "\n";
  }
  const auto failed = std::count_if(checks.begin(), checks.end(), [](const Check& check) { return !check.passed; });
  return out + (failed == 0 ? "self-test passed\n" : "self-test: " + std::to_string(failed) + " failed\n");
}

}  // namespace tongluo::maintenance
