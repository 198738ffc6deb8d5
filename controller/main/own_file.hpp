#pragma once
// A small text file that people edit while the controller runs: read again whenever its time or size has changed. One
// thread; blocking, for as long as a small local file takes. Limit: speech::kMaxOwnFileBytes.

#include <filesystem>
#include <optional>
#include <string>

#include "protocol/base/result.hpp"

namespace tongluo::daemon {

struct OwnFileName {
  std::filesystem::path path;
  bool required = false;  // named in the configuration; else it may be missing and then is empty
};

class OwnFile {
 public:
  explicit OwnFile(OwnFileName name) : name_(std::move(name)) {}

  // The content if it is new since the last call, or why it cannot be read; nothing: as before.
  std::optional<Result<std::string>> poll();
  std::string path() const { return name_.path.string(); }

 private:
  struct Seen {
    std::filesystem::file_time_type changed;
    std::uintmax_t bytes = 0;
    bool there = false;
    bool operator==(const Seen&) const = default;
  };

  OwnFileName name_;
  std::optional<Seen> seen_;
};

}  // namespace tongluo::daemon
