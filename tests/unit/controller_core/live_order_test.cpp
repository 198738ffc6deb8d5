// Live speech as an order: what may be prepared, which key it needs, when its stream starts and ends.

#include <functional>
#include <set>

#include "tests/unit/controller_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using controller::EndStream;
using controller::OrderDraft;
using controller::PrepareFault;
using controller::StartStream;

// Holds the keys of the streams that the test names.
class HeldKeys final : public controller::StreamKeys {
 public:
  bool holds(std::uint32_t stream_id, ByteView spki, WallTime) const override {
    return streams.contains(stream_id) && Bytes(spki.begin(), spki.end()) == spki_;
  }
  const Bytes& spki() const { return spki_; }
  std::set<std::uint32_t> streams{77};

 private:
  Bytes spki_ = sign::PrivateKey::generate(Algorithm::ed25519)->spki();
};

class LiveOrder : public ::testing::Test {
 protected:
  LiveOrder() : rig({}, [this](controller::Settings& settings) { settings.stream_keys = &keys; }) {
    rig.enrol(2);
    draft.order_class = OrderClass::actual;
    draft.level = Level::ii;
    draft.areas = {"500116101000"};
    draft.live = live(77);
  }
  wire::LiveProgramme live(std::uint32_t stream) const {
    return {stream, Algorithm::ed25519, keys.spki(), "Li Wei", seconds(300), milliseconds(1'000)};
  }
  controller::PreparedOrder prepared() {
    const auto made = rig.core.prepare(rig.now, draft);
    EXPECT_TRUE(made) << made.error().reason;
    return *made;
  }
  Envelope sealed(const Bytes& payload) { return rig.trust.seal(PayloadType::order, payload, {&rig.trust.dispatch}); }
  std::vector<controller::Action> issue(const Bytes& payload) {
    rig.hand_in(sealed(payload));
    rig.persist_all();
    return rig.take();
  }
  template <class T>
  static std::vector<T> only(const std::vector<controller::Action>& actions) {
    std::vector<T> found;
    for (const auto& action : actions)
      if (const auto* match = std::get_if<T>(&action)) found.push_back(*match);
    return found;
  }

  HeldKeys keys;
  ControllerRig rig;
  OrderDraft draft;
};

TEST_F(LiveOrder, IsPreparedWithItsStreamAndItsLongestDuration) {
  const auto order = wire::parse_order(prepared().payload);
  ASSERT_TRUE(order);
  EXPECT_EQ(std::get<wire::LiveProgramme>(order->programme), *draft.live);
  EXPECT_EQ(wire::longest_sound(*order), seconds(304));
}

TEST_F(LiveOrder, NamesWhatIsWrong) {
  struct Row {
    const char* name;
    std::function<void(OrderDraft&)> spoil;
    PrepareFault fault;
    const char* field;
  };
  const Row table[] = {
      {"holder", [](auto& d) { d.live->holder.clear(); }, PrepareFault::missing, "live.holder"},
      {"too long", [](auto& d) { d.live->max_duration = seconds(601); }, PrepareFault::out_of_limit,
       "live.max_duration_s"},
      {"no time", [](auto& d) { d.live->max_duration = {}; }, PrepareFault::out_of_limit, "live.max_duration_s"},
      {"too near", [](auto& d) { d.live->playout_delay = milliseconds(499); }, PrepareFault::out_of_limit,
       "live.playout_delay_ms"},
      {"too far", [](auto& d) { d.live->playout_delay = milliseconds(5'001); }, PrepareFault::out_of_limit,
       "live.playout_delay_ms"},
      {"clips too", [](auto& d) { d.items.push_back({Digest{}}); }, PrepareFault::out_of_limit, "items"},
      {"later", [](auto& d) { d.starts = {kNow + seconds(60)}; }, PrepareFault::out_of_limit, "starts"},
      {"renews none", [](auto& d) { d.renews = "0123456789"; }, PrepareFault::unknown_order, "renews"},
  };
  for (const Row& row : table) {
    OrderDraft spoiled = draft;
    row.spoil(spoiled);
    const auto made = rig.core.prepare(rig.now, spoiled);
    ASSERT_FALSE(made) << row.name;
    EXPECT_EQ(made.error().fault, row.fault) << row.name;
    EXPECT_EQ(made.error().field, row.field) << row.name;
  }
}

TEST_F(LiveOrder, IsRefusedOnceItsKeyIsGone) {
  const auto made = prepared();
  keys.streams.clear();
  EXPECT_EQ(rig.submit_refused(sealed(made.payload)), Refusal::unsupported);
}

TEST_F(LiveOrder, StartsItsStreamAfterTheToneAndEndsItWithItsAuthority) {
  const auto made = prepared();
  const auto started = only<StartStream>(issue(made.payload));
  ASSERT_EQ(started.size(), 1U);
  EXPECT_EQ(started.front().order, made.digest);
  EXPECT_EQ(started.front().first_sound, rig.now.wall + controller::kStartLead + seconds(4));
  EXPECT_EQ(started.front().until, started.front().first_sound + seconds(300));
  EXPECT_FALSE(started.front().renews);
}

TEST_F(LiveOrder, AdmitsASessionBeforeTheOrderGoesThere) {
  rig.hello(0);
  rig.hello(1);
  rig.persist_all();
  rig.take();
  const auto made = prepared();
  const auto actions = issue(made.payload);
  std::set<controller::SessionId> admitted, delivered;
  for (const controller::Action& action : actions) {
    if (const auto* admit = std::get_if<controller::AdmitListener>(&action)) {
      EXPECT_EQ(admit->order, made.digest);
      EXPECT_EQ(admit->stream_id, draft.live->stream_id);
      EXPECT_FALSE(delivered.contains(admit->session));
      admitted.insert(admit->session);
    } else if (const auto* send = std::get_if<controller::SendFramed>(&action)) {
      EXPECT_TRUE(admitted.contains(send->session));
      delivered.insert(send->session);
    }
  }
  EXPECT_FALSE(delivered.empty());
  EXPECT_EQ(admitted, delivered);
}

TEST_F(LiveOrder, EndsItsStreamWhenItIsCancelled) {
  const auto made = prepared();
  issue(made.payload);
  const wire::Cancel cancel{limits::kReaderVersion, made.digest, rig.now.wall, Nonce{}};
  rig.core.cancel(rig.now, rig.next_request(),
                  rig.trust.seal(PayloadType::cancel, wire::serialize(cancel), {&rig.trust.dispatch}), "test");
  const auto taken = rig.take();
  rig.persist_all();
  const auto ended = only<EndStream>(rig.take());
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended.front().order, made.digest);
}

TEST_F(LiveOrder, IsRenewedByAnOrderThatSupersedesItWithAnotherStream) {
  const auto first = prepared();
  issue(first.payload);
  draft.live = live(78);
  draft.renews = to_string(first.digest).substr(0, 12);
  draft.nonce.octets.fill(std::byte{1});
  keys.streams.insert(78);
  const auto second = prepared();
  EXPECT_EQ(wire::parse_order(second.payload)->supersedes, first.digest);
  const auto actions = issue(second.payload);
  const auto started = only<StartStream>(actions);
  ASSERT_EQ(started.size(), 1U);
  EXPECT_EQ(started.front().renews, first.digest);
  ASSERT_EQ(only<EndStream>(actions).size(), 1U);
  EXPECT_EQ(only<EndStream>(actions).front().order, first.digest);
}

TEST_F(LiveOrder, EndsItsStreamWhenItIsSentBack) {
  rig.core.keep_draft(rig.now, rig.next_request(), prepared().payload, "api", "test", "look at it");
  rig.persist_all();
  rig.core.return_order(rig.now, rig.next_request(), prepared().digest, "test", "no");
  rig.persist_all();
  EXPECT_EQ(only<EndStream>(rig.take()).size(), 1U);
}

TEST_F(LiveOrder, IsNotIssuedWithoutADeskForLiveSpeech) {
  const auto made = prepared();
  rig.edit_settings = {};
  rig.restart();
  EXPECT_EQ(rig.submit_refused(sealed(made.payload)), Refusal::unsupported);
}

}  // namespace
}  // namespace tongluo::test
