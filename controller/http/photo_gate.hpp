#pragma once
// Photos of installed terminals as the HTTP interface sees them; controller/main implements it. Owner thread: control.

#include <functional>
#include <string>
#include <vector>

#include "controller/http/jpeg.hpp"
#include "protocol/base/digest.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::http {

struct Photo {
  Digest digest;  // of the bytes that are kept
  std::size_t width = 0;
  std::size_t height = 0;
  std::size_t bytes = 0;
  WallTime at{};
  std::string actor;
};

class PhotoGate {
 public:
  virtual ~PhotoGate() = default;
  virtual std::vector<Photo> photos(const TerminalId& terminal) const = 0;  // the oldest first
  // Durable before the answer; the same picture again is the one that is there. Problems: 409 photo.too_many,
  // 503 photo.unavailable.
  virtual void add(const TerminalId& terminal, CleanJpeg picture, const std::string& actor,
                   std::function<void(Result<Photo, Problem>)> answer) = 0;
  // Problems: 404 photo.not_found, 503 photo.unavailable.
  virtual void read(const TerminalId& terminal, const Digest& photo,
                    std::function<void(Result<Bytes, Problem>)> answer) = 0;
  virtual void remove(const TerminalId& terminal, const Digest& photo, const std::string& actor,
                      std::function<void(Result<void, Problem>)> answer) = 0;
};

}  // namespace tongluo::http
