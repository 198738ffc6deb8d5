#include "controller/capture/alsa_source.hpp"

#include <alsa/asoundlib.h>
#include <cerrno>

#include "controller/capture/limits.hpp"

namespace tongluo::capture {
namespace {

constexpr unsigned kLatencyUs = 200'000;       // of the card's ring: what a stall of the capture thread may last
constexpr std::size_t kMaxAtOnce = kRate / 5;  // the ring
constexpr float kFullScale = 32'768.0F;

struct PcmCloser {
  void operator()(snd_pcm_t* pcm) const { snd_pcm_close(pcm); }
};

}  // namespace

struct AlsaSource::Impl {
  std::unique_ptr<snd_pcm_t, PcmCloser> pcm;
  std::string device;
};

Result<AlsaSource> AlsaSource::open(const std::string& device) {
  auto impl = std::make_shared<Impl>();
  impl->device = device;
  snd_pcm_t* pcm = nullptr;
  int error = snd_pcm_open(&pcm, device.c_str(), SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK);
  if (error == 0) {
    impl->pcm.reset(pcm);
    error = snd_pcm_set_params(pcm, SND_PCM_FORMAT_S16, SND_PCM_ACCESS_RW_INTERLEAVED, 1, static_cast<unsigned>(kRate),
                               1, kLatencyUs);
  }
  if (error == 0) error = snd_pcm_start(pcm);
  if (error < 0)
    return fail(ErrorKind::unavailable, "the microphone " + device + " cannot be opened: " + snd_strerror(error));
  return AlsaSource(std::move(impl));
}

Result<std::vector<float>> AlsaSource::read() {
  std::vector<std::int16_t> buffer(kMaxAtOnce);
  snd_pcm_sframes_t count = snd_pcm_readi(impl_->pcm.get(), buffer.data(), buffer.size());
  if (count == -EAGAIN) return std::vector<float>();
  if (count < 0) {  // an overrun, or a suspended machine: go on where it is now
    count = snd_pcm_recover(impl_->pcm.get(), static_cast<int>(count), 1);
    if (count == 0) count = snd_pcm_start(impl_->pcm.get());
    if (count == 0) return std::vector<float>();
  }
  if (count < 0)
    return fail(ErrorKind::io, "the microphone " + impl_->device + ": " + snd_strerror(static_cast<int>(count)));
  std::vector<float> samples;
  samples.reserve(static_cast<std::size_t>(count));
  for (snd_pcm_sframes_t i = 0; i < count; ++i)
    samples.push_back(static_cast<float>(buffer[static_cast<std::size_t>(i)]) / kFullScale);
  return samples;
}

}  // namespace tongluo::capture
