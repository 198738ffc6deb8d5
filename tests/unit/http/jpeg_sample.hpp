#pragma once
// JPEGs put together segment by segment: what a parser sees of a photo, no picture that could be decoded.

#include <string>

#include "protocol/base/bytes.hpp"

namespace tongluo::test {

inline std::string jpeg_segment(int marker, const std::string& payload) {
  const std::size_t length = payload.size() + 2;
  return std::string{'\xff', static_cast<char>(marker), static_cast<char>(length >> 8U), static_cast<char>(length)} +
         payload;
}

inline std::string jpeg_frame(int width, int height, int components = 3) {
  std::string frame{8,
                    static_cast<char>(height >> 8),
                    static_cast<char>(height),
                    static_cast<char>(width >> 8),
                    static_cast<char>(width),
                    static_cast<char>(components)};
  for (int i = 1; i <= components; ++i) frame += {static_cast<char>(i), '\x11', '\0'};
  return jpeg_segment(0xc0, frame);
}

// One scan of one component; `entropy` comes after its header.
inline std::string jpeg_scan(const std::string& entropy = std::string("\x12\xff\x00\x34\xff\xd0\x56", 7)) {
  return jpeg_segment(0xda, std::string("\x01\x01\x00\x00\x3f\x00", 6)) + entropy;
}

inline const std::string kJpegStart = "\xff\xd8", kJpegEnd = "\xff\xd9";
inline const std::string kJfif = jpeg_segment(0xe0, std::string("JFIF\0\1\1\0\0\1\0\1\0\0", 14));

// `extra` stands before the frame.
inline std::string jpeg_sample(int width = 640, int height = 480, const std::string& extra = {}) {
  return kJpegStart + kJfif + extra + jpeg_segment(0xdb, std::string(65, '\1')) + jpeg_frame(width, height) +
         jpeg_segment(0xc4, std::string(28, '\2')) + jpeg_scan() + kJpegEnd;
}

}  // namespace tongluo::test
