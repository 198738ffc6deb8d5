#pragma once
// Formats without a container: frames one behind the other (MPEG audio, ADTS, AMR), maybe behind a tag. Pure.

#include <optional>

#include "protocol/base/bytes.hpp"

namespace tongluo::ingest {

constexpr std::string_view kAmrNarrow = "#!AMR\n";
constexpr std::string_view kAmrWide = "#!AMR-WB\n";

// Past ID3v2 tags, which any of the raw formats may carry in front. Nothing if one claims more than there is.
std::optional<ByteView> without_tags(ByteView file);
// Without what taggers put behind the sound (ID3v1, APEv2).
ByteView without_trailing_tags(ByteView file);

bool is_adts_frame(ByteView at);
std::size_t adts_frame_bytes(ByteView at);  // header included; 0 when there is none

// 1, 2 or 3 where an MPEG audio frame with a legal bit rate and sampling rate begins; else 0.
unsigned mpeg_layer(ByteView at);

// Of one AMR frame by its first byte; 1 for one without speech.
std::size_t amr_frame_bytes(std::byte first, bool wide);

}  // namespace tongluo::ingest
