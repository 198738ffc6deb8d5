#include "terminal-fw/board/gpio_lines.hpp"

#include <cerrno>
#include <cstring>
#include <gpiod.h>
#include <map>

namespace tongluo::board {
namespace {

constexpr const char* kConsumer = "tongluo-terminal";

struct CloseChip {
  void operator()(gpiod_chip* chip) const { gpiod_chip_close(chip); }  // releases its lines
};
using Chip = std::unique_ptr<gpiod_chip, CloseChip>;

std::string name_of(const fieldbus::Pin& pin) { return pin.chip + " line " + std::to_string(pin.line); }

auto gpio_error(const std::string& what, int error) {
  return fail(error == ENOENT ? ErrorKind::not_found : ErrorKind::io, what + ": " + std::strerror(error));
}

int request(gpiod_line* line, const fieldbus::Pin& pin) {
  const int flags = pin.active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0;
  return is_output(pin) ? gpiod_line_request_output_flags(line, kConsumer, flags, 0)
                        : gpiod_line_request_input_flags(line, kConsumer, flags);
}

}  // namespace

struct GpioLines::Lines {
  std::map<std::string, Chip> chips;
  std::vector<gpiod_line*> lines;  // the chips'
  std::vector<std::string> names;
};

GpioLines::GpioLines(std::unique_ptr<Lines> lines) : lines_(std::move(lines)) {}
GpioLines::GpioLines(GpioLines&&) noexcept = default;
GpioLines& GpioLines::operator=(GpioLines&&) noexcept = default;
GpioLines::~GpioLines() = default;

Result<GpioLines> GpioLines::open(const std::vector<fieldbus::Pin>& pins) {
  auto opened = std::make_unique<Lines>();
  for (const fieldbus::Pin& pin : pins) {
    Chip& chip = opened->chips[pin.chip];
    if (!chip) chip.reset(gpiod_chip_open_lookup(pin.chip.c_str()));
    if (!chip) return gpio_error(pin.chip, errno);
    gpiod_line* const line = gpiod_chip_get_line(chip.get(), pin.line);
    if (line == nullptr || request(line, pin) != 0) return gpio_error(name_of(pin), errno);
    opened->lines.push_back(line);
    opened->names.push_back(name_of(pin));
  }
  return GpioLines(std::move(opened));
}

Result<std::vector<bool>> GpioLines::read() const {
  std::vector<bool> levels;
  for (std::size_t i = 0; i < lines_->lines.size(); ++i) {
    const int value = gpiod_line_get_value(lines_->lines[i]);
    if (value < 0) return gpio_error(lines_->names[i], errno);
    levels.push_back(value != 0);
  }
  return levels;
}

Result<void> GpioLines::write(std::size_t pin, bool on) {
  if (gpiod_line_set_value(lines_->lines.at(pin), on ? 1 : 0) == 0) return {};
  return gpio_error(lines_->names[pin], errno);
}

}  // namespace tongluo::board
