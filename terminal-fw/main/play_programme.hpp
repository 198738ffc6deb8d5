#pragma once
// A play of the core as a programme of the player: the one place where a drill gets its words. Owner: the control
// thread.

#include <map>
#include <optional>

#include "protocol/base/digest.hpp"
#include "terminal-fw/audio/drill_words.hpp"
#include "terminal-fw/core/actions.hpp"
#include "terminal-fw/main/clip_source.hpp"
#include "terminal-fw/playout/player.hpp"

namespace tongluo::firmware {

using ClipSources = std::map<Digest, std::shared_ptr<ClipSource>>;

struct PlayProgramme {
  playout::Programme programme;
  ClipSources sources;                       // empty ones, to be fed
  std::shared_ptr<playout::LiveQueue> live;  // null: clips
  std::shared_ptr<playout::PcmQueue> pcm;    // of a local source, else null
};

// Nothing for a drill without words: it must not sound.
std::optional<PlayProgramme> make_programme(const terminal::Play& play, const audio::DrillWords& drill_words);

}  // namespace tongluo::firmware
