#pragma once
// The cabinet as maintenance sees it: names in, words and values out. Owner: the control thread.

#include "terminal-fw/main/cabinet_desk.hpp"
#include "terminal-fw/maintenance/field_bus.hpp"

namespace tongluo::firmware {

class CabinetPort final : public maintenance::FieldBus {
 public:
  explicit CabinetPort(CabinetDesk& cabinet) : cabinet_(cabinet) {}

  std::vector<std::string> levels() const override;
  Result<double> read(const std::string& quantity) const override;
  // The amplifier's relay has a master of its own and is refused (ErrorKind::refused).
  Result<void> write(const std::string& quantity, double value) override;

 private:
  CabinetDesk& cabinet_;
};

}  // namespace tongluo::firmware
