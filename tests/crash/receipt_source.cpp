#include "tests/crash/receipt_source.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/os/clock.hpp"
#include "protocol/os/random.hpp"
#include "protocol/transport/handshake.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/receipt.hpp"

namespace tongluo::crash {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kRedial = milliseconds(20);
constexpr std::array kStages = {Stage::accepted, Stage::started, Stage::final};

transport::TlsContext tls_of(const CountyTerminal& terminal) {
  auto context = transport::TlsContext::client(terminal.identity, kServerName);
  TL_ASSERT(context.has_value());
  return std::move(*context);
}

}  // namespace

ReceiptSource::ReceiptSource(asio::io_context& context, const County& county, const CountyTerminal& terminal,
                             Testimony& testimony)
    : context_(context),
      county_(county),
      terminal_(terminal),
      testimony_(testimony),
      tls_(tls_of(terminal)),
      timer_(context) {}

void ReceiptSource::report_on(const Digest& order, std::size_t occurrences) {
  order_ = order;
  occurrences_ = occurrences;
  next_ = 0;
  fill();
}

void ReceiptSource::connect(std::uint16_t port) {
  drop();
  port_ = port;
  dial();
}

void ReceiptSource::drop() {
  ++life_;
  timer_.cancel();
  open_ = false;
  if (auto driver = std::exchange(driver_, nullptr)) driver->abandon();
}

void ReceiptSource::dial() {
  auto socket = std::make_shared<tcp::socket>(context_);
  const tcp::endpoint there(asio::ip::address_v4::loopback(), port_);
  socket->async_connect(there, [this, socket, life = life_](const boost::system::error_code& error) {
    if (life != life_) return;
    if (error) return redial();
    auto stream = std::make_shared<transport::TlsStream>(std::move(*socket), tls_.make_handle(),
                                                         transport::TlsStream::Side::client, tls_.ticket().get());
    transport::async_handshake(stream, limits::kHandshakeTimeout, [this, stream, life](const std::string& failure) {
      if (life == life_) on_handshake(stream, failure);
    });
  });
}

void ReceiptSource::redial() {
  timer_.expires_after(kRedial);
  timer_.async_wait([this, life = life_](const boost::system::error_code& error) {
    if (!error && life == life_) dial();
  });
}

void ReceiptSource::on_handshake(const std::shared_ptr<transport::TlsStream>& stream, const std::string& failure) {
  if (!failure.empty()) return redial();
  driver_ = std::make_shared<Driver>(stream, session::TerminalSession(os::steady_now(), hello()), *this);
  driver_->start();
}

wire::Hello ReceiptSource::hello() const {
  wire::Hello hello{.terminal = terminal_.id};
  hello.protocol_major = limits::kProtocolMajor;
  hello.firmware = "crash test";
  hello.boot_id = os::random_nonce();
  hello.clock = os::wall_now();
  hello.trust_list_version = hello.place_version = 1;
  hello.unacknowledged_receipts = static_cast<std::uint32_t>(untaken_.size());
  return hello;
}

void ReceiptSource::on_message(wire::Message message) {
  if (std::holds_alternative<wire::Welcome>(message)) {
    open_ = true;
    for (Untaken& one : untaken_) one.sent = false;
    fill();
  } else if (const auto* receipts = std::get_if<wire::ReceiptTaken>(&message)) {
    for (const Digest& receipt : receipts->receipts) taken(receipt);
    fill();
  }
}

void ReceiptSource::on_closed(const session::Close&, const std::string&) {
  open_ = false;
  redial();
}

void ReceiptSource::taken(const Digest& receipt) {
  if (!testimony_.made.contains(receipt)) ++testimony_.taken_unknown;
  if (!testimony_.taken.insert(receipt).second) ++testimony_.taken_twice;
  std::erase_if(untaken_, [&receipt](const Untaken& one) { return one.digest == receipt; });
}

void ReceiptSource::fill() {
  if (!open_) return;
  while (untaken_.size() < limits::kMaxReceiptsInFlight && next_ < 3 * occurrences_) make_one();
  for (Untaken& one : untaken_) {
    if (std::exchange(one.sent, true)) continue;
    driver_->session().send(os::steady_now(), wire::ReceiptReport{one.envelope});
  }
  driver_->drive();
}

void ReceiptSource::make_one() {
  wire::Receipt receipt{.terminal = terminal_.id};
  receipt.order = order_;
  receipt.occurrence = static_cast<std::uint32_t>(next_ / 3 + 1);
  receipt.stage = kStages[next_ % 3];
  receipt.outcome = receipt.stage == Stage::final ? Outcome::unproved : Outcome::none;
  receipt.at = os::wall_now();
  receipt.sequence = ++sequence_;
  ++next_;
  Envelope envelope = county_.sealed(terminal_, receipt);
  const Digest digest = sign::identity(envelope);
  testimony_.made.emplace(digest, wire::serialize(envelope));
  if (receipt.stage == Stage::final) ++testimony_.finals[order_];
  untaken_.push_back({digest, std::move(envelope), false});
}

}  // namespace tongluo::crash
