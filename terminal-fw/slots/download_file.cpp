#include "terminal-fw/slots/download_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "terminal-fw/slots/image_file.hpp"

namespace tongluo::slots {
namespace {

constexpr const char* kSuffix = ".image";
constexpr std::size_t kMaxFiles = 64;  // looked at; one is ours

// Fewer octets than asked for only at the end of the file.
ssize_t read_at(const File& file, std::uint64_t offset, Bytes& into) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    const ssize_t got =
        ::pread(file.number(), into.data() + filled, into.size() - filled, static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -1;
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return static_cast<ssize_t>(filled);
}

}  // namespace

Result<std::vector<Digest>> DownloadFile::open(const Digest& release, std::uint64_t bytes) {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error) return fail(ErrorKind::io, folder_.string() + ": " + error.message());
  const std::string name = to_string(release) + kSuffix;
  if (auto removed = remove_all_but(name); !removed) return fail(removed.error());
  path_ = folder_ / name;
  if (auto reserved = reserve(bytes); !reserved) return fail(reserved.error());
  return read_blocks();
}

Result<void> DownloadFile::remove_all_but(const std::string& name) {
  std::error_code error;
  std::vector<std::filesystem::path> others;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    if (entry.path().extension() == kSuffix && entry.path().filename() != name) others.push_back(entry.path());
    if (others.size() >= kMaxFiles) break;
  }
  if (error) return fail(ErrorKind::io, folder_.string() + ": " + error.message());
  for (const auto& other : others)
    if (auto removed = remove_durably(other); !removed) return removed;
  return {};
}

// A file of another length is not ours any more: the name tells the release, and a release has one length.
Result<void> DownloadFile::reserve(std::uint64_t bytes) {
  struct stat info {};
  const bool exists = ::stat(path_.c_str(), &info) == 0;
  if (exists && static_cast<std::uint64_t>(info.st_size) == bytes) return {};
  if (auto removed = remove_durably(path_); !removed) return removed;
  if (auto room = check_room(folder_, bytes, reserve_bytes_); !room) return room;
  const File file(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file.is_open()) return os_failure(path_);
  errno = ::posix_fallocate(file.number(), 0, static_cast<off_t>(bytes));
  if (errno != 0 || ::fsync(file.number()) != 0) {
    auto failure = os_failure(path_);
    ::unlink(path_.c_str());
    return failure;
  }
  return sync_folder(folder_);
}

Result<std::vector<Digest>> DownloadFile::read_blocks() const {
  const File file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return os_failure(path_);
  std::vector<Digest> blocks;
  Bytes block(limits::kImageBlockBytes);
  for (std::uint64_t offset = 0; blocks.size() < limits::kMaxImageBlocks; offset += limits::kImageBlockBytes) {
    const ssize_t got = read_at(file, offset, block);
    if (got < 0) return os_failure(path_);
    if (got == 0) break;
    blocks.push_back(sign::digest_of(ByteView(block).first(static_cast<std::size_t>(got))));
  }
  return blocks;
}

Result<void> DownloadFile::store(std::size_t index, ByteView block) {
  const File file(::open(path_.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.is_open()) return os_failure(path_);
  std::uint64_t offset = static_cast<std::uint64_t>(index) * limits::kImageBlockBytes;
  while (!block.empty()) {
    const ssize_t wrote = ::pwrite(file.number(), block.data(), block.size(), static_cast<off_t>(offset));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return os_failure(path_);
    block = block.subspan(static_cast<std::size_t>(wrote));
    offset += static_cast<std::uint64_t>(wrote);
  }
  if (::fdatasync(file.number()) != 0) return os_failure(path_);
  return {};
}

Result<Digest> DownloadFile::digest() const { return digest_of_file(path_); }

Result<void> DownloadFile::discard() {
  if (!std::filesystem::exists(folder_)) return {};
  return remove_all_but({});
}

}  // namespace tongluo::slots
