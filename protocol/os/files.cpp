#include "protocol/os/files.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace tongluo::os {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

tl::unexpected<Error> os_error(const std::filesystem::path& path) {
  const int code = errno;
  const ErrorKind kind = code == ENOENT ? ErrorKind::not_found : ErrorKind::io;
  return fail(kind, path.string() + ": " + std::strerror(code));
}

bool write_all(int fd, ByteView content) {
  while (!content.empty()) {
    const ssize_t wrote = ::write(fd, content.data(), content.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    content = content.subspan(static_cast<std::size_t>(wrote));
  }
  return true;
}

bool sync_folder(const std::filesystem::path& folder) {
  const Descriptor fd(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return fd.ok() && ::fsync(fd.get()) == 0;
}

}  // namespace

Result<Bytes> read_file(const std::filesystem::path& path, std::size_t limit_bytes) {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.ok()) return os_error(path);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return os_error(path);
  if (!S_ISREG(info.st_mode)) return fail(ErrorKind::bad_input, path.string() + ": not a regular file");
  if (static_cast<std::uint64_t>(info.st_size) > limit_bytes)
    return fail(ErrorKind::limit, path.string() + ": larger than " + std::to_string(limit_bytes) + " bytes");
  Bytes content(static_cast<std::size_t>(info.st_size));
  std::size_t filled = 0;
  while (filled < content.size()) {
    const ssize_t got = ::read(fd.get(), content.data() + filled, content.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return os_error(path);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  content.resize(filled);
  return content;
}

Result<void> write_file(const std::filesystem::path& path, ByteView content, unsigned mode) {
  std::filesystem::path beside = path;
  beside += ".new";
  {
    const Descriptor fd(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    if (!fd.ok()) return os_error(beside);
    if (!write_all(fd.get(), content) || ::fsync(fd.get()) != 0) {
      const auto error = os_error(beside);
      ::unlink(beside.c_str());  // on a full disk its part would stay there
      return error;
    }
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) return os_error(path);
  if (!sync_folder(path.parent_path())) return os_error(path.parent_path());
  return {};
}

Result<void> rename_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return os_error(from);
  if (!sync_folder(to.parent_path())) return os_error(to.parent_path());
  return {};
}

}  // namespace tongluo::os
