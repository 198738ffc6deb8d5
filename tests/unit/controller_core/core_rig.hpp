#pragma once
// A controller core with everything round it played by the test: the store answers when it is told to, sessions are
// numbers, time is a number. Signatures and certificates are real. `persist_all` answers every Persist that waits.

#include <gtest/gtest.h>
#include <map>

#include "controller/core/controller.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/receipt.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {

struct Device {
  TerminalId id;
  sign::PrivateKey key;
  Bytes certificate;
};
Device make_device(const TerminalId& id);  // keys are made once for each id and reused

session::SharedClip sample_clip(std::size_t chunks = 3, int seed = 1);

class ControllerRig {
 public:
  ControllerRig();

  // Enrols trust list and terminals 1 … count (all in the sample village unless `where` says else), durable.
  void enrol(std::size_t count, AreaCode where = village());
  void add_clip(const session::SharedClip& clip);
  Digest submit(const wire::Order& order);  // signed by dispatch, durable; fails the test if it is rejected
  Refusal submit_refused(const Envelope& envelope);

  controller::SessionId hello(std::size_t terminal, std::vector<Digest> cached = {});
  void receipt(controller::SessionId session, std::size_t terminal, wire::Receipt receipt);
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
  void persist_all();  // what they write joins `stored`
  void fail_all();
  // A new core from what was durable: everything else is lost, every session gone.
  void restart();
  void advance(microseconds duration);

  static TerminalId id_of(std::size_t terminal);

  TrustFixture trust;
  Now now{SteadyTime(seconds(1'000)), kNow};
  controller::ControllerCore core;
  controller::Snapshot stored;
  std::vector<controller::Persist> pending;

 private:
  std::uint64_t last_request_ = 0;
  controller::SessionId last_session_ = 0;
};

}  // namespace tongluo::test
