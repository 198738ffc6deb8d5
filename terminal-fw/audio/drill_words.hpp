#pragma once
// The drill prefix that is built into the firmware (drill-prefix.opus, made by make-drill-prefix), decoded. Control
// thread, at start and for each drill. Error: corrupt; then this terminal must not play drills.

#include <memory>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"
#include "terminal-fw/playout/drill_prefix.hpp"

namespace tongluo::audio {

using DrillWords = std::shared_ptr<const playout::DrillPrefix>;

Result<DrillWords> built_in_drill_words();
// Any Ogg/Opus: refused unless it lasts exactly kDrillPrefix, decodes without a fault and can be heard.
Result<DrillWords> decode_drill_words(ByteView ogg_opus);

ByteView drill_prefix_file();  // the committed bytes

}  // namespace tongluo::audio
