#pragma once
// At the start: the trust list file, then every ID.env of the places folder, handed to the core if newer than what is
// stored. A file that is wrong is named in the log and left out. Owner thread: control. Limits: kMaxPlaceFiles,
// kMaxEnvelopeFileBytes.

#include <filesystem>
#include <functional>
#include <memory>

#include "controller/main/core_runner.hpp"

namespace tongluo::daemon {

constexpr std::size_t kMaxPlaceFiles = controller::kMaxTerminals;
constexpr std::size_t kMaxEnvelopeFileBytes = 64 * 1024;

struct ImportFiles {
  std::filesystem::path trust_list;
  std::filesystem::path places;
};

struct Imported {
  std::size_t stored = 0, unchanged = 0, wrong = 0;
};

// `done` is called once, when the last answer is there; maybe before this returns.
void import_files(CoreRunner& runner, const ImportFiles& files, std::function<void(Imported)> done);

}  // namespace tongluo::daemon
