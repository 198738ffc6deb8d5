#pragma once
// What the kernel counts of a network interface. Any thread.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace tongluo::board {

// Octets received and sent; nothing: there is no such interface now. `folder`: /sys/class/net.
std::optional<std::uint64_t> interface_octets(const std::filesystem::path& folder, const std::string& interface);
std::string kernel_boot_id();  // of this start of the machine; never empty

}  // namespace tongluo::board
