#pragma once
// The parts of whole_file: one function for each kind of container. Pure.

#include "controller/ingest/whole_file.hpp"

namespace tongluo::ingest {

// Boxes with lengths, one in the other (whole_boxes.cpp).
Wholeness wholeness_of_wav(ByteView file);
Wholeness wholeness_of_aiff(ByteView file);
Wholeness wholeness_of_caf(ByteView file);
Wholeness wholeness_of_m4a(ByteView file);
Wholeness wholeness_of_webm(ByteView file);
Wholeness wholeness_of_wma(ByteView file);

// Pages or frames in a row (whole_streams.cpp).
Wholeness wholeness_of_ogg(ByteView file);
Wholeness wholeness_of_aac(ByteView file);
Wholeness wholeness_of_mp3(ByteView file);
Wholeness wholeness_of_amr(ByteView file);

inline Wholeness missing(std::string words) { return {std::move(words), {}, 0}; }
inline Wholeness damaged(std::string words) { return {{}, std::move(words), 0}; }
inline Wholeness whole_until(std::uint64_t end, ByteView file) {
  return {{}, {}, end < file.size() ? file.size() - end : 0};
}
inline std::string of_bytes(std::uint64_t there, std::uint64_t promised) {
  return std::to_string(there) + " of " + std::to_string(promised) + " bytes";
}

}  // namespace tongluo::ingest
