#pragma once
// A serial port as eight raw bits, no parity, no flow control. Owner: one thread; no call waits. Errors: not_found, io
// with the system's words, or kDeviceGone for a line that was hung up; bad_input for a speed without a constant in
// termios.

#include <filesystem>
#include <span>
#include <string_view>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::board {

inline constexpr std::string_view kDeviceGone = "the device is gone";

bool is_serial_speed(int baud);

class SerialPort {
 public:
  static Result<SerialPort> open(const std::filesystem::path& device, int baud);
  SerialPort(SerialPort&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  SerialPort& operator=(SerialPort&& other) noexcept;
  ~SerialPort() { close(); }

  // Zero: nothing is there now.
  Result<std::size_t> read(std::span<std::byte> into);
  // All of it, or an error: what is written here is short, so a full buffer is a dead line.
  Result<void> write(ByteView bytes);
  int descriptor() const { return descriptor_; }

 private:
  explicit SerialPort(int descriptor) : descriptor_(descriptor) {}
  void close();

  int descriptor_ = -1;
};

}  // namespace tongluo::board
