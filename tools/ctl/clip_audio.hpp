#pragma once
// The sound that will be signed, fetched and checked: its bytes must hash to the clip's name in the order. Without this
// check a person would hear one thing and sign another. PROTOCOL.md section 8.

#include "protocol/wire/order.hpp"
#include "tools/ctl/failure.hpp"

namespace tongluo::ctl {

// A Failure if these Ogg bytes are not the clip that the playlist item names.
Try<void> check_clip_audio(const wire::PlaylistItem& item, ByteView ogg);

}  // namespace tongluo::ctl
