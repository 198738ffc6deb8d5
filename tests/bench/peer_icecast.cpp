// Icecast as Debian has it: an Ogg/Opus source by HTTP PUT, one 60 ms packet a page, and HTTP listeners. No burst at
// the connect, so that what is counted is live.

#include <atomic>
#include <fstream>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "protocol/base/limits.hpp"
#include "protocol/os/files.hpp"
#include "tests/bench/peer_server.hpp"

namespace tongluo::bench {
namespace {

constexpr std::size_t kMaxFileBytes = 16 * 1024 * 1024;
constexpr std::size_t kPageHeaderBytes = 27;
constexpr std::size_t kHeaderPages = 2;

std::vector<std::string> pages_of(const Bytes& file) {
  std::vector<std::string> pages;
  const char* octets = reinterpret_cast<const char*>(file.data());
  for (std::size_t at = 0; at + kPageHeaderBytes <= file.size();) {
    const std::size_t segments = static_cast<unsigned char>(octets[at + kPageHeaderBytes - 1]);
    std::size_t size = kPageHeaderBytes + segments;
    for (std::size_t i = 0; i < segments && at + kPageHeaderBytes + i < file.size(); ++i)
      size += static_cast<unsigned char>(octets[at + kPageHeaderBytes + i]);
    if (at + size > file.size()) break;
    pages.emplace_back(octets + at, size);
    at += size;
  }
  return pages;
}

std::string configuration(std::uint16_t port, const std::filesystem::path& work) {
  std::string text = R"(<icecast><location>bench</location><admin>bench@localhost</admin><hostname>localhost</hostname>
<limits><clients>20000</clients><sources>2</sources><queue-size>524288</queue-size><client-timeout>60</client-timeout>
<header-timeout>60</header-timeout><source-timeout>60</source-timeout><burst-on-connect>0</burst-on-connect>
<burst-size>0</burst-size></limits>
<authentication><source-password>bench</source-password><relay-password>bench</relay-password>
<admin-user>admin</admin-user><admin-password>bench</admin-password></authentication>
<listen-socket><port>PORT</port><bind-address>127.0.0.1</bind-address></listen-socket><fileserve>0</fileserve>
<paths><basedir>/usr/share/icecast2</basedir><logdir>WORK</logdir><webroot>/usr/share/icecast2/web</webroot>
<adminroot>/usr/share/icecast2/admin</adminroot></paths>
<logging><accesslog>-</accesslog><errorlog>-</errorlog><loglevel>1</loglevel></logging>
<security><chroot>0</chroot>OWNER</security></icecast>
)";
  const auto put = [&text](const std::string& mark, const std::string& value) {
    text.replace(text.find(mark), mark.size(), value);
  };
  put("PORT", std::to_string(port));
  put("WORK", work.string());
  put("OWNER",  // it refuses to work for root
      ::geteuid() == 0 ? "<changeowner><user>nobody</user><group>nogroup</group></changeowner>" : "");
  return text;
}

class Icecast final : public PeerServer {
 public:
  Icecast(const PeerSpeech& speech, std::uint16_t port)
      : port_(port),
        program_({program_path("icecast2"), "-c", write_configuration(speech, port)}, speech.work / "icecast.log") {}

  ~Icecast() override {
    stop_ = true;
    if (feeder_.joinable()) feeder_.join();
  }

  bool feed(const std::filesystem::path& file) {
    const auto octets = os::read_file(file, kMaxFileBytes);
    if (!octets || !await_port(port_, seconds(10))) return false;
    source_ = connect_to(port_);
    const std::string hello =
        "PUT /live HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic c291cmNlOmJlbmNo\r\n"  // source:bench
        "Content-Type: audio/ogg\r\n\r\n";
    if (::send(source_, hello.data(), hello.size(), MSG_NOSIGNAL) < 0) return false;
    feeder_ = std::thread([this, pages = pages_of(*octets)] { run(pages); });
    return true;
  }

  const char* name() const override { return "icecast2"; }
  pid_t process() const override { return program_.id(); }
  std::unique_ptr<PeerListeners> listeners(std::size_t count) const override {
    const auto greeting = [](std::size_t) {
      return std::string("GET /live HTTP/1.1\r\nHost: localhost\r\nUser-Agent: bench\r\n\r\n");
    };
    return std::make_unique<PeerListeners>(count, port_, greeting, PeerFraming::none);
  }
  double fed() const override { return static_cast<double>(fed_); }
  double got(const PeerListeners& listeners) const override { return static_cast<double>(listeners.octets()); }

 private:
  static std::string write_configuration(const PeerSpeech& speech, std::uint16_t port) {
    const std::filesystem::path file = speech.work / "icecast.xml";
    std::ofstream(file) << configuration(port, speech.work);
    return file;
  }

  void run(const std::vector<std::string>& pages) {
    auto due = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < pages.size() && !stop_; ++i) {
      if (i >= kHeaderPages) std::this_thread::sleep_until(due += limits::kLivePacketDuration);
      if (::send(source_, pages[i].data(), pages[i].size(), MSG_NOSIGNAL) < 0) break;
      fed_ += pages[i].size();
    }
    ::close(source_);
  }

  std::uint16_t port_;
  PeerProcess program_;
  int source_ = -1;
  std::atomic<std::uint64_t> fed_{0};
  std::atomic<bool> stop_{false};
  std::thread feeder_;
};

}  // namespace

std::unique_ptr<PeerServer> start_icecast(const PeerSpeech& speech) {
  auto server = std::make_unique<Icecast>(speech, free_port());
  if (!server->feed(speech.opus)) return nullptr;
  return server;
}

}  // namespace tongluo::bench
