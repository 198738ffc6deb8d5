#pragma once
// Which photos there are, and whether there may be one more. Pure value; owner thread: control. Limits: below. A photo
// counts from its reservation on and is shown once it is settled.

#include <map>

#include "controller/core/stored.hpp"
#include "controller/http/photo_gate.hpp"

namespace tongluo::daemon {

constexpr std::size_t kMaxPhotosOfTerminal = 4;
constexpr std::size_t kMaxPhotos = 20'000;                            // of all terminals
constexpr std::uint64_t kMaxPhotosBytes = 2ULL * 1024 * 1024 * 1024;  // of all together

constexpr const char* kPhotoKind = "photo";  // of its record
std::string photo_record_name(const TerminalId& terminal, const Digest& digest);
controller::ShellRecord to_record(const TerminalId& terminal, const http::Photo& photo);

class PhotoBook {
 public:
  // False: the record is damaged, or no record of a photo.
  bool take(const controller::ShellRecord& record);

  std::vector<http::Photo> of(const TerminalId& terminal) const;                    // settled ones, the oldest first
  const http::Photo* find(const TerminalId& terminal, const Digest& digest) const;  // nullptr: none that is settled
  // Problems: 409 photo.too_many, 503 photo.unavailable (the same one is being stored).
  Result<void, http::Problem> reserve(const TerminalId& terminal, const http::Photo& photo);
  void settle(const TerminalId& terminal, const Digest& digest);
  void drop(const TerminalId& terminal, const Digest& digest);
  std::vector<std::string> names() const;  // of all records

 private:
  struct Kept {
    http::Photo photo;
    bool settled = false;
  };
  using Key = std::pair<TerminalId, Digest>;
  std::size_t count_of(const TerminalId& terminal) const;
  std::map<Key, Kept> photos_;
  std::uint64_t bytes_ = 0;
};

}  // namespace tongluo::daemon
