#include "protocol/os/program_pages.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <string>

namespace tongluo::os {
namespace {

std::size_t resident_file_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("RssFile:")) return std::stoul(line.substr(8));
  return 0;
}

TEST(ProgramPages, WhatTheStartAloneNeededIsGivenBackAndTheProgramGoesOn) {
  const std::size_t before = resident_file_kib();
  const std::size_t octets = release_program_pages();
  EXPECT_GT(octets, 1'000'000U) << "the C++ library alone has more text than that";
  EXPECT_LT(resident_file_kib(), before);
  EXPECT_EQ(release_program_pages(), octets) << "what was given back comes again";
}

}  // namespace
}  // namespace tongluo::os
