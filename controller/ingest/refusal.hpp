#pragma once
// Why a file is refused. The error's detail begins with the reason's word and a colon, then says it for people:
// "truncated: wav: the data chunk has 5 of 9 bytes". The words are stable; docs/audio.md has the table.

#include <string>

#include "protocol/base/result.hpp"

namespace tongluo::ingest {

enum class Reason : std::uint8_t {
  empty,           // no bytes
  too_large,       // more bytes than kMaxAudioFileBytes
  unknown_format,  // its first bytes are none of the allowed containers'
  truncated,       // its own header promises more than there is
  damaged,         // a part inside it cannot be what it should be
  no_audio,        // a right container without sound in it
  too_long,        // more than kMaxAudioDuration
  undecodable,     // another codec than the allowed ones, or bytes that are none
  too_costly,      // decoding took more memory or time than it may
};

const char* to_string(Reason reason);

// kind: limit for too_large, too_long and too_costly, else bad_input.
tl::unexpected<Error> refuse(Reason reason, const std::string& words);

}  // namespace tongluo::ingest
