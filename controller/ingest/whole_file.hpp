#pragma once
// Is a file whole, and does anything hang on behind it? As far as its container says so. Pure: no I/O. Never trusts a
// length it has read further than the file reaches; every loop moves forward through the file.

#include <optional>
#include <string>

#include "controller/ingest/container.hpp"

namespace tongluo::ingest {

struct Wholeness {
  std::string missing;              // what, in words; empty when whole or when its container cannot tell
  std::string damaged;              // what cannot be as it is
  std::uint64_t surplus_bytes = 0;  // behind the end of the recording, tags apart
};

Wholeness wholeness_of(Container container, ByteView file);

// How many 48 kHz samples the file's header promises; nothing when it does not say.
std::optional<std::uint64_t> promised_samples(Container container, ByteView file);

}  // namespace tongluo::ingest
