#include "protocol/os/folder_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tongluo::os {
namespace {

class FolderDescriptor {
 public:
  explicit FolderDescriptor(int descriptor) : descriptor_(descriptor) {}
  ~FolderDescriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  FolderDescriptor(const FolderDescriptor&) = delete;
  FolderDescriptor& operator=(const FolderDescriptor&) = delete;
  int get() const { return descriptor_; }
  bool ok() const { return descriptor_ >= 0; }

 private:
  const int descriptor_;
};

auto system_words() { return fail(ErrorKind::io, std::string(std::strerror(errno))); }

}  // namespace

Result<Bytes> read_in_folder(int folder, const std::string& name, std::size_t limit_bytes) {
  if (name.find('/') != std::string::npos) return fail(ErrorKind::io, "a name, not a path");
  const FolderDescriptor file(
      ::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file.ok()) return system_words();
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return system_words();
  if (!S_ISREG(info.st_mode)) return fail(ErrorKind::io, "not a regular file");
  if (static_cast<std::uint64_t>(info.st_size) > limit_bytes) return fail(ErrorKind::limit, "too large");
  Bytes content(static_cast<std::size_t>(info.st_size));
  std::size_t filled = 0;
  while (filled < content.size()) {
    const ssize_t got = ::read(file.get(), content.data() + filled, content.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_words();
    if (got == 0) return fail(ErrorKind::io, "it became shorter");
    filled += static_cast<std::size_t>(got);
  }
  return content;
}

Result<Bytes> read_in_folder(const std::filesystem::path& folder, const std::string& name, std::size_t limit_bytes) {
  const FolderDescriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.ok()) return system_words();
  return read_in_folder(opened.get(), name, limit_bytes);
}

std::string printable_name(std::string name) {
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return c < ' ' || c == 0x7f || c == '"'; }, '?');
  return name;
}

}  // namespace tongluo::os
