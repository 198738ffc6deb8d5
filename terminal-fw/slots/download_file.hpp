#pragma once
// The image that is being downloaded: one file, blocks in their places. Performs OpenDownload, StoreBlock, DigestImage
// and Discard of the update machine. Owner: one thread that may block. Errors: limit (no room), io.

#include <filesystem>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/digest.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::slots {

class DownloadFile {
 public:
  // `reserve_bytes` of the file system stay free for journal and clips.
  DownloadFile(std::filesystem::path folder, std::uint64_t reserve_bytes)
      : folder_(std::move(folder)), reserve_bytes_(reserve_bytes) {}

  // Takes all the room at once, removes other releases' files, and reads what is there: the digest of each block. What
  // a power cut tore does not match any block.
  Result<std::vector<Digest>> open(const Digest& release, std::uint64_t bytes);
  Result<void> store(std::size_t index, ByteView block);  // durable when it returns
  Result<Digest> digest() const;                          // of all of it
  const std::filesystem::path& path() const { return path_; }
  Result<void> discard();  // every file here

 private:
  Result<void> remove_all_but(const std::string& name);
  Result<void> reserve(std::uint64_t bytes);
  Result<std::vector<Digest>> read_blocks() const;
  std::filesystem::path folder_;
  std::uint64_t reserve_bytes_;
  std::filesystem::path path_;
};

}  // namespace tongluo::slots
