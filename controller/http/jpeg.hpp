#pragma once
// A JPEG brought into one form that says nothing beside its picture: no Exif (positions), no comment, no profile, no
// bytes after its end. Markers are read, pictures never decoded. Pure. Limits: below.

#include "controller/http/problem.hpp"
#include "protocol/base/bytes.hpp"

namespace tongluo::http {

constexpr std::size_t kMinPhotoEdge = 16;  // pixels
constexpr std::size_t kMaxPhotoEdge = 2'048;
constexpr std::size_t kMaxJpegSegments = 256;

struct CleanJpeg {
  Bytes bytes;
  std::size_t width = 0;
  std::size_t height = 0;
};

// Baseline, extended or progressive, 8 bits, grey or three components; whatever else it is: 422 photo.malformed.
Result<CleanJpeg, Problem> clean_jpeg(ByteView file);

}  // namespace tongluo::http
