#pragma once
// What a database holds: all rows of all tables as one text; what is wrong with the file as the error.

#include <filesystem>
#include <string>

#include "protocol/base/result.hpp"

namespace tongluo::faults {

Result<std::string> content_of(const std::filesystem::path& file);

}  // namespace tongluo::faults
