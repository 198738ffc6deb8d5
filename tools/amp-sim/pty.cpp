#include "tools/amp-sim/pty.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <system_error>
#include <termios.h>
#include <unistd.h>
#include <utility>

namespace tongluo::amp_sim {
namespace {
constexpr std::size_t kMaxBurst = 4'096;
}

Result<Pty> Pty::create() {
  const int master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  std::array<char, 128> name{};
  if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0 ||
      ::ptsname_r(master, name.data(), name.size()) != 0)
    return fail(ErrorKind::io, "cannot make a pseudo terminal: " + std::generic_category().message(errno));
  const int slave = ::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  termios settings{};
  if (slave < 0 || ::tcgetattr(slave, &settings) != 0)
    return fail(ErrorKind::io, "cannot open " + std::string(name.data()));
  ::cfmakeraw(&settings);
  ::tcsetattr(slave, TCSANOW, &settings);
  return Pty(master, slave, name.data());
}

Pty::Pty(Pty&& other) noexcept
    : master_(std::exchange(other.master_, -1)),
      slave_(std::exchange(other.slave_, -1)),
      path_(std::move(other.path_)) {}

Pty::~Pty() {
  if (slave_ >= 0) ::close(slave_);
  if (master_ >= 0) ::close(master_);
}

void Pty::write(const Octets& octets) const {
  std::size_t done = 0;
  while (done < octets.size()) {
    const ssize_t written = ::write(master_, octets.data() + done, octets.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nobody reads, as on a real line
    done += static_cast<std::size_t>(written);
  }
}

Octets Pty::read(int first_ms) const {
  constexpr int kPauseMs = 2;
  Octets all;
  int patience = first_ms;
  while (all.size() < kMaxBurst) {
    pollfd waiting{master_, POLLIN, 0};
    std::array<std::uint8_t, 512> buffer{};
    if (::poll(&waiting, 1, patience) != 1) break;
    const ssize_t got = ::read(master_, buffer.data(), buffer.size());
    if (got <= 0) break;
    all.insert(all.end(), buffer.begin(), buffer.begin() + got);
    patience = kPauseMs;
  }
  return all;
}

}  // namespace tongluo::amp_sim
