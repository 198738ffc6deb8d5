#pragma once
// Which of the allowed containers a file is, by its first bytes alone. Pure: no I/O.

#include <optional>
#include <string>

#include "protocol/base/bytes.hpp"

namespace tongluo::ingest {

enum class Container : std::uint8_t { wav, mp3, mp2, aac, m4a, flac, ogg, webm, amr, wma, aiff, caf };

// Nothing when it is none of them, or when a tag in front claims more bytes than the file has.
std::optional<Container> recognise(ByteView file);
std::string name_of(Container container);

}  // namespace tongluo::ingest
