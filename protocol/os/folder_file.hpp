#pragma once
// Files that somebody else put into a folder, such as a USB stick: opened so that no link, pipe or device is followed,
// waited for or believed. Any thread; blocking.

#include <filesystem>
#include <string>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::os {

// A regular file of the open folder `folder`, whole. `name` has no slash. Errors: io (what the system says, "not a
// regular file", "it became shorter"), limit (refused before it is read).
Result<Bytes> read_in_folder(int folder, const std::string& name, std::size_t limit_bytes);
Result<Bytes> read_in_folder(const std::filesystem::path& folder, const std::string& name, std::size_t limit_bytes);

// The name for a log or an answer: it may not end the line or the quotation.
std::string printable_name(std::string name);

}  // namespace tongluo::os
