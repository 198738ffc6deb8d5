// Snapserver as Debian has it: PCM from a pipe, Opus of 24 kbit/s in 60 ms chunks, listeners that say Hello and take
// what comes.

#include <atomic>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "protocol/base/limits.hpp"
#include "protocol/os/files.hpp"
#include "tests/bench/peer_server.hpp"

namespace tongluo::bench {
namespace {

constexpr std::size_t kMaxSpeechBytes = 256 * 1024 * 1024;
constexpr std::size_t kChunkBytes = limits::kLivePacketSamples * 4;  // stereo, 16 bit
constexpr std::uint16_t kHello = 5;

template <class Number>
void append(std::string& to, Number number) {  // little-endian, as both ends are
  to.append(reinterpret_cast<const char*>(&number), sizeof number);
}

std::string hello(std::size_t index) {
  char mac[18];
  std::snprintf(mac, sizeof mac, "02:00:00:00:%02x:%02x", static_cast<unsigned>(index >> 8 & 0xffU),
                static_cast<unsigned>(index & 0xffU));
  const std::string id(mac);
  const std::string json = R"({"Arch":"x86_64","ClientName":"bench","HostName":"bench","ID":")" + id +
                           R"(","Instance":1,"MAC":")" + id +
                           R"(","OS":"Linux","SnapStreamProtocolVersion":2,"Version":"0.26.0"})";
  std::string message;
  append(message, kHello);
  append(message, std::uint16_t{1});
  append(message, std::uint16_t{0});
  for (int i = 0; i < 4; ++i) append(message, std::int32_t{0});
  append(message, static_cast<std::uint32_t>(sizeof(std::uint32_t) + json.size()));
  append(message, static_cast<std::uint32_t>(json.size()));
  return message + json;
}

class Snapserver final : public PeerServer {
 public:
  Snapserver(const PeerSpeech& speech, std::uint16_t port)
      : port_(port),
        pipe_(speech.work / "snapfifo"),
        program_({program_path("snapserver"), "-c", write_configuration(speech.work, port)},
                 speech.work / "snapserver.log") {}

  ~Snapserver() override {
    stop_ = true;
    if (feeder_.joinable()) feeder_.join();
    if (write_end_ >= 0) ::close(write_end_);
  }

  bool feed(const std::filesystem::path& file) {
    auto pcm = os::read_file(file, kMaxSpeechBytes);
    if (!pcm || !await_port(port_, seconds(10))) return false;
    write_end_ = ::open(pipe_.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (write_end_ < 0) return false;
    feeder_ = std::thread([this, speech = std::move(*pcm)] { run(speech); });
    return true;
  }

  const char* name() const override { return "snapserver"; }
  pid_t process() const override { return program_.id(); }
  std::unique_ptr<PeerListeners> listeners(std::size_t count) const override {
    return std::make_unique<PeerListeners>(count, port_, hello, PeerFraming::snapcast);
  }
  double fed() const override { return static_cast<double>(fed_); }
  double got(const PeerListeners& listeners) const override { return static_cast<double>(listeners.chunks()); }

 private:
  std::string write_configuration(const std::filesystem::path& work, std::uint16_t port) {
    ::mkfifo(pipe_.c_str(), 0600);
    const std::filesystem::path file = work / "snapserver.conf";
    std::ofstream(file) << "[server]\nthreads = 1\ndatadir = " << work.string()
                        << "\n[http]\nenabled = false\n[tcp]\nenabled = false\n[stream]\nbind_to_address = 127.0.0.1\n"
                        << "port = " << port << "\nsource = pipe://" << pipe_.string()
                        << "?name=bench&mode=read&sampleformat=48000:16:2&codec=opus:BITRATE:24000&chunk_ms=60\n"
                        << "buffer = 1000\n[logging]\nsink = stderr\nfilter = *:error\n";
    return file;
  }

  void run(const Bytes& speech) {
    auto due = std::chrono::steady_clock::now();
    for (std::size_t at = 0; at + kChunkBytes <= speech.size() && !stop_; at += kChunkBytes) {
      std::this_thread::sleep_until(due += limits::kLivePacketDuration);
      if (::write(write_end_, speech.data() + at, kChunkBytes) < 0) continue;  // it does not read: nothing to listen to
      ++fed_;
    }
  }

  std::uint16_t port_;
  std::filesystem::path pipe_;
  PeerProcess program_;
  int write_end_ = -1;
  std::atomic<std::uint64_t> fed_{0};
  std::atomic<bool> stop_{false};
  std::thread feeder_;
};

}  // namespace

std::unique_ptr<PeerServer> start_snapserver(const PeerSpeech& speech) {
  auto server = std::make_unique<Snapserver>(speech, free_port());
  if (!server->feed(speech.pcm)) return nullptr;
  return server;
}

}  // namespace tongluo::bench
