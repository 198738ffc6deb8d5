#include "tools/amp-sim/wav_follower.hpp"

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "terminal-fw/fieldbus/level_meter.hpp"

namespace tongluo::amp_sim {
namespace {

constexpr std::int64_t kHeaderBytes = 44;
constexpr std::int64_t kMostBytes = 2 * fieldbus::kMeterSampleRate;  // one second
constexpr auto kStillPlaying = milliseconds(150);                    // between two writes of a sink

}  // namespace

WavFollower::WavFollower(std::string path) : path_(std::move(path)), level_db_(fieldbus::kSilenceDb) {
  seen_missing_ = !open();
}

WavFollower::~WavFollower() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool WavFollower::open() {
  if (descriptor_ >= 0) return true;
  descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) return false;
  struct stat status {};
  // A file that appears while we watch is heard from its first sample.
  read_to_ = seen_missing_ || ::fstat(descriptor_, &status) != 0 ? kHeaderBytes
                                                                 : std::max<std::int64_t>(status.st_size, kHeaderBytes);
  return true;
}

double WavFollower::level_db(SteadyTime now) {
  struct stat status {};
  if (!open() || ::fstat(descriptor_, &status) != 0) return fieldbus::kSilenceDb;
  const std::int64_t size = std::max<std::int64_t>(status.st_size, kHeaderBytes);
  if (size < read_to_) read_to_ = kHeaderBytes;
  const std::int64_t from = std::max(read_to_, size - kMostBytes) & ~std::int64_t{1};
  std::vector<std::int16_t> samples(static_cast<std::size_t>((size - from) / 2));
  const ssize_t got = samples.empty() ? 0 : ::pread(descriptor_, samples.data(), samples.size() * 2, from);
  if (got < 2) return now - grew_at_ < kStillPlaying ? level_db_ : fieldbus::kSilenceDb;
  read_to_ = from + got;
  grew_at_ = now;
  std::uint64_t sum = 0;
  const auto count = static_cast<std::size_t>(got / 2);
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t wide = samples[i];
    sum += static_cast<std::uint64_t>(wide * wide);
  }
  level_db_ = fieldbus::level_db(sum, count);
  return level_db_;
}

}  // namespace tongluo::amp_sim
