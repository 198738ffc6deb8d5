#include "tools/fleet/process_use.hpp"

#include <fstream>
#include <sstream>
#include <unistd.h>

namespace tongluo::fleet {

std::optional<ProcessUse> process_use(const std::string& pid) {
  constexpr int kFieldsBeforeTimes = 11;  // behind the name: state … cmajflt
  std::ifstream stat("/proc/" + pid + "/stat");
  std::string text;
  if (!std::getline(stat, text)) return std::nullopt;
  const auto name_end = text.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(name_end + 1));
  std::string skipped;
  for (int i = 0; i < kFieldsBeforeTimes; ++i) fields >> skipped;
  double user = 0, system = 0;
  if (!(fields >> user >> system)) return std::nullopt;
  ProcessUse use;
  use.cpu_s = (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  std::ifstream pages("/proc/" + pid + "/statm");
  double total = 0, resident = 0;
  pages >> total >> resident;
  constexpr double kKilo = 1'024;
  use.resident_kb = resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / kKilo;
  return use;
}

}  // namespace tongluo::fleet
