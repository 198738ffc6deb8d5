#pragma once
// A file system of the test's own on a medium that can vanish under it, as a card that breaks or is pulled: a file
// behind a loop device, cut to nothing, where it cannot grow again. The kernel then answers with EIO what it does not
// hold itself, and makes nothing read-only before somebody writes. Needs the right to mount and mkfs.ext4; mounted() is
// false without.

#include <cstdlib>
#include <filesystem>
#include <string>
#include <sys/mount.h>

#include "tests/support/small_disk.hpp"

namespace tongluo::test {

class DyingDisk {
 public:
  // On the existing folder; the medium is in another one.
  DyingDisk(std::filesystem::path folder, const std::filesystem::path& medium)
      : folder_(std::move(folder)), mounts_(folder_), medium_(medium, kMediumMib), image_(medium / "image") {
    const std::string make = "truncate -s 16M " + image_.string() + " && mkfs.ext4 -q -F " + image_.string() +
                             " && mount -o loop " + image_.string() + " " + folder_.string();
    mounted_ = mounts_.made() && medium_.mounted() && std::system(("{ " + make + "; } >/dev/null 2>&1").c_str()) == 0;
  }
  ~DyingDisk() {
    if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  DyingDisk(const DyingDisk&) = delete;
  DyingDisk& operator=(const DyingDisk&) = delete;

  bool mounted() const { return mounted_; }
  void die() const {
    std::filesystem::resize_file(image_, 0);
    medium_.fill();
  }

 private:
  static constexpr unsigned kMediumMib = 20;
  const std::filesystem::path folder_;
  const OwnMounts mounts_;
  const SmallDisk medium_;
  const std::filesystem::path image_;
  bool mounted_ = false;
};

}  // namespace tongluo::test
