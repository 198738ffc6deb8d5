#include "terminal-fw/audio/alsa_sink.hpp"
#include "terminal-fw/audio/audio_sink.hpp"
#include "terminal-fw/audio/null_sink.hpp"
#include "terminal-fw/audio/wav_sink.hpp"

namespace tongluo::audio {

Result<std::unique_ptr<AudioSink>> make_sink(const std::string& description) {
  if (description == "null") return std::make_unique<NullSink>();
  const std::size_t colon = description.find(':');
  const std::string kind = description.substr(0, colon);
  const std::string rest = colon == std::string::npos ? "" : description.substr(colon + 1);
  if (kind == "wav" && !rest.empty()) return WavSink::create(rest);
  if (kind == "alsa" && !rest.empty()) return std::make_unique<AlsaSink>(rest);
  return fail(ErrorKind::bad_input, "the sink \"" + description + "\" is none of null, wav:PATH and alsa:DEVICE");
}

}  // namespace tongluo::audio
