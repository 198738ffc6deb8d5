#pragma once
// The images of releases as files of the data folder: blocks in their places, each checked by its digest when it comes,
// the whole when it is complete. One thread; blocking. Errors: not_found, io, corrupt.

#include <filesystem>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/wire/release.hpp"

namespace tongluo::daemon {

class ImageFiles {
 public:
  explicit ImageFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Which blocks are still missing, in order. None: the whole has the digest that the manifest names, too; corrupt if
  // the blocks make another image.
  Result<std::vector<std::size_t>> missing(const Digest& release, const wire::ReleaseManifest& manifest) const;
  Result<void> store(const Digest& release, std::size_t block, ByteView bytes) const;  // durable when it returns
  Result<Bytes> read(const Digest& release, std::uint64_t offset, std::size_t bytes) const;
  void forget(const Digest& release) const;

 private:
  std::filesystem::path path_of(const Digest& release) const;
  std::filesystem::path folder_;
};

}  // namespace tongluo::daemon
