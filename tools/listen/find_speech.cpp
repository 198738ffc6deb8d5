#include "tools/listen/find_speech.hpp"

#include <algorithm>
#include <cmath>

#include "tools/listen/correlate.hpp"

namespace tongluo::listen {
namespace {

constexpr std::size_t kSpeechWindow = kBandRate / 2;
constexpr std::size_t kAnchor = 2 * kBandRate;  // the loudest two seconds are searched for everywhere
constexpr std::size_t kDrift = kBandRate / 50;  // ±20 ms: a window may sit a little off its place
constexpr double kSpeaking = 0.02;              // of the loudest window's level: −34 dB
constexpr double kLikeSpeech = 0.5;
constexpr std::size_t kMaxPlaces = 8;  // repetitions that are tried

double mean_power(std::span<const float> part) {
  double sum = 0.0;
  for (const float sample : part) sum += static_cast<double>(sample) * sample;
  return sum;
}

std::size_t loudest(const Band& source, std::size_t length) {
  std::size_t best = 0;
  double best_power = -1.0;
  for (std::size_t at = 0; at + length <= source.size(); at += kSpeechWindow / 4) {
    const double power = mean_power(std::span(source).subspan(at, length));
    if (power > best_power) best_power = power, best = at;
  }
  return best;
}

// Starts of the windows in which the source speaks.
std::vector<std::size_t> speaking_windows(const Band& source) {
  std::vector<std::size_t> result;
  if (source.size() < kSpeechWindow) return result;
  const std::size_t top = loudest(source, kSpeechWindow);
  const double least = mean_power(std::span(source).subspan(top, kSpeechWindow)) * kSpeaking * kSpeaking;
  for (std::size_t at = 0; at + kSpeechWindow <= source.size(); at += kSpeechWindow)
    if (mean_power(std::span(source).subspan(at, kSpeechWindow)) > least) result.push_back(at);
  return result;
}

// The best places, each at least a second from the others.
std::vector<std::size_t> best_places(std::vector<float> like) {
  std::vector<std::size_t> places;
  while (places.size() < kMaxPlaces && !like.empty()) {
    const auto best = std::ranges::max_element(like);
    if (*best < kLikeSpeech) break;
    places.push_back(static_cast<std::size_t>(best - like.begin()));
    const auto from = std::max(like.begin(), best - std::min<std::ptrdiff_t>(kBandRate, best - like.begin()));
    std::fill(from, best + std::min<std::ptrdiff_t>(kBandRate, like.end() - best), 0.0F);
  }
  return places;
}

// The window's similarity at its best place within the drift; 0 where the recording does not reach.
double best_near(const Band& heard, std::span<const float> window, std::ptrdiff_t place) {
  const std::ptrdiff_t first = std::max<std::ptrdiff_t>(0, place - static_cast<std::ptrdiff_t>(kDrift));
  const std::ptrdiff_t last = place + static_cast<std::ptrdiff_t>(kDrift + window.size());
  if (last > static_cast<std::ptrdiff_t>(heard.size())) {
    if (place < 0 || static_cast<std::size_t>(place) + window.size() > heard.size()) return 0.0;
    return similarity(std::span(heard).subspan(static_cast<std::size_t>(place), window.size()), window);
  }
  if (last - first < static_cast<std::ptrdiff_t>(window.size())) return 0.0;
  const Band part(heard.begin() + first, heard.begin() + last);
  const auto like = similarities(part, window);
  return like.empty() ? 0.0 : *std::ranges::max_element(like);
}

FoundSpeech compare_at(const Band& heard, const Band& source, const std::vector<std::size_t>& windows,
                       std::ptrdiff_t offset, double threshold) {
  FoundSpeech result;
  std::size_t found = 0;
  bool ended = false;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const auto window = std::span(source).subspan(windows[i], kSpeechWindow);
    const double like = std::max(0.0, best_near(heard, window, offset + static_cast<std::ptrdiff_t>(windows[i])));
    result.correlation += like / static_cast<double>(windows.size());
    if (like < kLikeSpeech) continue;
    ++found;
    ended = ended || i + 2 >= windows.size();
  }
  result.at_s = static_cast<double>(offset) / kBandRate;
  result.length_s = static_cast<double>(found * kSpeechWindow) / kBandRate;
  const bool whole = ended && static_cast<double>(found) >= kWholePart * static_cast<double>(windows.size());
  result.found = whole && result.correlation >= threshold;
  return result;
}

}  // namespace

FoundSpeech find_speech(const Band& heard, const Band& source, double threshold) {
  const std::vector<std::size_t> windows = speaking_windows(source);
  if (windows.empty()) return {};
  const std::size_t anchor_length = std::min(kAnchor, source.size());
  const std::size_t anchor = loudest(source, anchor_length);
  FoundSpeech best;
  for (const std::size_t place : best_places(similarities(heard, std::span(source).subspan(anchor, anchor_length)))) {
    const std::ptrdiff_t offset = static_cast<std::ptrdiff_t>(place) - static_cast<std::ptrdiff_t>(anchor);
    const FoundSpeech here = compare_at(heard, source, windows, offset, threshold);
    if (here.correlation > best.correlation) best = here;
  }
  return best;
}

}  // namespace tongluo::listen
