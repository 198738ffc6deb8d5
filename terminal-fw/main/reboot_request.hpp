#pragma once
// Asks whoever may restart the device: a file that the system watches for (the package's tongluo-terminal-reboot.path).
// Owner: the control thread.

#include <filesystem>

#include "protocol/base/result.hpp"

namespace tongluo::firmware {

// Errors: unavailable, with the system's words: it could not be asked.
Result<void> may_request_reboot(const std::filesystem::path& file);
Result<void> request_reboot(const std::filesystem::path& file);
void withdraw_reboot(const std::filesystem::path& file);

}  // namespace tongluo::firmware
