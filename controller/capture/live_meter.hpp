#pragma once
// What a speaker wants to see of their stream. Written by the capture thread, read by any: each field for itself.

#include <atomic>
#include <cstdint>

namespace tongluo::capture {

struct LiveMeter {
  std::atomic<float> peak_dbfs{-96.0F};
  std::atomic<float> rms_dbfs{-96.0F};
  std::atomic<std::uint64_t> packets{0};         // handed on
  std::atomic<std::uint64_t> trains{0};          // really sent
  std::atomic<std::uint64_t> underruns{0};       // the source gave too little
  std::atomic<std::uint64_t> dropped_chunks{0};  // a browser's, because too many waited
  std::atomic<std::uint32_t> queued_ms{0};
  std::atomic<std::uint8_t> source{0};  // SourceKind
  std::atomic<bool> recording_failed{false};
};

}  // namespace tongluo::capture
