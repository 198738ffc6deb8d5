#pragma once
// A controller core with everything round it played by the test: the store answers when it is told to, sessions are
// numbers, time is a number. Signatures and certificates are real. `persist_all` answers every Persist that waits.

#include <functional>
#include <gtest/gtest.h>
#include <map>

#include "controller/core/controller.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/receipt.hpp"
#include "tests/support/trust_fixture.hpp"
#include "tests/unit/controller_core/memory_store.hpp"

namespace tongluo::test {

struct Device {
  TerminalId id;
  sign::PrivateKey key;
  Bytes certificate;
};
Device make_device(const TerminalId& id);  // keys are made once for each id and reused
using MakeDevice = std::function<Device(const TerminalId&)>;

session::SharedClip sample_clip(std::size_t chunks = 3, int seed = 1);

class ControllerRig {
 public:
  using Edit = std::function<void(controller::Settings&)>;
  explicit ControllerRig(const TrustFixture::Edit& edit_list = {}, Edit edit_settings = {});
  // Of a deployment that is there, with keys that are not random.
  ControllerRig(TrustFixture deployment, MakeDevice devices);

  // Enrols trust list and terminals 1 … count (all in the sample village unless `where` says else), durable.
  void enrol(std::size_t count, AreaCode where = village());
  void add_clip(const session::SharedClip& clip, std::vector<std::string> warnings = {});
  // Signed by dispatch (or by whom it says), confirmed, durable.
  Digest submit(const wire::Order& order);
  Digest submit(const wire::Order& order, const std::vector<const sign::Signer*>& signers);
  // Hands it in, confirmed; nothing is answered yet. Answers: OrderTaken, OrderRejected.
  controller::RequestId hand_in(const Envelope& envelope, std::string origin = "api");
  Refusal submit_refused(const Envelope& envelope);  // none: it was not refused
  std::size_t addressed(const Envelope& envelope) const;
  controller::RequestId next_request() { return ++last_request_; }

  controller::SessionId hello(std::size_t terminal, std::vector<Digest> cached = {});
  void report(controller::SessionId session, Envelope envelope);
  void receipt(controller::SessionId session, std::size_t terminal, const wire::Receipt& receipt);
  Envelope sealed(std::size_t terminal, const wire::Receipt& receipt) const;
  wire::Receipt sample_receipt(std::size_t terminal, const Digest& order, Stage stage,
                               Outcome outcome = Outcome::none) const;

  std::vector<controller::Action> take();  // every action so far; Persists stay in `pending` as well
  template <class T>
  std::vector<T> take_only() {
    std::vector<T> found;
    for (controller::Action& action : take())
      if (auto* match = std::get_if<T>(&action)) found.push_back(std::move(*match));
    return found;
  }
  // The messages sent to one session, by kind.
  template <class T>
  std::vector<T> sent(controller::SessionId session) {
    std::vector<T> found;
    for (const controller::Send& send : take_only<controller::Send>())
      if (const auto* match = std::get_if<T>(&send.message); match && send.session == session) found.push_back(*match);
    return found;
  }
  // Likewise, of those that were serialised once for many.
  template <class T>
  std::vector<T> framed(controller::SessionId session) {
    std::vector<T> found;
    for (const controller::SendFramed& send : take_only<controller::SendFramed>())
      if (const auto match = message_in<T>(send); match && send.session == session) found.push_back(*match);
    return found;
  }
  template <class T>
  static std::optional<T> message_in(const controller::SendFramed& send) {
    const auto message = wire::parse_message(ByteView(*send.frame).subspan(limits::kFrameHeaderBytes));
    const auto* match = message ? std::get_if<T>(&*message) : nullptr;
    return match == nullptr ? std::nullopt : std::optional(*match);
  }
  // What they write joins `stored`. Of the actions so far only the answers to requests are kept for take().
  void persist_all();
  void fail_all();
  std::vector<std::string> audit_actions() const;  // of all that is durable, in order
  // A new core from what was durable: everything else is lost, every session gone.
  void restart();
  void advance(microseconds duration);

  static TerminalId id_of(std::size_t terminal);

  Edit edit_settings;
  MakeDevice device_of = make_device;
  TrustFixture trust;
  Now now{SteadyTime(seconds(1'000)), kNow};
  controller::ControllerCore core;
  controller::Snapshot stored;
  std::vector<controller::SaveAudit> audited;  // durable
  std::vector<controller::Persist> pending;

 private:
  MemoryIndex index_;
  std::vector<controller::Action> answers_;
  std::uint64_t last_request_ = 0;
  controller::SessionId last_session_ = 0;
};

}  // namespace tongluo::test
