#pragma once
// Which of the allowed containers a file is, by its first bytes; and whether the file is whole, where its container
// says so. Pure: no I/O. Never trusts a length it has read further than the file reaches.

#include <optional>
#include <string>

#include "protocol/base/bytes.hpp"

namespace tongluo::ingest {

enum class Container : std::uint8_t { wav, mp3, aac, m4a, flac, ogg };

// Nothing when it is none of them, or when a tag in front claims more bytes than the file has.
std::optional<Container> recognise(ByteView file);
std::string name_of(Container container);

// What is missing, in words; nothing when the file is whole or its container cannot tell.
std::optional<std::string> what_is_missing(Container container, ByteView file);

// How many 48 kHz samples the file's header promises; nothing when it does not say.
std::optional<std::size_t> promised_samples(Container container, ByteView file);

}  // namespace tongluo::ingest
