#include "terminal-fw/main/reboot_request.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace tongluo::firmware {
namespace {

Result<void> cannot(const std::filesystem::path& file) {
  return fail(ErrorKind::unavailable,
              "the restart of the device cannot be asked for: " + file.string() + ": " + std::strerror(errno));
}

}  // namespace

Result<void> may_request_reboot(const std::filesystem::path& file) {
  if (::access(file.parent_path().c_str(), W_OK | X_OK) != 0) return cannot(file);
  return {};
}

Result<void> request_reboot(const std::filesystem::path& file) {
  constexpr mode_t kRequestMode = 0600;
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, kRequestMode);
  if (descriptor < 0) return cannot(file);
  ::close(descriptor);
  return {};
}

void withdraw_reboot(const std::filesystem::path& file) {
  std::error_code gone;  // it was obeyed, or never made
  std::filesystem::remove(file, gone);
}

}  // namespace tongluo::firmware
