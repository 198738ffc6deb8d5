#pragma once
// One file of a USB stick, read by whoever may wait for the stick, taken by whoever may not. Any thread. A stick that
// hangs keeps nobody but the reader waiting.

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::audio {

class StickReading {
 public:
  StickReading(std::filesystem::path folder, std::string name) : folder_(std::move(folder)), name_(std::move(name)) {}

  // Reads it, once; at most kMaxClipBytes. Does not throw.
  void read();
  bool done() const;
  // Nothing: `stop` came first. The content lives as long as this object.
  std::optional<Result<ByteView>> wait(const std::stop_token& stop) const;
  const std::string& name() const { return name_; }

 private:
  const std::filesystem::path folder_;
  const std::string name_;
  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  std::optional<Result<Bytes>> content_;
};

}  // namespace tongluo::audio
