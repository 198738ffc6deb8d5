#include "tools/listen/correlate.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <numbers>

namespace tongluo::listen {
namespace {

using Complex = std::complex<double>;
// Digital silence and rounding noise are like nothing: an average of one step in 16 bits.
constexpr double kSilentPower = 1.0;

double power_of(std::span<const float> signal) {
  double sum = 0.0;
  for (const float sample : signal) sum += static_cast<double>(sample) * sample;
  return sum;
}

// In place, radix 2; the size is a power of two. The inverse is not scaled.
void fourier(std::vector<Complex>& data, bool inverse) {
  const std::size_t size = data.size();
  for (std::size_t i = 1, j = 0; i < size; ++i) {
    std::size_t bit = size >> 1;
    for (; (j & bit) != 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(data[i], data[j]);
  }
  for (std::size_t length = 2; length <= size; length *= 2) {
    const double angle = (inverse ? 2.0 : -2.0) * std::numbers::pi / static_cast<double>(length);
    std::vector<Complex> turns(length / 2);
    for (std::size_t k = 0; k < turns.size(); ++k) turns[k] = std::polar(1.0, angle * static_cast<double>(k));
    for (std::size_t begin = 0; begin < size; begin += length) {
      for (std::size_t k = 0; k < turns.size(); ++k) {
        const Complex even = data[begin + k];
        const Complex odd = data[begin + k + length / 2] * turns[k];
        data[begin + k] = even + odd;
        data[begin + k + length / 2] = even - odd;
      }
    }
  }
}

std::vector<Complex> spectrum_of(std::span<const float> part, std::size_t size) {
  std::vector<Complex> data(size);
  std::ranges::copy(part, data.begin());
  fourier(data, false);
  return data;
}

}  // namespace

double similarity(std::span<const float> a, std::span<const float> b) {
  const double power_a = power_of(a), power_b = power_of(b);
  const double silent = kSilentPower * static_cast<double>(a.size());
  if (a.size() != b.size() || power_a <= silent || power_b <= silent) return 0.0;
  double product = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) product += static_cast<double>(a[i]) * b[i];
  return product / std::sqrt(power_a * power_b);
}

std::vector<float> similarities(const Band& signal, std::span<const float> pattern) {
  if (pattern.empty() || signal.size() < pattern.size()) return {};
  const std::size_t offsets = signal.size() - pattern.size() + 1;
  const std::size_t size = std::bit_ceil(std::min(4 * pattern.size(), signal.size() + pattern.size()));
  const std::size_t step = size - pattern.size() + 1;
  const std::vector<Complex> wanted = spectrum_of(pattern, size);
  const double pattern_power = power_of(pattern);
  const double silent = kSilentPower * static_cast<double>(pattern.size());
  double power = power_of(std::span(signal).first(pattern.size()));
  std::vector<float> result(offsets);
  for (std::size_t begin = 0; begin < offsets; begin += step) {
    std::vector<Complex> block =
        spectrum_of(std::span(signal).subspan(begin, std::min(size, signal.size() - begin)), size);
    for (std::size_t i = 0; i < size; ++i) block[i] *= std::conj(wanted[i]);
    fourier(block, true);
    for (std::size_t i = 0; i < std::min(step, offsets - begin); ++i) {
      const std::size_t at = begin + i;
      if (power > silent && pattern_power > silent)
        result[at] = static_cast<float>(block[i].real() / static_cast<double>(size) / std::sqrt(power * pattern_power));
      power -= static_cast<double>(signal[at]) * signal[at];
      if (at + pattern.size() < signal.size())
        power += static_cast<double>(signal[at + pattern.size()]) * signal[at + pattern.size()];
    }
  }
  return result;
}

}  // namespace tongluo::listen
