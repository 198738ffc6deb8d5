#pragma once
// Speech without a controller: the same prompts, the same pronunciation as the home's tongluod uses. Blocking.

#include "controller/media/clip_maker.hpp"
#include "tools/ctl/spoken_content.hpp"

namespace tongluo::ctl {

// One clip that says all of it, or a recording, decoded and levelled. `home` may be null: only what is built in.
Try<media::Clip> make_offline_clip(const Home* home, const SpokenContent& content, const std::string& languages);

}  // namespace tongluo::ctl
