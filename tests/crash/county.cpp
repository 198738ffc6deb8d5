#include "tests/crash/county.hpp"

#include <cmath>

#include "protocol/base/assert.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"
#include "protocol/os/random.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/receipt.hpp"
#include "tests/support/certificates.hpp"

namespace tongluo::crash {
namespace {

constexpr auto kDay = std::chrono::hours(24);

void write(const std::filesystem::path& file, ByteView content) {
  const auto written = os::write_file(file, content, 0600);
  TL_ASSERT(written.has_value());
}

// The fixture's list, valid now: the fixture itself lives at a fixed moment.
test::TrustFixture::Edit valid_now() {
  return [now = os::wall_now()](wire::TrustList& list) {
    list.issued_at = std::min(now, test::kNow) - kDay;
    list.expires_at = std::max(now, test::kNow) + kDay;
    for (wire::Issuer& issuer : list.issuers) {
      issuer.valid_from = list.issued_at;
      issuer.valid_until = list.expires_at + kDay;
    }
  };
}

// Whoever is called is a line of calls.txt.
constexpr const char* kCalledScript =
    "#!/bin/sh\nprintf '%s %s\\n' \"$TONGLUO_CALL_KIND\" \"$TONGLUO_CALL_TEXT\" >>\"${0%/*}/calls.txt\"\n";

std::string configuration_text(const std::filesystem::path& script) {
  return "data_dir = \"data\"\n"
         "[link]\naddress = \"127.0.0.1\"\nport = 0\ncertificate = \"controller.crt\"\nkey = \"controller.key\"\n"
         "authority = \"devices-ca.crt\"\n"
         "[api]\nunix_socket = \"api.sock\"\nport = -1\n"
         "[trust]\nroots = \"roots.bin\"\ntrust_list = \"trust-list.env\"\nplaces = \"places\"\n"
         "[notify]\ncommand = [\"" +
         script.string() + "\"]\n";
}

void append_number(std::string& text, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xFFU);
}

}  // namespace

County::County(std::filesystem::path folder, std::size_t terminals) : folder_(std::move(folder)), trust_(valid_now()) {
  std::filesystem::create_directories(folder_ / "places");
  std::filesystem::create_directories(data());
  const test::Certified controllers = test::make_authority("controllers"), devices = test::make_authority("devices");
  const test::Certified controller = test::issue(controllers, "controller", kServerName);
  write(folder_ / "controller.crt", as_bytes(controller.certificate_pem));
  write(folder_ / "controller.key", as_bytes(controller.key_pem));
  write(folder_ / "devices-ca.crt", as_bytes(devices.certificate_pem));
  write(folder_ / "roots.bin", trust_.root_set());
  write(folder_ / "trust-list.env", wire::serialize(trust_.trust_list()));
  write(folder_ / "called", as_bytes(kCalledScript));
  std::filesystem::permissions(folder_ / "called", std::filesystem::perms::owner_all);
  write(configuration(), as_bytes(configuration_text(folder_ / "called")));
  for (std::size_t i = 1; i <= terminals; ++i) {
    const TerminalId id = test::terminal_id("TL-500116-" + std::to_string(1'000 + i));
    const test::Certified own = test::issue(devices, id.text());
    terminals_.push_back({id,
                          {own.certificate_pem, own.key_pem, controllers.certificate_pem},
                          *sign::PrivateKey::parse_pem(own.key_pem)});
    const wire::PlaceRecord place{1, id, 1, os::wall_now() - kDay, test::village(), {}, "", "crash test"};
    const std::vector<const sign::Signer*> signer = {&trust_.maintain};
    write(folder_ / "places" / (id.text() + ".env"),
          wire::serialize(trust_.seal(PayloadType::place_record, wire::serialize(place), signer)));
  }
}

Envelope County::order(const Digest& clip, milliseconds clip_duration, std::size_t occurrences) const {
  const WallTime now = os::wall_now();
  wire::Order order = test::sample_order(now, clip);
  order.level = Level::i;
  order.tone = Tone::level_i;
  order.targets = {test::county()};
  order.programme = wire::ClipProgramme{{{clip, clip_duration}}, 1, {}};
  order.headline = "crash test";
  order.nonce = os::random_nonce();
  order.valid_until = now + std::chrono::hours(23);
  order.occurrences.clear();
  for (std::size_t i = 0; i < occurrences; ++i) {
    const WallTime start = now + std::chrono::hours(1) + i * std::chrono::minutes(3);
    order.occurrences.push_back({static_cast<std::uint32_t>(i + 1), start, start + seconds(30), start + seconds(120)});
  }
  return trust_.seal(order, trust_.dispatch);
}

Envelope County::sealed(const CountyTerminal& terminal, const wire::Receipt& receipt) const {
  return trust_.seal(PayloadType::receipt, wire::serialize(receipt), {&terminal.key});
}

std::string wav_of_a_second() {
  constexpr std::uint32_t kRate = 48'000;
  std::string samples;
  for (std::uint32_t i = 0; i < kRate; ++i)
    append_number(samples, static_cast<std::uint32_t>(std::lround(8'000 * std::sin(i * 0.06))), 2);
  std::string wav = "RIFF";
  append_number(wav, static_cast<std::uint32_t>(36 + samples.size()), 4);
  wav += "WAVEfmt ";
  append_number(wav, 16, 4);
  append_number(wav, 1, 2);
  append_number(wav, 1, 2);
  append_number(wav, kRate, 4);
  append_number(wav, kRate * 2, 4);
  append_number(wav, 2, 2);
  append_number(wav, 16, 2);
  wav += "data";
  append_number(wav, static_cast<std::uint32_t>(samples.size()), 4);
  return wav + samples;
}

}  // namespace tongluo::crash
