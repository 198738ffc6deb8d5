#include "terminal-fw/board/serial_port.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace tongluo::board {
namespace {

std::optional<speed_t> speed_of(int baud) {
  struct Speed {
    int baud;
    speed_t constant;
  };
  constexpr std::array kSpeeds = {Speed{9'600, B9600},     Speed{19'200, B19200},   Speed{38'400, B38400},
                                  Speed{57'600, B57600},   Speed{115'200, B115200}, Speed{230'400, B230400},
                                  Speed{460'800, B460800}, Speed{921'600, B921600}};
  const auto* found =
      std::find_if(kSpeeds.begin(), kSpeeds.end(), [baud](const Speed& speed) { return speed.baud == baud; });
  return found == kSpeeds.end() ? std::nullopt : std::optional(found->constant);
}

// EIO: what a driver says of a line that it hung up, as when a stick is pulled out.
auto port_error(int error) {
  if (error == EIO) return fail(ErrorKind::io, std::string(kDeviceGone));
  return fail(error == ENOENT ? ErrorKind::not_found : ErrorKind::io, std::strerror(error));
}

bool make_raw(int descriptor, speed_t speed) {
  termios settings{};
  if (::tcgetattr(descriptor, &settings) != 0) return false;
  ::cfmakeraw(&settings);
  settings.c_cflag |= CLOCAL | CREAD;
  settings.c_cflag &= ~static_cast<tcflag_t>(CRTSCTS | CSTOPB);
  settings.c_cc[VMIN] = 0;
  settings.c_cc[VTIME] = 0;
  return ::cfsetispeed(&settings, speed) == 0 && ::cfsetospeed(&settings, speed) == 0 &&
         ::tcsetattr(descriptor, TCSANOW, &settings) == 0;
}

}  // namespace

bool is_serial_speed(int baud) { return speed_of(baud).has_value(); }

Result<SerialPort> SerialPort::open(const std::filesystem::path& device, int baud) {
  const auto speed = speed_of(baud);
  if (!speed) return fail(ErrorKind::bad_input, "no such speed: " + std::to_string(baud));
  const int descriptor = ::open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return port_error(errno);
  SerialPort port(descriptor);
  if (!make_raw(descriptor, *speed)) return port_error(errno);
  // Two programs on one modem would each take the other's answers; where the driver knows no such thing, so be it.
  (void)::ioctl(descriptor, TIOCEXCL);
  return port;
}

SerialPort& SerialPort::operator=(SerialPort&& other) noexcept {
  if (this == &other) return *this;
  close();
  descriptor_ = std::exchange(other.descriptor_, -1);
  return *this;
}

void SerialPort::close() {
  if (descriptor_ < 0) return;
  ::tcflush(descriptor_, TCIOFLUSH);  // else closing may wait for a device that takes nothing
  ::close(std::exchange(descriptor_, -1));
}

Result<std::size_t> SerialPort::read(std::span<std::byte> into) {
  const auto count = ::read(descriptor_, into.data(), into.size());
  if (count >= 0) return static_cast<std::size_t>(count);
  if (errno == EAGAIN || errno == EINTR) return std::size_t{0};
  return port_error(errno);
}

Result<void> SerialPort::write(ByteView bytes) {
  const auto count = ::write(descriptor_, bytes.data(), bytes.size());
  if (count < 0) return port_error(errno);
  if (static_cast<std::size_t>(count) != bytes.size()) return fail(ErrorKind::io, "the device takes no bytes");
  return {};
}

}  // namespace tongluo::board
