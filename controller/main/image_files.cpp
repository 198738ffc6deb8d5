#include "controller/main/image_files.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/sign/running_digest.hpp"

namespace tongluo::daemon {
namespace {

constexpr mode_t kImageMode = 0640;

class ImageFile {
 public:
  ImageFile(const std::filesystem::path& path, int flags)
      : number_(::open(path.c_str(), flags | O_CLOEXEC, kImageMode)), path_(path) {}  // NOLINT: POSIX
  ~ImageFile() {
    if (number_ >= 0) ::close(number_);
  }
  ImageFile(const ImageFile&) = delete;
  ImageFile& operator=(const ImageFile&) = delete;
  bool is_open() const { return number_ >= 0; }
  tl::unexpected<Error> failure() const {
    return fail(errno == ENOENT ? ErrorKind::not_found : ErrorKind::io, path_.string() + ": " + std::strerror(errno));
  }
  // As many as there are, at most `size`.
  Result<Bytes> read(std::uint64_t offset, std::size_t size) const {
    Bytes bytes(size);
    std::size_t got = 0;
    while (got < size) {
      const ssize_t more = ::pread(number_, bytes.data() + got, size - got, static_cast<off_t>(offset + got));
      if (more < 0 && errno == EINTR) continue;
      if (more < 0) return failure();
      if (more == 0) break;
      got += static_cast<std::size_t>(more);
    }
    bytes.resize(got);
    return bytes;
  }
  Result<void> write(std::uint64_t offset, ByteView bytes) const {
    while (!bytes.empty()) {
      const ssize_t taken = ::pwrite(number_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (taken < 0 && errno == EINTR) continue;
      if (taken < 0) return failure();
      offset += static_cast<std::uint64_t>(taken);
      bytes = bytes.subspan(static_cast<std::size_t>(taken));
    }
    if (::fdatasync(number_) != 0) return failure();
    return {};
  }

 private:
  int number_;
  std::filesystem::path path_;
};

std::uint64_t place_of(std::size_t block) { return std::uint64_t{block} * limits::kImageBlockBytes; }

}  // namespace

std::filesystem::path ImageFiles::path_of(const Digest& release) const {
  return folder_ / (to_string(release) + ".image");
}

Result<std::vector<std::size_t>> ImageFiles::missing(const Digest& release,
                                                     const wire::ReleaseManifest& manifest) const {
  std::vector<std::size_t> missing;
  const ImageFile file(path_of(release), O_RDONLY);
  if (!file.is_open() && errno != ENOENT) return file.failure();
  sign::RunningDigest whole;
  whole.begin();
  for (std::size_t block = 0; block < manifest.blocks.size(); ++block) {
    Bytes bytes;
    if (file.is_open()) {
      auto read = file.read(place_of(block), wire::block_size(manifest, block));
      if (!read) return tl::unexpected(read.error());
      bytes = std::move(*read);
    }
    if (sign::digest_of(bytes) != manifest.blocks[block]) missing.push_back(block);
    whole.add(bytes);
  }
  if (missing.empty() && whole.finish() != manifest.image)
    return fail(ErrorKind::corrupt, "the blocks make another image than the manifest says");
  return missing;
}

Result<void> ImageFiles::store(const Digest& release, std::size_t block, ByteView bytes) const {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  const ImageFile file(path_of(release), O_WRONLY | O_CREAT);
  if (!file.is_open()) return file.failure();
  return file.write(place_of(block), bytes);
}

Result<Bytes> ImageFiles::read(const Digest& release, std::uint64_t offset, std::size_t bytes) const {
  const ImageFile file(path_of(release), O_RDONLY);
  if (!file.is_open()) return file.failure();
  auto read = file.read(offset, bytes);
  if (read && read->size() != bytes) return fail(ErrorKind::corrupt, path_of(release).string() + " is too short");
  return read;
}

void ImageFiles::forget(const Digest& release) const {
  std::error_code error;
  std::filesystem::remove(path_of(release), error);
}

}  // namespace tongluo::daemon
