#pragma once
// A program that stands in for a speech engine, in a folder that only it has.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace tongluo::speech {

class StandInEngine {
 public:
  explicit StandInEngine(const std::string& script) {
    char folder[] = "/tmp/tongluo-engine-XXXXXX";
    folder_ = ::mkdtemp(folder);
    std::ofstream(path()) << "#!/bin/bash\n" << script << "\n";
    std::filesystem::permissions(path(), std::filesystem::perms::owner_all);
  }
  StandInEngine(const StandInEngine&) = delete;
  StandInEngine& operator=(const StandInEngine&) = delete;
  ~StandInEngine() { std::filesystem::remove_all(folder_); }
  std::string path() const { return folder_ / "engine"; }

 private:
  std::filesystem::path folder_;
};

}  // namespace tongluo::speech
