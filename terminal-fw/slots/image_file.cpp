#include "terminal-fw/slots/image_file.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <utility>

#include "protocol/sign/running_digest.hpp"

namespace tongluo::slots {
namespace {

constexpr std::size_t kPieceBytes = 64 * 1024;

// Reads to the end, piece by piece; `each` returns false to stop with errno set.
template <class Each>
bool read_pieces(const File& file, Each each) {
  Bytes piece(kPieceBytes);
  while (true) {
    const ssize_t got = ::read(file.number(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return false;
    if (got == 0) return true;
    if (!each(ByteView(piece).first(static_cast<std::size_t>(got)))) return false;
  }
}

bool write_all(const File& file, ByteView content) {
  while (!content.empty()) {
    const ssize_t wrote = ::write(file.number(), content.data(), content.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    content = content.subspan(static_cast<std::size_t>(wrote));
  }
  return true;
}

}  // namespace

File::File(File&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
File& File::operator=(File&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}
File::~File() {
  if (number_ >= 0) ::close(number_);
}

tl::unexpected<Error> os_failure(const std::filesystem::path& path) {
  const int code = errno;
  const ErrorKind kind = code == ENOENT ? ErrorKind::not_found : code == ENOSPC ? ErrorKind::limit : ErrorKind::io;
  return fail(kind, path.string() + ": " + std::strerror(code));
}

Result<Digest> digest_of_file(const std::filesystem::path& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return os_failure(path);
  ::posix_fadvise(file.number(), 0, 0, POSIX_FADV_DONTNEED);
  sign::RunningDigest digest;
  digest.begin();
  const bool read = read_pieces(file, [&](ByteView piece) {
    digest.add(piece);
    return true;
  });
  if (!read) return os_failure(path);
  return digest.finish();
}

Result<void> copy_durably(const std::filesystem::path& from, const std::filesystem::path& to, unsigned mode) {
  std::filesystem::path beside = to;
  beside += ".new";
  const File source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (!source.is_open()) return os_failure(from);
  const File target(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
  if (!target.is_open()) return os_failure(beside);
  const bool copied = read_pieces(source, [&](ByteView piece) { return write_all(target, piece); }) &&
                      ::fchmod(target.number(), mode) == 0 && ::fsync(target.number()) == 0 &&
                      ::rename(beside.c_str(), to.c_str()) == 0;
  if (!copied) {
    auto failure = os_failure(beside);
    ::unlink(beside.c_str());
    return failure;
  }
  return sync_folder(to.parent_path());
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const File file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!file.is_open() || ::fsync(file.number()) != 0) return os_failure(folder);
  return {};
}

Result<void> remove_durably(const std::filesystem::path& path) {
  if (::unlink(path.c_str()) != 0) {
    if (errno == ENOENT) return {};
    return os_failure(path);
  }
  return sync_folder(path.parent_path());
}

Result<void> check_room(const std::filesystem::path& folder, std::uint64_t bytes, std::uint64_t reserve_bytes) {
  struct statvfs info {};
  if (::statvfs(folder.c_str(), &info) != 0) return os_failure(folder);
  const std::uint64_t free = static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
  if (free >= bytes && free - bytes >= reserve_bytes) return {};
  return fail(ErrorKind::limit, folder.string() + ": " + std::to_string(free) + " bytes free, " +
                                    std::to_string(bytes) + " needed, " + std::to_string(reserve_bytes) +
                                    " kept for others");
}

}  // namespace tongluo::slots
