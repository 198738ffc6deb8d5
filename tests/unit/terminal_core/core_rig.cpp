#include "tests/unit/terminal_core/core_rig.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "terminal-fw/core/limits.hpp"

namespace tongluo::test {
namespace {

constexpr std::uint64_t kPacketsBeforeSpeech = 2;  // silence until the speaker begins: starved, but not lost

terminal::Shape shape_of(const terminal::Play& play) {
  terminal::Shape shape{.tone_samples = play.tone_samples, .repetitions = play.repetitions};
  for (const terminal::PlayClip& item : play.items) shape.items_samples += terminal::samples_of(item.duration);
  shape.gap_samples = play.gap_samples;
  shape.drill = play.drill;
  shape.live = play.live_samples > 0;
  shape.items_samples += play.live_samples;
  return shape;
}

std::string describe(const wire::Receipt& receipt) {
  std::string line = "receipt " + std::string(to_string(receipt.stage));
  if (receipt.outcome != Outcome::none) line += " " + std::string(to_string(receipt.outcome));
  if (receipt.refusal != Refusal::none) line += " " + std::string(to_string(receipt.refusal));
  return line;
}

}  // namespace

TestClip make_clip(std::size_t chunks, int seed) {
  TestClip clip;
  wire::ClipManifest manifest{
      .codec = wire::ClipCodec::ogg_opus, .chunk_bytes = limits::kClipChunkBytes, .duration = seconds(10)};
  for (std::size_t i = 0; i < chunks; ++i) {
    const std::size_t size = i + 1 == chunks ? 100 : limits::kClipChunkBytes;
    clip.chunks.emplace_back(size, static_cast<std::byte>(i + static_cast<std::size_t>(seed) * 7));
    manifest.total_bytes += size;
    manifest.chunks.push_back(sign::digest_of(clip.chunks.back()));
  }
  clip.manifest = wire::serialize(manifest);
  clip.digest = sign::digest_of(clip.manifest);
  return clip;
}

terminal::SharedClipContent TestClip::content() const {
  terminal::ClipContent content{manifest, {}};
  for (const Bytes& chunk : chunks) content.audio.insert(content.audio.end(), chunk.begin(), chunk.end());
  return std::make_shared<terminal::ClipContent>(std::move(content));
}

CoreRig::CoreRig(AreaCode place)
    : CoreRig(place, TrustFixture(), *sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256)) {}

CoreRig::CoreRig(AreaCode place, TrustFixture deployment, sign::PrivateKey device)
    : trust(std::move(deployment)), device_key(std::move(device)), where(place) {
  restart();
}

void CoreRig::restart() {
  dead = false;
  power_cut_at_commit = 0;
  sound_.reset();
  waiting_.reset();
  complete_.clear();
  held_writes_.clear();
  answers_.clear();
  sent.clear();
  terminal::CoreSettings settings{id,   "1.2.3",      Nonce{},       kNow - std::chrono::hours(24 * 30),
                                  true, proves_sound, amplifier_wake};
  settings.vital_only = safe_mode;
  settings.clock_kept = clock_kept;
  core = std::make_unique<terminal::TerminalCore>(std::move(settings), trust.roots(), device_key);
  core->start(now, journal.snapshot(), trust.trust_list(), trust.place(id, where));
  settle();
}

void CoreRig::open_link(bool with_time, bool with_media) {
  Nonce nonce;
  nonce.octets.fill(std::byte{7});
  std::vector<Digest> cached;
  for (const auto& [digest, held] : cache) cached.push_back(digest);
  core->make_hello(now, nonce, cached);
  const WallTime theirs = now.wall - clock_wrong_by;
  wire::Welcome welcome{.gateway_epoch = 1, .server_time = theirs, .heartbeat_interval = seconds(120)};
  if (with_time) welcome.time_statement = trust.time_statement(id, nonce, theirs);
  Bytes exported;
  if (with_media) {
    Nonce token;
    token.octets.fill(static_cast<std::byte>(++sessions_));
    exported.assign(stream::kExporterBytes, static_cast<std::byte>(sessions_));
    welcome.media_endpoint = ":5004";
    welcome.media_token.assign(token.octets.begin(), token.octets.end());
    media.emplace(stream::End::controller, token, exported);
  }
  sent.clear();
  core->on_link_open(now, welcome, exported);
  settle();
}

void CoreRig::close_link() {
  core->on_link_closed(now);
  settle();
}

void CoreRig::deliver(const Envelope& order, WallTime start_at) { receive(wire::OrderDelivery{order, 1, start_at}); }

void CoreRig::receive(const wire::Message& message) {
  if (dead) return;
  core->on_message(now, message);
  settle();
}

void CoreRig::receive_clip(const TestClip& pushed) {
  receive(pushed.manifest_push());
  for (std::uint32_t i = 0; i < pushed.chunks.size(); ++i) receive(pushed.chunk(i));
}

void CoreRig::prove(std::uint64_t play_id, const fieldbus::Proof& proof) {
  core->on_proof(now, play_id, proof);
  settle();
}

void CoreRig::take_bundle(const wire::OfflineBundle& bundle) {
  core->on_bundle(now, bundle);
  settle();
}

void CoreRig::receive_datagrams(const std::vector<Bytes>& received) {
  for (const Bytes& datagram : received) core->on_datagram(now, datagram);
  core->on_datagrams_taken(now);
  settle();
}

Result<std::uint64_t, terminal::LocalRefusal> CoreRig::start_local(const terminal::LocalRequest& request) {
  auto started = core->start_local(now, request);
  settle();
  return started;
}

Result<void, terminal::LocalRefusal> CoreRig::claim(const terminal::ClaimRequest& request) {
  auto claimed = core->claim(now, request);
  settle();
  return claimed;
}

void CoreRig::look_at_disk(const std::string& trouble, bool full) {
  core->on_disk_look(now, trouble, full);
  settle();
}

void CoreRig::look_at_sound(const std::string& missing) {
  core->on_sound_look(now, missing);
  settle();
}

void CoreRig::end_claim() {
  core->end_claim(now, "given back");
  settle();
}

void CoreRig::take_receipts() {
  wire::ReceiptTaken taken;
  for (const wire::Message& message : sent)
    if (const auto* report = std::get_if<wire::ReceiptReport>(&message))
      taken.receipts.push_back(sign::identity(report->envelope));
  receive(taken);
}

std::vector<wire::Receipt> CoreRig::receipts() const {
  std::vector<wire::Receipt> receipts;
  for (const wire::Message& message : sent)
    if (const auto* report = std::get_if<wire::ReceiptReport>(&message))
      receipts.push_back(wire::parse_receipt(report->envelope.payload).value());
  return receipts;
}

std::size_t CoreRig::count(const std::string& line) const {
  return static_cast<std::size_t>(std::count(trace.begin(), trace.end(), line));
}

const wire::Receipt* CoreRig::final_of(const Digest& order, std::uint32_t occurrence) const {
  const wire::Receipt* found = nullptr;
  for (const wire::Receipt& receipt : reported)
    if (receipt.order == order && receipt.occurrence == occurrence && receipt.stage == Stage::final) found = &receipt;
  return found;
}

void CoreRig::settle() {
  while (!dead) {
    if (auto action = core->next_action()) {
      perform(*action);
    } else if (!answers_.empty()) {
      const auto answer = std::move(answers_.front());
      answers_.pop_front();
      answer();
    } else {
      return;
    }
  }
}

void CoreRig::perform(const terminal::Action& action) {
  std::visit([this](const auto& item) { on(item); }, action);
}

void CoreRig::on(const terminal::Send& send) {
  sent.push_back(send.message);
  if (const auto* report = std::get_if<wire::ReceiptReport>(&send.message)) {
    const auto key = sign::PublicKey::parse(device_key.algorithm(), device_key.spki());
    EXPECT_TRUE(sign::verify_signature(report->envelope, trust.deployment(), report->envelope.signatures.at(0), *key));
    reported.push_back(wire::parse_receipt(report->envelope.payload).value());
    trace.push_back(describe(reported.back()));
  } else if (const auto* event = std::get_if<wire::Event>(&send.message)) {
    trace.push_back("event " + std::to_string(static_cast<int>(event->kind)) + " " +
                    std::string(to_string(event->refusal)));
  } else {
    trace.push_back("send " + std::string(wire::name_of(send.message)));
  }
}

void CoreRig::on(const terminal::Commit& commit) {
  trace.push_back("commit");
  ++commits;
  if (power_cut_at_commit == commits) {
    if (cut_after_write) journal.apply(commit.write);
    dead = true;
    return;
  }
  if (journal_mode == JournalMode::holds) {
    held_writes_.push_back(commit);
    return;
  }
  const bool stored = journal_mode == JournalMode::stores;
  if (stored) journal.apply(commit.write);
  answers_.push_back([this, token = commit.token, stored] { core->on_commit(now, token, stored); });
}

void CoreRig::answer_commits(bool stored) {
  for (const terminal::Commit& commit : std::exchange(held_writes_, {})) {
    if (stored) journal.apply(commit.write);
    core->on_commit(now, commit.token, stored);
  }
  settle();
}

void CoreRig::on(const terminal::StoreClip& store) {
  trace.push_back("store clip");
  stored_clips[store.clip] = store.content;
  answers_.push_back([this, clip = store.clip] { core->on_clip_stored(now, clip, true); });
}

void CoreRig::on(const terminal::LoadClip& load) {
  const auto held = cache.find(load.clip);
  auto content = held == cache.end() ? nullptr : held->second.content();
  answers_.push_back([this, clip = load.clip, content] { core->on_clip_loaded(now, clip, content); });
}

void CoreRig::on(const terminal::Play& play) {
  trace.push_back("play " + std::to_string(play.play_id));
  plays.push_back(play);
  const Sound sound{play, {}};
  if (sink_broken) {
    answers_.push_back([this, sound] { tell(terminal::PlaybackEvent::Kind::sink_failed, sound); });
    return;
  }
  if (waiting_)
    answers_.push_back([this, replaced = *waiting_] { tell(terminal::PlaybackEvent::Kind::stopped, replaced); });
  waiting_ = sound;
  answers_.push_back([this] { sound_due(); });
}

void CoreRig::on(const terminal::AppendAudio&) { trace.push_back("append"); }

void CoreRig::on(const terminal::AudioComplete& complete) {
  trace.push_back("complete");
  complete_.insert(complete.play_id);
}

void CoreRig::on(const terminal::PlayLive& packet) {
  live.push_back(packet);
  for (auto* slot : {&sound_, &waiting_})
    if (*slot && (*slot)->play.play_id == packet.play_id && packet.packet.last)
      (*slot)->live_ends = static_cast<std::uint64_t>(std::max<std::int64_t>(0, packet.packet.position));
}

void CoreRig::on(const terminal::OpenMedia& open) { trace.push_back("open media " + open.endpoint); }

void CoreRig::on(const terminal::SendDatagram& send) { datagrams.push_back(send.bytes); }

void CoreRig::on(const terminal::StopPlay& stop) {
  trace.push_back("stop " + std::to_string(stop.play_id));
  for (auto* slot : {&sound_, &waiting_}) {
    if (!*slot || (*slot)->play.play_id != stop.play_id) continue;
    answers_.push_back([this, stopped = **slot] { tell(terminal::PlaybackEvent::Kind::stopped, stopped); });
    slot->reset();
  }
}

void CoreRig::on(const terminal::Notice&) {}

// When what sounds will have sounded to its end: never, while audio is missing.
WallTime CoreRig::sound_end() const {
  if (!sound_) return WallTime::max();
  const bool is_live = sound_->play.live_samples > 0;
  if (!is_live && !sound_->play.test_tone && !complete_.contains(sound_->play.play_id)) return WallTime::max();
  terminal::Shape shape = shape_of(sound_->play);
  if (is_live && sound_->live_ends) shape.items_samples = std::min(shape.items_samples, *sound_->live_ends);
  const std::uint64_t done =
      sound_->play.first_repetition * (shape.sound_samples() + shape.gap_samples) + sound_->play.first_sample;
  return sound_->first_sample + terminal::duration_of(shape.total_samples() - done);
}

playout::Progress CoreRig::progress_of(const Sound& sound) const {
  playout::Progress progress{.play_id = sound.play.play_id};
  const terminal::Shape shape = shape_of(sound.play);
  const std::uint64_t period = shape.sound_samples() + shape.gap_samples;
  const std::uint64_t elapsed =
      sound.first_sample == WallTime{} ? 0 : terminal::samples_of(now.wall - sound.first_sample);
  const std::uint64_t position = sound.play.first_repetition * period + sound.play.first_sample + elapsed;
  progress.samples_played = elapsed;
  const bool live_play = sound.play.live_samples > 0;
  progress.frames_lost = live_play ? live_frames_lost : 0;
  progress.samples_starved =
      live_play ? (kPacketsBeforeSpeech + live_frames_lost) * limits::kLivePacketSamples : clip_samples_starved;
  progress.repetition = static_cast<std::uint32_t>(position / period);
  progress.position_sample = position % period;
  return progress;
}

void CoreRig::tell(terminal::PlaybackEvent::Kind kind, const Sound& sound) {
  if (dead) return;
  terminal::PlaybackEvent event{kind, sound.play.play_id, sound.first_sample, {}, progress_of(sound)};
  if (kind != terminal::PlaybackEvent::Kind::started && sound.first_sample != WallTime{}) event.last_sample = now.wall;
  if (kind == terminal::PlaybackEvent::Kind::stopped) event.proof = interrupted_proof;
  core->on_playback(now, event);
}

void CoreRig::sound_due() {
  if (waiting_ && waiting_->play.start_at <= now.wall) {
    if (sound_) tell(terminal::PlaybackEvent::Kind::stopped, *std::exchange(sound_, std::nullopt));
    sound_ = std::exchange(waiting_, std::nullopt);
    sound_->first_sample = now.wall;
    tell(terminal::PlaybackEvent::Kind::started, *sound_);
  }
  if (sound_end() <= now.wall) tell(terminal::PlaybackEvent::Kind::finished, *std::exchange(sound_, std::nullopt));
  if (sound_ && !dead) core->on_progress(now, progress_of(*sound_));
}

void CoreRig::advance_to(WallTime wall) {
  while (!dead) {
    WallTime next = std::min(wall, sound_end());
    if (waiting_) next = std::min(next, waiting_->play.start_at);
    const SteadyTime deadline = core->next_deadline();
    if (deadline != SteadyTime::max()) next = std::min(next, now.wall + (deadline - now.steady));
    next = std::max(next, now.wall);
    now.steady += next - now.wall;
    now.wall = next;
    sound_due();
    settle();
    if (!dead && core->next_deadline() <= now.steady) {
      core->on_deadline(now);
      settle();
      EXPECT_GT(core->next_deadline(), now.steady) << "a deadline that has passed must not remain";
    }
    if (now.wall >= wall) return;
  }
}

}  // namespace tongluo::test
