#pragma once
// Records what crosses the link and the media socket, one line each, to a file: time (UTC microseconds), direction,
// size, whether it could not be sent, kind. Never the content. Owner: the control thread. Limit: kMaxTraceBytes; what
// comes later is counted only.

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::firmware {

constexpr std::size_t kMaxTraceBytes = 1024 * 1024;

enum class PacketFate : std::uint8_t { received, sent, not_sent };

class PacketTrace {
 public:
  static Result<std::unique_ptr<PacketTrace>> open(const std::filesystem::path& file);
  void note(WallTime at, PacketFate fate, std::string_view kind, std::size_t bytes);
  // "12 packets received, 9 sent, 0 not sent".
  std::string summary() const;
  void flush() { std::fflush(file_.get()); }

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  using File = std::unique_ptr<std::FILE, Closer>;
  explicit PacketTrace(File file) : file_(std::move(file)) {}
  File file_;
  std::size_t written_ = 0;
  std::uint64_t left_out_ = 0;   // lines beyond the limit
  std::uint64_t fates_[3] = {};  // of each, how many
};

}  // namespace tongluo::firmware
