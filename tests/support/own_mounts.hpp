#pragma once
// A mount table of this process's and its children's own, for tests of disks. Needs the right to mount: root, also in a
// chroot.

#include <filesystem>
#include <sched.h>
#include <sys/mount.h>

namespace tongluo::test {

class OwnMounts {
 public:
  // For mounts on the existing folder.
  explicit OwnMounts(std::filesystem::path folder) : folder_(std::move(folder)) {
    if (::unshare(CLONE_NEWNS) != 0) return;
    made_ = ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 || bind();
  }
  ~OwnMounts() {
    if (bound_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  OwnMounts(const OwnMounts&) = delete;
  OwnMounts& operator=(const OwnMounts&) = delete;
  bool made() const { return made_; }

 private:
  // In a chroot "/" is no mount point, and the one it lies on has no name there. So the folder becomes one: if others
  // share what it lies on, they see that it is, but nothing of what is mounted on it.
  bool bind() {
    bound_ = ::mount(folder_.c_str(), folder_.c_str(), nullptr, MS_BIND, nullptr) == 0;
    return bound_ && ::mount("none", folder_.c_str(), nullptr, MS_PRIVATE, nullptr) == 0;
  }

  const std::filesystem::path folder_;
  bool made_ = false;
  bool bound_ = false;
};

}  // namespace tongluo::test
