#include "controller/http/request_parts.hpp"

#include <cctype>

namespace tongluo::http {

std::string media_type(std::string_view header) {
  std::string type;
  for (const char c : header.substr(0, header.find(';')))
    if (c != ' ') type.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  return type;
}

std::string agent_of(std::string_view header) {
  constexpr std::size_t kMaxAgentBytes = 160;
  std::string agent(header.substr(0, kMaxAgentBytes));
  for (char& c : agent)
    if (static_cast<unsigned char>(c) < ' ' || c == '"' || c == 0x7f) c = '?';
  return agent;
}

bool is_api(std::string_view target) {
  return target.starts_with("/api/") || target.starts_with("/health") || target.starts_with("/metrics");
}

}  // namespace tongluo::http
