#include "controller/main/call_desk.hpp"

#include <spdlog/spdlog.h>

namespace tongluo::daemon {

std::vector<http::CallEntry> CallDesk::recent(std::size_t limit) {
  std::vector<http::CallEntry> entries;
  const auto& log = calls_.log();
  for (auto at = log.rbegin(); at != log.rend() && entries.size() < limit; ++at)
    entries.push_back({at->number, at->at, std::string(to_string(at->call.kind)), at->call.level, at->call.subject,
                       at->call.text, std::string(to_string(at->fate)), at->repeats, at->step});
  return entries;
}

bool CallDesk::acknowledge(std::uint64_t number, const std::string& actor) {
  if (!calls_.acknowledge(number)) return false;
  spdlog::info("event=call_answered call={} actor=\"{}\"", number, actor);
  return true;
}

}  // namespace tongluo::daemon
