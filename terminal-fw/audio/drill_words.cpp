#include "terminal-fw/audio/drill_words.hpp"

#include "terminal-fw/audio/clip_packets.hpp"
#include "terminal-fw/audio/opus_decoder.hpp"
#include "terminal-fw/playout/item_reader.hpp"

namespace tongluo::audio {

Result<DrillWords> decode_drill_words(ByteView ogg_opus) {
  if (ogg_opus.size() > limits::kMaxClipBytes) return fail(ErrorKind::limit, "the drill prefix is too large");
  const auto packets = ClipPackets::create(ogg_opus.size(), limits::kDrillPrefix);
  if (auto read = packets->append(ogg_opus); !read) return fail(read.error());
  if (auto read = packets->finish(); !read) return fail(read.error());
  if (packets->total_samples() != playout::kDrillPrefixSamples)
    return fail(ErrorKind::corrupt, "the drill prefix has a wrong length");
  OpusDecoder decoder;
  playout::ItemReader reader(decoder);
  reader.begin(*packets, 0);
  std::vector<std::int16_t> samples(playout::kDrillPrefixSamples);
  const auto read = reader.read(samples);
  if (read.samples != samples.size() || read.state != playout::ItemReader::State::ended || reader.concealed() > 0)
    return fail(ErrorKind::corrupt, "the drill prefix cannot be decoded");
  auto words = playout::DrillPrefix::create(std::move(samples));
  if (words == nullptr) return fail(ErrorKind::corrupt, "the drill prefix cannot be heard");
  return words;
}

Result<DrillWords> built_in_drill_words() { return decode_drill_words(drill_prefix_file()); }

}  // namespace tongluo::audio
