#pragma once
// Records what crosses the link, one line each, to a file: time, direction, kind, size. Never the content. Owner: the
// control thread. Limit: kMaxTraceBytes; what comes later is counted only.

#include <cstdio>
#include <filesystem>
#include <memory>

#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::firmware {

constexpr std::size_t kMaxTraceBytes = 1024 * 1024;

class PacketTrace {
 public:
  static Result<std::unique_ptr<PacketTrace>> open(const std::filesystem::path& file);
  void note(WallTime at, bool incoming, std::string_view kind, std::size_t bytes);
  std::uint64_t packets() const { return packets_; }
  void flush() { std::fflush(file_.get()); }

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  using File = std::unique_ptr<std::FILE, Closer>;
  explicit PacketTrace(File file) : file_(std::move(file)) {}
  File file_;
  std::size_t written_ = 0;
  std::uint64_t packets_ = 0;
};

}  // namespace tongluo::firmware
