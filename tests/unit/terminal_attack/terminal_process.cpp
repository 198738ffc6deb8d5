#include "tests/unit/terminal_attack/terminal_process.hpp"

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/base/assert.hpp"
#include "protocol/os/files.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::test {
namespace {

constexpr std::size_t kWavHeaderBytes = 44;

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::string whole_file(const std::filesystem::path& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

std::string config_of(const Installation& installation) {
  return "terminal_id = \"" + installation.id +
         "\"\ndata_dir = \"data\"\nroots = \"roots.bin\"\ntrust_list = \"trust-list.env\"\nplace = \"place.env\"\n"
         "[controller]\nendpoints = [\"127.0.0.1:" +
         std::to_string(installation.port) +
         "\"]\nserver_name = \"controller.tongluo\"\ncertificate = \"terminal.crt\"\nkey = \"terminal.key\"\n"
         "authority = \"controller-ca.crt\"\n[audio]\nsink = \"wav:out.wav\"\n";
}

}  // namespace

TerminalProcess::TerminalProcess(std::filesystem::path folder, const Installation& installation)
    : folder_(std::move(folder)) {
  std::filesystem::create_directories(folder_);
  install(installation);
  process_ = ::fork();
  TL_ASSERT(process_ >= 0);
  if (process_ > 0) return;
  const int log = ::open((folder_ / "log").c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  const std::string config = folder_ / "terminal.toml";
  ::execl(TONGLUO_BIN_DIR "/tongluo-terminal", "tongluo-terminal", "--config", config.c_str(), nullptr);
  ::_exit(127);
}

void TerminalProcess::install(const Installation& installation) const {
  const auto write = [this](const char* name, std::string_view content) {
    TL_ASSERT(os::write_file(folder_ / name, as_bytes(content)).has_value());
  };
  const Certified own = issue(installation.devices, installation.id);
  wire::PlaceRecord place{.terminal = terminal_id(installation.id), .area = village()};
  place.version = 1;
  place.issued_at = installation.now - std::chrono::minutes(10);
  place.name = "loudspeaker";
  const TrustFixture& trust = installation.trust;
  write("terminal.crt", own.certificate_pem);
  write("terminal.key", own.key_pem);
  write("controller-ca.crt", installation.controllers_pem);
  write("roots.bin", as_text(trust.root_set()));
  write("trust-list.env", as_text(wire::serialize(trust.trust_list())));
  write("place.env",
        as_text(wire::serialize(trust.seal(PayloadType::place_record, wire::serialize(place), {&trust.maintain}))));
  write("terminal.toml", config_of(installation));
}

TerminalProcess::~TerminalProcess() {
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

TerminalProcess::Ended TerminalProcess::stop() {
  ::kill(process_, SIGTERM);
  int status = 0;
  rusage usage{};
  TL_ASSERT(::wait4(std::exchange(process_, 0), &status, 0, &usage) > 0);
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 1'000 + WTERMSIG(status);
  return {code, seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime)};
}

std::string TerminalProcess::log() const { return whole_file(folder_ / "log"); }

long long TerminalProcess::counter(const std::string& field) const {
  const std::string all = log();
  const std::size_t line = all.rfind("event=live_counters");
  if (line == std::string::npos) return -1;
  const std::size_t at = all.find(" " + field + "=", line);
  return at == std::string::npos ? -1 : std::stoll(all.substr(at + field.size() + 2));
}

std::vector<std::int16_t> TerminalProcess::sound() const {
  const std::string file = whole_file(folder_ / "out.wav");
  if (file.size() <= kWavHeaderBytes) return {};
  std::vector<std::int16_t> samples((file.size() - kWavHeaderBytes) / 2);
  std::memcpy(samples.data(), file.data() + kWavHeaderBytes, samples.size() * 2);
  return samples;
}

}  // namespace tongluo::test
