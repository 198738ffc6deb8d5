#pragma once
// A small file system of the test's own, to be filled or made read-only. Needs the right to mount; mounted() is false
// without it. The mount is this process's and its children's alone.

#include <filesystem>
#include <fstream>
#include <string>
#include <sys/mount.h>

#include "tests/support/own_mounts.hpp"

namespace tongluo::test {

class SmallDisk {
 public:
  // On the existing folder, of one MiB times `size_mib`.
  SmallDisk(std::filesystem::path folder, unsigned size_mib) : folder_(std::move(folder)), mounts_(folder_) {
    const std::string size = "size=" + std::to_string(size_mib) + "m";
    mounted_ = mounts_.made() && ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, size.c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool mounted() const { return mounted_; }
  // False: somebody has a file open for writing.
  bool set_read_only(bool read_only) const {
    const unsigned long flags = read_only ? MS_REMOUNT | MS_RDONLY : MS_REMOUNT;
    return ::mount("none", folder_.c_str(), nullptr, flags, nullptr) == 0;
  }
  void fill(std::size_t leave_bytes = 0) const {
    const auto room = static_cast<std::size_t>(std::filesystem::space(folder_).available);
    std::ofstream(folder_ / "filler", std::ios::binary) << std::string(room - leave_bytes, 'x');
  }
  void empty() const { std::filesystem::remove(folder_ / "filler"); }

 private:
  const std::filesystem::path folder_;
  const OwnMounts mounts_;
  bool mounted_ = false;
};

}  // namespace tongluo::test
