#include "tests/unit/http/daemon_process.hpp"

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>
#include <cmath>
#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <poll.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/base/assert.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tests/unit/http/described.hpp"

namespace tongluo::daemon {
namespace {

constexpr int kPatienceMs = 20'000;

constexpr auto kLifetime = std::chrono::hours(24 * 60);

test::TrustFixture trust_valid_at(WallTime now, const test::TrustFixture::Edit& edit) {
  return test::TrustFixture([now, &edit](wire::TrustList& list) {
    if (edit) edit(list);
    list.issued_at = now - std::chrono::hours(1);
    list.expires_at = now + kLifetime;
    for (wire::Issuer& issuer : list.issuers) {
      issuer.valid_from = now - std::chrono::hours(1);
      issuer.valid_until = now + kLifetime;
    }
  });
}

}  // namespace

std::string wav_file() {
  constexpr std::uint32_t kRate = 16'000;
  const auto number = [](std::uint32_t value, std::size_t bytes) {
    return std::string(reinterpret_cast<const char*>(&value), bytes);
  };
  std::string samples;
  for (std::uint32_t i = 0; i < kRate; ++i) {
    const auto sample = static_cast<std::int16_t>(12'000.0 * std::sin(2.0 * M_PI * 440.0 * i / kRate));
    samples.append(reinterpret_cast<const char*>(&sample), sizeof sample);
  }
  const auto size = static_cast<std::uint32_t>(samples.size());
  return "RIFF" + number(36 + size, 4) + "WAVEfmt " + number(16, 4) + number(1, 2) + number(1, 2) + number(kRate, 4) +
         number(2 * kRate, 4) + number(2, 2) + number(16, 2) + "data" + number(size, 4) + samples;
}

std::string text(const boost::json::object& object, std::string_view name) {
  const boost::json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

DaemonProcess::DaemonProcess(const test::TrustFixture::Edit& edit)
    : trust(trust_valid_at(os::wall_now(), edit)), now(os::wall_now()), devices(test::make_authority("devices")) {
  std::string pattern = (std::filesystem::temp_directory_path() / "tongluod-XXXXXX").string();
  folder_ = ::mkdtemp(pattern.data());
  const auto controllers = test::make_authority("controllers");
  const auto certificate = test::issue(controllers, "controller", "controller.tongluo");
  write("controller.crt", certificate.certificate_pem);
  write("controller.key", certificate.key_pem);
  write("controllers-ca.crt", controllers.certificate_pem);
  write("devices-ca.crt", devices.certificate_pem);
  write("operators-ca.crt", test::make_authority("operators").certificate_pem);
  write("time.key", *trust.time.to_pem());
  write("roots.bin", as_text(trust.root_set()));
  write("trust-list.env", as_text(wire::serialize(trust.trust_list())));
  write_places();
  configure();
}

DaemonProcess::~DaemonProcess() {
  if (process_ != 0) {
    signal(SIGKILL);
    wait();
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void DaemonProcess::write_places() const {
  std::filesystem::create_directory(at("places"));
  const std::pair<const char*, const char*> terminals[] = {{"TL-0001", "500116101001"}, {"TL-0002", "500116102001"}};
  for (const auto& [id, area] : terminals) {
    wire::PlaceRecord place{.terminal = test::terminal_id(id), .area = test::area(area)};
    place.version = 1;
    place.issued_at = now - std::chrono::minutes(10);
    place.name = std::string("loudspeaker ") + id;
    const Envelope envelope = trust.seal(PayloadType::place_record, wire::serialize(place), {&trust.maintain});
    write(std::string("places/") + id + ".env", as_text(wire::serialize(envelope)));
  }
}

void DaemonProcess::write(std::string_view name, std::string_view content) const {
  std::ofstream(at(name), std::ios::binary) << content;
}

std::string DaemonProcess::read(std::string_view name) const {
  std::ostringstream content;
  content << std::ifstream(at(name), std::ios::binary).rdbuf();
  return content.str();
}

void DaemonProcess::configure(const std::string& link_port, const std::string& more) const {
  write("tongluod.toml",
        "[link]\nport = " + link_port +
            "\ncertificate = \"controller.crt\"\nkey = \"controller.key\"\nauthority = \"devices-ca.crt\"\n"
            "[api]\nport = 0\ncertificate = \"controller.crt\"\nkey = \"controller.key\"\n"
            "client_authority = \"operators-ca.crt\"\n[time]\nkey = \"time.key\"\n" +
            more);
}

void DaemonProcess::start() {
  std::array<int, 2> pipe{};
  TL_ASSERT(::pipe2(pipe.data(), O_CLOEXEC) == 0);
  const std::string program = std::string(TONGLUO_BIN_DIR) + "/tongluod";
  const std::string config = at("tongluod.toml");
  const std::string ports = at("ports.json");
  const std::string errors = at("errors.log");
  process_ = ::fork();
  if (process_ == 0) {
    ::dup2(pipe[1], STDOUT_FILENO);
    ::dup2(::open(errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
    ::execl(program.c_str(), "tongluod", "--config", config.c_str(), "--ports-file", ports.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(pipe[1]);
  output_ = pipe[0];
}

std::string DaemonProcess::start_until_ready() {
  start();
  std::string line;
  while (line.empty() || line.back() != '\n') {
    pollfd waiting{output_, POLLIN, 0};
    char byte = 0;
    if (::poll(&waiting, 1, kPatienceMs) != 1 || ::read(output_, &byte, 1) != 1) return {};
    line.push_back(byte);
  }
  return line;
}

void DaemonProcess::signal(int number) const { ::kill(process_, number); }

Ended DaemonProcess::wait() {
  // The end of its standard output is the end of the process.
  const auto give_up = os::steady_now() + milliseconds(kPatienceMs);
  char ignored[256];
  pollfd waiting{output_, POLLIN, 0};
  while (::poll(&waiting, 1, kPatienceMs) == 1 && ::read(output_, ignored, sizeof ignored) > 0) {
  }
  if (os::steady_now() >= give_up) signal(SIGKILL);
  int status = 0;
  ::waitpid(process_, &status, 0);
  ::close(output_);
  process_ = 0;
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status), read("errors.log")};
}

DaemonProcess::Response DaemonProcess::ask(const std::string& method, const std::string& target,
                                           const std::string& body) const {
  namespace http = boost::beast::http;
  boost::asio::io_context context;
  boost::asio::local::stream_protocol::socket socket(context);
  boost::system::error_code error;
  socket.connect(at("api.sock").string(), error);
  if (error) return {};
  http::request<http::string_body> request(http::string_to_verb(method), target, 11, body);
  request.set(http::field::host, "api");
  request.prepare_payload();
  http::write(socket, request);
  boost::beast::flat_buffer buffer;
  http::response<http::string_body> response;
  http::read(socket, buffer, response, error);
  if (error) return {};
  const std::string type(response[http::field::content_type]);
  EXPECT_EQ(tongluo::http::complaints({method, target, response.result_int(), type, response.body()}), "");
  boost::json::error_code not_json;
  auto value = boost::json::parse(response.body(), not_json);
  return {response.result_int(), value.is_object() ? value.as_object() : boost::json::object{}, response.body()};
}

DaemonProcess::Response DaemonProcess::ask(const std::string& method, const std::string& target,
                                           const boost::json::object& body) const {
  return ask(method, target, boost::json::serialize(body));
}

boost::json::object DaemonProcess::signed_body(PayloadType type, const std::string& payload,
                                               const sign::PrivateKey& key) const {
  const Envelope envelope = trust.seal(type, *from_base64(payload), {&key});
  return {{"envelope", to_base64(wire::serialize(envelope))}};
}

std::string DaemonProcess::make_clip() const { return text(ask("POST", "/api/v1/audio", wav_file()).json, "clip"); }

}  // namespace tongluo::daemon
