#pragma once
// The sound that will be signed, fetched and checked: its bytes must hash to the clip's name in the order. Without this
// check a person would hear one thing and sign another. PROTOCOL.md section 8. Checking is pure, fetching blocks.

#include "protocol/wire/order.hpp"
#include "tools/ctl/api.hpp"

namespace tongluo::ctl {

// A Failure if these Ogg bytes are not the clip that the playlist item names.
Try<void> check_clip_audio(const wire::PlaylistItem& item, ByteView ogg);
// The same for a clip of which only the name is known; its duration is read from the Ogg pages and proved by the name.
Try<milliseconds> check_clip_audio(const Digest& clip, ByteView ogg);

// Everything that the order may make sound: its items in turn, then its all-clear clip, fetched and checked. With
// `path` they are written: PATH, then PATH with -2, -3 … and -all-clear before the extension. The files written.
Try<std::vector<std::string>> fetch_all_sound(const Api& api, const wire::Order& order, const std::string& path);

}  // namespace tongluo::ctl
