#include "protocol/os/program_pages.hpp"

#include <cstdint>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <vector>

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

constexpr std::uintptr_t kCode = 0x5000'1000;

std::vector<Mapping> mappings_of(const std::string& text) {
  std::istringstream smaps(text);
  return file_backed_mappings(smaps, kCode);
}

TEST(ProgramPages, OnlyWhatEqualsTheFileIsGivenBack) {
  const std::string text =
      "50000000-50002000 r-xp 00000000 fe:00 1 /usr/bin/program\nSize: 8 kB\nRss: 4 kB\nAnonymous: 0 kB\n"
      "50002000-50003000 r--p 00002000 fe:00 1 /usr/bin/program\nRss: 4 kB\nAnonymous: 4 kB\n"
      "50003000-50004000 rw-p 00003000 fe:00 1 /usr/bin/program\nRss: 4 kB\nAnonymous: 0 kB\n"
      "50004000-50005000 r--p 00000000 00:00 0\nRss: 4 kB\nAnonymous: 0 kB\n"
      "50005000-50006000 r-xp 00000000 00:00 0 [vdso]\nRss: 4 kB\nAnonymous: 0 kB\n";
  EXPECT_EQ(mappings_of(text), (std::vector<Mapping>{{0x5000'0000, 0x2000}}));
}

TEST(ProgramPages, TheMapOfAnEmulatorIsNotOurs) {
  EXPECT_TRUE(mappings_of("50000000-50002000 r--p 00000000 fe:00 1 /usr/bin/program\nAnonymous: 0 kB\n").empty());
  EXPECT_TRUE(mappings_of("50002000-50003000 r-xp 00000000 fe:00 1 /usr/bin/qemu-arm\nAnonymous: 0 kB\n").empty());
}

TEST(ProgramPages, NonsenseGivesNothingBack) {
  EXPECT_TRUE(mappings_of("").empty());
  EXPECT_TRUE(mappings_of("-\n50000000- r-xp\nzz-1 r-xp 0 0 0 /x\nAnonymous:\nAnonymous: 0\n").empty());
}

}  // namespace
}  // namespace tongluo::os
