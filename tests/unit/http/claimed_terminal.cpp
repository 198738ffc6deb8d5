#include "tests/unit/http/claimed_terminal.hpp"

#include <boost/json.hpp>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/os/random.hpp"
#include "protocol/sign/certificate_issuer.hpp"

namespace tongluo::daemon {
namespace {

constexpr int kAsked = 200;
constexpr int kAskEveryMs = 100;

}  // namespace

std::string enrolment_section(const std::string& more) {
  return "[enrolment]\nport = 0\nauthority = \"devices-ca.crt\"\nauthority_key = \"devices-ca.key\"\n"
         "controller_authority = \"controllers-ca.crt\"\n" +
         more;
}

sign::ClaimCode make_code(const DaemonProcess& daemon) {
  return sign::ClaimCode::make(os::random_bytes(sign::ClaimCode::kSecretSymbols), daemon.trust.root_set(),
                               sign::certificate_from_pem(daemon.read("controllers-ca.crt")));
}

bool in_time(const std::function<bool()>& condition) {
  for (int i = 0; i < kAsked; ++i) {
    if (condition()) return true;
    ::poll(nullptr, 0, kAskEveryMs);
  }
  return false;
}

ClaimedTerminal::ClaimedTerminal(DaemonProcess& daemon, const std::string& folder, const std::string& code)
    : daemon_(daemon), folder_(folder) {
  std::filesystem::create_directory(daemon_.at(folder_));
  configure(code);
}

void ClaimedTerminal::configure(const std::string& code) const {
  const auto ports = boost::json::parse(daemon_.read("ports.json")).as_object();
  const auto port = [&ports](const char* name) { return std::to_string(ports.at(name).to_number<int>()); };
  daemon_.write(folder_ + "/terminal.toml",
                "data_dir = \"data\"\n[controller]\nendpoints = [\"127.0.0.1:" + port("link") +
                    "\"]\nserver_name = \"controller.tongluo\"\n[enrolment]\nendpoints = [\"127.0.0.1:" +
                    port("enrolment") + "\"]\nhardware = \"SN-" + folder_ + "\"\n" +
                    (code.empty() ? "" : "code = \"" + code + "\"\n") + "[audio]\nsink = \"wav:sound.wav\"\n");
}

int ClaimedTerminal::run(const std::string& arguments) const {
  const std::string command = std::string(TONGLUO_BIN_DIR) + "/tongluo-terminal --config '" +
                              at("terminal.toml").string() + "' " + arguments + " >'" + at("output").string() +
                              "' 2>&1";
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void ClaimedTerminal::start() {
  const std::string program = std::string(TONGLUO_BIN_DIR) + "/tongluo-terminal";
  const std::string config = at("terminal.toml");
  const std::string log = at("log");
  process_ = ::fork();
  if (process_ != 0) return;
  const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  ::execl(program.c_str(), "tongluo-terminal", "--config", config.c_str(), nullptr);
  ::_exit(127);
}

void ClaimedTerminal::end() {
  if (process_ == 0) return;
  ::kill(process_, SIGTERM);
  int status = 0;
  if (!in_time([&] { return ::waitpid(process_, &status, WNOHANG) != 0; })) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, &status, 0);
  }
  process_ = 0;
}

bool ClaimedTerminal::says(const std::string& text) const {
  return in_time([&] { return log().find(text) != std::string::npos; });
}

std::string state_of(const DaemonProcess& daemon, const std::string& terminal) {
  const auto answer = daemon.ask("GET", "/api/v1/terminals");
  const auto* rows = answer.json.if_contains("terminals");
  if (rows == nullptr) return {};
  for (const auto& row : rows->as_array())
    if (text(row.as_object(), "terminal") == terminal) return text(row.as_object(), "state");
  return {};
}

}  // namespace tongluo::daemon
