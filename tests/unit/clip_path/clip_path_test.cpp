// A clip's way from the controller's core to the terminal's: both real cores, both real sessions, the real egress
// pacer; bytes are carried by hand and lost by hand. The store and the flash are values, time is a number.

#include <gtest/gtest.h>

#include "protocol/session/egress_pacer.hpp"
#include "terminal-fw/core/terminal_core.hpp"
#include "tests/unit/controller_core/core_rig.hpp"

namespace tongluo::test {
namespace {

constexpr std::size_t kChunks = 12;

class ClipPath {
 public:
  ClipPath() : clip(sample_clip(kChunks)), device(make_device(ControllerRig::id_of(1))) {
    controller.enrol(1);
    controller.add_clip(clip);
    core = std::make_unique<terminal::TerminalCore>(terminal::CoreSettings{device.id, "test", Nonce{}, WallTime{}},
                                                    controller.trust.roots(), device.key);
    core->start(controller.now, terminal::JournalSnapshot{}, controller.trust.trust_list(),
                controller.trust.place(device.id, village()));
    obey_terminal();
  }

  Digest submit(const std::string& headline, std::uint8_t nonce) {
    wire::Order order = sample_order(kNow, clip->digest);
    order.headline = headline;
    order.nonce.octets.fill(std::byte{nonce});
    return controller.submit(order);
  }

  void connect() {
    controller.now.steady += seconds(1);
    std::vector<Digest> cached;
    for (const auto& [digest, content] : flash) cached.push_back(digest);
    near.emplace(controller.now.steady, core->make_hello(controller.now, Nonce{}, cached));
    far.emplace(controller.now.steady, device.id);
    ++session;
    chunks = manifests = 0;
  }
  // All that was on its way is lost.
  void drop() {
    near.reset();
    far.reset();
    pacer.forget(session);
    core->on_link_closed(controller.now);
    obey_terminal();
    controller.core.on_gone(controller.now, session);
    controller.take();
  }
  // Carries bytes both ways until nothing moves or so many chunks have arrived in this connection.
  void carry(std::size_t until_chunks = SIZE_MAX) {
    for (bool moved = true; moved && chunks < until_chunks;) {
      moved = false;
      while (auto action = near->next_action()) moved |= from_terminal(*action);
      obey_controller();
      if (const auto grant = pacer.next(controller.now.steady)) {
        far->send_clip(controller.now.steady, grant->clip, grant->first, grant->count, grant->alert);
        pacer.set_room(controller.now.steady, session, false);
        moved = true;
      }
      while (chunks < until_chunks) {
        auto action = far->next_action();
        if (!action) break;
        moved |= from_controller(*action);
      }
      if (far->clip_idle()) pacer.set_room(controller.now.steady, session, true);
    }
  }

  bool from_terminal(session::Action& action) {
    if (const auto* write = std::get_if<session::Write>(&action)) {
      near->on_written(controller.now.steady, write->bytes.size());
      far->on_bytes(controller.now.steady, write->bytes);
    } else if (auto* deliver = std::get_if<session::Deliver>(&action)) {
      at_terminal(deliver->message);
    }
    return true;
  }
  bool from_controller(session::Action& action) {
    if (const auto* write = std::get_if<session::Write>(&action)) {
      far->on_written(controller.now.steady, write->bytes.size());
      near->on_bytes(controller.now.steady, write->bytes);
      while (auto arrived = near->next_action()) from_terminal(*arrived);
    } else if (auto* deliver = std::get_if<session::Deliver>(&action)) {
      if (const auto* hello = std::get_if<wire::Hello>(&deliver->message))
        controller.core.on_hello(controller.now, session, *hello, device.certificate);
      else
        controller.core.on_message(controller.now, session, std::move(deliver->message));
      obey_controller();
    }
    return true;
  }
  void at_terminal(const wire::Message& message) {
    chunks += std::holds_alternative<wire::ClipChunk>(message);
    manifests += std::holds_alternative<wire::ClipManifestPush>(message);
    if (const auto* welcome = std::get_if<wire::Welcome>(&message))
      core->on_link_open(controller.now, *welcome, {});
    else
      core->on_message(controller.now, message);
    obey_terminal();
  }
  void obey_terminal() {
    while (auto action = core->next_action()) {
      if (auto* send = std::get_if<terminal::Send>(&*action); send && near)
        near->send(controller.now.steady, std::move(send->message));
      if (const auto* commit = std::get_if<terminal::Commit>(&*action))
        core->on_commit(controller.now, commit->token, true);
      if (const auto* load = std::get_if<terminal::LoadClip>(&*action)) {
        const auto held = flash.find(load->clip);
        core->on_clip_loaded(controller.now, load->clip, held == flash.end() ? nullptr : held->second);
      }
      if (const auto* store = std::get_if<terminal::StoreClip>(&*action)) {
        flash[store->clip] = store->content;
        core->on_clip_stored(controller.now, store->clip, true);
      }
    }
  }
  void obey_controller() {
    for (controller::Action& action : controller.take()) {
      const SteadyTime now = controller.now.steady;
      if (auto* welcome = std::get_if<controller::Welcome>(&action))
        far->welcome(now, std::move(welcome->message), WallTime::duration(0));
      if (auto* send = std::get_if<controller::Send>(&action)) far->send(now, std::move(send->message));
      if (auto* framed = std::get_if<controller::SendFramed>(&action)) far->send_framed(now, framed->frame);
      if (auto* send = std::get_if<controller::SendClip>(&action)) {
        EXPECT_TRUE(pacer.add(now, session, {send->clip, send->first_chunk, send->chunk_count, send->urgent}));
      }
    }
  }

  ControllerRig controller;
  session::SharedClip clip;
  Device device;
  std::unique_ptr<terminal::TerminalCore> core;
  session::EgressPacer pacer{1'000'000'000'000};
  std::optional<session::TerminalSession> near;
  std::optional<session::GatewaySession> far;
  controller::SessionId session = 100;
  std::map<Digest, terminal::SharedClipContent> flash;
  std::size_t chunks = 0, manifests = 0;  // that arrived in this connection
};

Bytes audio_of(const session::ClipData& clip) {
  Bytes audio;
  for (const Bytes& chunk : clip.chunks) audio.insert(audio.end(), chunk.begin(), chunk.end());
  return audio;
}

TEST(ClipPath, ALostLinkAtAnyChunkCostsNoChunkTwice) {
  for (std::size_t cut = 0; cut <= kChunks; ++cut) {
    SCOPED_TRACE(cut);
    ClipPath path;
    path.submit("flood", 1);
    path.connect();
    path.carry(cut);
    ASSERT_EQ(path.chunks, cut);
    path.drop();
    path.connect();
    path.carry();
    EXPECT_EQ(path.chunks, kChunks - cut);
    EXPECT_EQ(path.manifests, cut == 0 ? 1u : 0u);
    EXPECT_EQ(path.core->clip_counters().unwanted, 0u);
    ASSERT_TRUE(path.flash.contains(path.clip->digest));
    EXPECT_EQ(path.flash[path.clip->digest]->audio, audio_of(*path.clip));
  }
}

TEST(ClipPath, ALinkThatDropsAfterEveryChunkStillBringsTheClip) {
  ClipPath path;
  path.submit("flood", 1);
  std::size_t arrived = 0;
  for (std::size_t connection = 0; connection < kChunks; ++connection) {
    path.connect();
    path.carry(1);
    arrived += path.chunks;
    path.drop();
  }
  EXPECT_EQ(arrived, kChunks);
  EXPECT_TRUE(path.flash.contains(path.clip->digest));
}

TEST(ClipPath, TwoOrdersWithOneClipSendItOnceAlsoOverAReconnect) {
  ClipPath path;
  path.submit("flood", 1);
  path.connect();
  path.carry();
  EXPECT_EQ(path.chunks, kChunks);
  path.submit("rain", 2);
  path.carry();
  EXPECT_EQ(path.chunks, kChunks) << "pushed in this session already";
  path.drop();
  path.submit("landslide", 3);
  path.connect();
  path.carry();
  EXPECT_EQ(path.chunks, 0u) << "the Hello lists it";
  EXPECT_EQ(path.manifests, 0u);
}

TEST(ClipPath, AClipThatTheFlashLostIsAskedForThoughTheHelloListedIt) {
  ClipPath path;
  path.flash[path.clip->digest] = nullptr;  // listed, but damaged
  path.submit("flood", 1);
  path.connect();
  path.carry();
  EXPECT_EQ(path.core->clip_counters().requests, 1u);
  EXPECT_EQ(path.chunks, kChunks);
  EXPECT_EQ(path.flash[path.clip->digest]->audio, audio_of(*path.clip));
}

}  // namespace
}  // namespace tongluo::test
