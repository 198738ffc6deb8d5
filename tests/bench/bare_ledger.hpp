#pragma once
// The baseline: the same receipt rows into the same table by nothing but SQLite, in batches of the store's size, each
// made durable (WAL, synchronous FULL).

#include <filesystem>
#include <vector>

#include "controller/core/stored.hpp"

namespace tongluo::bench {

// Seconds from the first row to the last durable batch. Aborts on any error.
double write_bare(const std::filesystem::path& file, const std::vector<controller::SaveReceipt>& rows,
                  std::size_t batch);

}  // namespace tongluo::bench
