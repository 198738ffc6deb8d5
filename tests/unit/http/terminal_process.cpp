#include "tests/unit/http/terminal_process.hpp"

#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/wire/envelope_codec.hpp"
#include "tools/listen/wav_file.hpp"

namespace tongluo::daemon {
namespace {

constexpr int kProcessPolls = 200;
constexpr int kProcessPollMs = 100;

}  // namespace

std::string output_of(const std::string& words) {
  const std::string command = std::string(TONGLUO_BIN_DIR) + "/" + words + " 2>&1";
  std::string output;
  std::array<char, 4'096> part{};
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return output;
  while (std::fgets(part.data(), part.size(), pipe) != nullptr) output += part.data();
  ::pclose(pipe);
  return output;
}

TerminalProcess::TerminalProcess(DaemonProcess& daemon, const std::string& id, const std::string& more,
                                 const std::string& sink)
    : daemon_(daemon), id_(id), folder_("terminal-" + id) {
  install(more, sink);
  start();
}

TerminalProcess::TerminalProcess(const TerminalProcess& original, std::string folder)
    : daemon_(original.daemon_), id_(original.id_), folder_(std::move(folder)) {
  const std::filesystem::path from = daemon_.at(original.folder_);
  std::filesystem::create_directory(daemon_.at(folder_));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(from)) {
    const auto to = daemon_.at(folder_) / entry.path().lexically_relative(from);
    if (entry.is_directory()) std::filesystem::create_directory(to);
    if (entry.is_regular_file()) std::filesystem::copy_file(entry.path(), to);
  }
}

void TerminalProcess::start() {
  const std::string program = std::string(TONGLUO_BIN_DIR) + "/tongluo-terminal";
  const std::string config = daemon_.at(folder_ + "/terminal.toml");
  const std::string log = daemon_.at(folder_ + "/log");
  daemon_.write(folder_ + "/log", "");  // what the run before it said counts no more
  process_ = ::fork();
  if (process_ != 0) return;
  const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  ::execl(program.c_str(), "tongluo-terminal", "--config", config.c_str(), nullptr);
  ::_exit(127);
}

TerminalProcess::~TerminalProcess() { end(); }

void TerminalProcess::install(const std::string& more, const std::string& sink) const {
  namespace json = boost::json;
  std::filesystem::create_directory(daemon_.at(folder_));
  const auto certified = test::issue(daemon_.devices, id_);
  daemon_.write(folder_ + "/terminal.crt", certified.certificate_pem);
  daemon_.write(folder_ + "/terminal.key", certified.key_pem);
  daemon_.write(folder_ + "/place.env", daemon_.read("places/" + id_ + ".env"));
  const auto ports = json::parse(daemon_.read("ports.json")).as_object();
  daemon_.write(folder_ + "/terminal.toml",
                "terminal_id = \"" + id_ +
                    "\"\ndata_dir = \"data\"\nroots = \"../roots.bin\"\ntrust_list = \"../trust-list.env\"\n"
                    "place = \"place.env\"\n[controller]\nendpoints = [\"127.0.0.1:" +
                    std::to_string(ports.at("link").to_number<int>()) +
                    "\"]\nserver_name = \"controller.tongluo\"\ncertificate = \"terminal.crt\"\nkey = "
                    "\"terminal.key\"\nauthority = \"../controllers-ca.crt\"\n[audio]\nsink = \"" +
                    sink + "\"\n" + more);
}

std::string TerminalProcess::answer(const std::string& question) const {
  return output_of("tongluo-terminal " + question + " --config " + daemon_.at(folder_ + "/terminal.toml").string());
}

bool TerminalProcess::is_ready_in_time() const {
  for (int i = 0; i < kProcessPolls; ++i) {
    if (log().find("tongluo-terminal: ready") != std::string::npos) return true;
    ::poll(nullptr, 0, kProcessPollMs / 2);
  }
  return false;
}

void TerminalProcess::crash_and_start_again(int signal, const std::function<void()>& meanwhile) {
  ::kill(process_, signal);
  ::waitpid(process_, nullptr, 0);
  if (meanwhile) meanwhile();
  start();
}

int TerminalProcess::wait_for_end() {
  int status = 0;
  for (int i = 0; i < kProcessPolls; ++i) {
    if (::waitpid(process_, &status, WNOHANG) == process_) {
      process_ = 0;
      return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }
    ::poll(nullptr, 0, kProcessPollMs);
  }
  return -1;
}

bool TerminalProcess::is_online_in_time() const {
  for (int i = 0; i < kProcessPolls; ++i) {
    const auto answer = daemon_.ask("GET", "/api/v1/terminals");
    for (const auto& terminal : answer.json.at("terminals").as_array())
      if (text(terminal.as_object(), "terminal") == id_ && text(terminal.as_object(), "state") == "online") return true;
    ::poll(nullptr, 0, kProcessPollMs);
  }
  return false;
}

int TerminalProcess::end() {
  if (process_ == 0) return -1;
  ::kill(process_, SIGTERM);
  int status = 0;
  bool ended = false;
  for (int i = 0; i < kProcessPolls && !ended; ++i) {
    ended = ::waitpid(process_, &status, WNOHANG) == process_;
    if (!ended) ::poll(nullptr, 0, kProcessPollMs);
  }
  if (!ended) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, &status, 0);
  }
  process_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::vector<std::int16_t> TerminalProcess::sound() const {
  auto samples = listen::read_wav(daemon_.at(folder_ + "/sound.wav"));
  return samples ? std::move(*samples) : std::vector<std::int16_t>();
}

}  // namespace tongluo::daemon
