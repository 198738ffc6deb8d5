// A sound card for tests as a plug-in of libasound: it takes samples as fast as its rate says, by the steady clock, and
// runs empty as a real one does. asound.conf: pcm_type.paced_card { lib "…" } pcm.NAME { type paced_card rate 48000
// channels 1 }.

#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <array>
#include <cerrno>
#include <cstdint>
#include <ctime>
#include <new>
#include <sys/timerfd.h>
#include <unistd.h>

namespace {

constexpr long kTickNs = 2'000'000;
constexpr std::uint64_t kNsPerS = 1'000'000'000;

struct Card {
  snd_pcm_ioplug_t plug{};
  int timer = -1;
  std::uint64_t started_ns = 0;  // 0: it stands
  std::uint64_t given = 0;       // frames since then, or waiting for it

  static Card& of(snd_pcm_ioplug_t* plug) { return *static_cast<Card*>(plug->private_data); }
};

std::uint64_t now_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * kNsPerS + static_cast<std::uint64_t>(now.tv_nsec);
}

int start(snd_pcm_ioplug_t* plug) {
  Card::of(plug).started_ns = now_ns();
  return 0;
}

int stop(snd_pcm_ioplug_t* plug) {
  Card::of(plug).started_ns = 0;
  Card::of(plug).given = 0;
  return 0;
}

snd_pcm_sframes_t pointer(snd_pcm_ioplug_t* plug) {
  const Card& card = Card::of(plug);
  if (card.started_ns == 0) return 0;
  const std::uint64_t taken = (now_ns() - card.started_ns) * plug->rate / kNsPerS;
  if (taken > card.given) return -EPIPE;
  return static_cast<snd_pcm_sframes_t>(taken % plug->buffer_size);
}

snd_pcm_sframes_t transfer(snd_pcm_ioplug_t* plug, const snd_pcm_channel_area_t*, snd_pcm_uframes_t,
                           snd_pcm_uframes_t size) {
  Card::of(plug).given += size;
  return static_cast<snd_pcm_sframes_t>(size);
}

int revents(snd_pcm_ioplug_t* plug, pollfd* waiting, unsigned count, unsigned short* events) {
  std::uint64_t ticks = 0;
  const bool ticked = count == 1 && ::read(Card::of(plug).timer, &ticks, sizeof ticks) == sizeof ticks;
  *events = ticked && (waiting->revents & POLLIN) != 0 ? POLLOUT : 0;
  return 0;
}

int release(snd_pcm_ioplug_t* plug) {
  Card* const card = &Card::of(plug);
  ::close(card->timer);
  delete card;
  return 0;
}

constexpr snd_pcm_ioplug_callback_t kCallbacks = [] {
  snd_pcm_ioplug_callback_t made{};
  made.start = start;
  made.stop = stop;
  made.pointer = pointer;
  made.transfer = transfer;
  made.prepare = stop;
  made.close = release;
  made.poll_revents = revents;
  return made;
}();

int limit(snd_pcm_ioplug_t* plug, unsigned rate, unsigned channels) {
  constexpr std::array<unsigned, 2> kAccess{SND_PCM_ACCESS_RW_INTERLEAVED, SND_PCM_ACCESS_MMAP_INTERLEAVED};
  constexpr std::array<unsigned, 1> kFormat{SND_PCM_FORMAT_S16};
  const std::array<int, 6> done{
      snd_pcm_ioplug_set_param_list(plug, SND_PCM_IOPLUG_HW_ACCESS, kAccess.size(), kAccess.data()),
      snd_pcm_ioplug_set_param_list(plug, SND_PCM_IOPLUG_HW_FORMAT, kFormat.size(), kFormat.data()),
      snd_pcm_ioplug_set_param_minmax(plug, SND_PCM_IOPLUG_HW_CHANNELS, channels, channels),
      snd_pcm_ioplug_set_param_minmax(plug, SND_PCM_IOPLUG_HW_RATE, rate, rate),
      snd_pcm_ioplug_set_param_minmax(plug, SND_PCM_IOPLUG_HW_PERIOD_BYTES, 64, 64 * 1024),
      snd_pcm_ioplug_set_param_minmax(plug, SND_PCM_IOPLUG_HW_BUFFER_BYTES, 128, 128 * 1024)};
  for (const int code : done)
    if (code < 0) return code;
  return 0;
}

unsigned number_in(snd_config_t* conf, const char* name, unsigned otherwise) {
  snd_config_t* node = nullptr;
  long value = 0;
  if (snd_config_search(conf, name, &node) < 0 || snd_config_get_integer(node, &value) < 0) return otherwise;
  return static_cast<unsigned>(value);
}

}  // namespace

extern "C" {

SND_PCM_PLUGIN_DEFINE_FUNC(paced_card) {
  static_cast<void>(root);
  Card* const card = new (std::nothrow) Card;
  if (card == nullptr) return -ENOMEM;
  card->timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
  const itimerspec ticks{{0, kTickNs}, {0, kTickNs}};
  ::timerfd_settime(card->timer, 0, &ticks, nullptr);
  card->plug.version = SND_PCM_IOPLUG_VERSION;
  card->plug.name = "a card that keeps its pace";
  card->plug.callback = &kCallbacks;
  card->plug.private_data = card;
  card->plug.poll_fd = card->timer;
  card->plug.poll_events = POLLIN;
  const int code = snd_pcm_ioplug_create(&card->plug, name, stream, mode);
  if (code < 0) return release(&card->plug), code;
  if (const int limited = limit(&card->plug, number_in(conf, "rate", 48'000), number_in(conf, "channels", 1));
      limited < 0)
    return snd_pcm_ioplug_delete(&card->plug), limited;
  *pcmp = card->plug.pcm;
  return 0;
}

SND_PCM_PLUGIN_SYMBOL(paced_card)

}  // extern "C"
