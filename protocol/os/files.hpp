#pragma once
// Whole-file reads and atomic, synced writes. Any thread; blocking.

#include <filesystem>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::os {

// Refuses files above `limit_bytes` before reading. Errors: not_found, io, limit.
Result<Bytes> read_file(const std::filesystem::path& path, std::size_t limit_bytes);

// Writes beside, syncs, renames, syncs the folder: after a power cut the old or the new file is there, whole. Errors:
// io.
Result<void> write_file(const std::filesystem::path& path, ByteView content, unsigned mode = 0644);

// Renames within a folder and syncs it. Errors: io.
Result<void> rename_file(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace tongluo::os
