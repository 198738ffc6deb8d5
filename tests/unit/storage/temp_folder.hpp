#pragma once
// A folder of its own for one test, gone afterwards.

#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>

namespace tongluo::test {

class TempFolder {
 public:
  TempFolder() {
    std::string name = testing::TempDir() + "tongluo-XXXXXX";
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    path_ = name;
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace tongluo::test
