// tongluo-listen: measures the WAV files that terminals write, so that a demonstration proves sound instead of
// believing it.

#include <CLI/CLI.hpp>
#include <cstdio>

#include "tools/listen/find_speech.hpp"
#include "tools/listen/find_tone.hpp"
#include "tools/listen/measure.hpp"
#include "tools/listen/wav_file.hpp"

namespace {

using namespace tongluo;

constexpr int kFound = 0;
constexpr int kNotFound = 1;
constexpr int kUnusable = 2;  // wrong options or files

struct Options {
  std::string heard;
  std::string source;
  std::string tone = "level_i";
  int tone_ms = 4'000;
  double threshold = listen::kDefaultThreshold;
};

const char* text(bool value) { return value ? "true" : "false"; }

int complain(const std::string& detail) {
  std::fprintf(stderr, "tongluo-listen: %s\n", detail.c_str());
  return kUnusable;
}

int run_measure(const Options& options) {
  const auto samples = listen::read_wav(options.heard);
  if (!samples) return complain(samples.error().detail);
  const listen::Measurement result = listen::measure(*samples);
  std::printf(
      R"({"duration_s":%.3f,"rms_dbfs":%.2f,"peak_dbfs":%.2f,"silent":%s,"sounding_s":%.2f,"lufs":%.2f,"true_peak_dbtp":%.2f,"clicks":%zu})"
      "\n",
      result.duration_s, result.rms_dbfs, result.peak_dbfs, text(result.silent), result.sounding_s, result.lufs,
      result.true_peak_dbtp, result.clicks);
  return kFound;
}

int run_contains(const Options& options) {
  const Tone tone = tone_from(options.tone);
  if (tone == Tone::unspecified) return complain("there is no tone \"" + options.tone + "\"");
  const auto heard = listen::read_wav(options.heard);
  if (!heard) return complain(heard.error().detail);
  const auto source = listen::read_wav(options.source);
  if (!source) return complain(source.error().detail);
  const listen::Band band = listen::voice_band(*heard);
  listen::FoundTone tone_result;
  if (tone != Tone::none) tone_result = listen::find_tone(band, tone, milliseconds(options.tone_ms));
  const auto speech = listen::find_speech(band, listen::voice_band(*source), options.threshold);
  std::printf(
      R"({"tone":%s,"tone_at_s":%.3f,"tone_ms_found":%lld,"correlation":%.3f,"speech_at_s":%.3f,"speech_s":%.1f})"
      "\n",
      text(tone_result.found), tone_result.at_s, static_cast<long long>(tone_result.length.count()), speech.correlation,
      speech.at_s, speech.length_s);
  const bool tone_good = tone == Tone::none || tone_result.found;
  return tone_good && speech.found ? kFound : kNotFound;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"Measures WAV files (48 kHz, mono, 16 bit) and finds a tone and a sentence in them."};
  app.require_subcommand(1);
  CLI::App* measure = app.add_subcommand("measure", "Length, loudness (EBU R128), true peak and clicks, as JSON");
  measure->add_option("file", options.heard, "The recording")->required();
  CLI::App* contains =
      app.add_subcommand("contains", "Tone and sentence, as JSON; exit status 0 if both are there, else 1");
  contains->add_option("file", options.heard, "The recording")->required();
  contains->add_option("--tone", options.tone, "level_i to level_iv, chime, or none")->capture_default_str();
  contains->add_option("--tone-ms", options.tone_ms, "Its length")
      ->check(CLI::Range(100, 10'000))
      ->capture_default_str();
  contains->add_option("--source", options.source, "The sentence as it should sound")->required();
  contains->add_option("--threshold", options.threshold, "Least correlation")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  try {
    app.parse(argc, argv);
    return measure->parsed() ? run_measure(options) : run_contains(options);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kFound : kUnusable;
  } catch (const std::exception& error) {
    return complain(error.what());
  }
}
