#include "tests/bench/clips_world.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"
#include "protocol/base/limits.hpp"

namespace tongluo::bench {
namespace {

constexpr std::size_t kBytesPerSecond = 3'100;  // of a clip: 24 kbit/s and Ogg's pages
constexpr auto kHeartbeat = seconds(240);

TerminalId id() { return *TerminalId::parse("TL-1"); }

template <class Session>
void carry(Session& from, auto& to, SteadyTime now) {
  while (auto action = from.next_action()) {
    if (const auto* write = std::get_if<session::Write>(&*action)) {
      from.on_written(now, write->bytes.size());
      to.on_bytes(now, write->bytes);
    }
  }
}

}  // namespace

std::size_t SentClip::bytes() const {
  std::size_t bytes = 0;
  for (const Bytes& chunk : clip->chunks) bytes += chunk.size();
  return bytes;
}

SentClip clip_of(int name, milliseconds duration, bool alert, SteadyTime needed_at) {
  auto clip = std::make_shared<session::ClipData>();
  clip->digest.octets.fill(static_cast<std::byte>(name));
  auto left = static_cast<std::size_t>(duration.count()) * kBytesPerSecond / 1'000;
  for (; left > 0; left -= std::min(left, limits::kClipChunkBytes))
    clip->chunks.emplace_back(std::min(left, limits::kClipChunkBytes), static_cast<std::byte>(clip->chunks.size()));
  return {std::move(clip), duration, alert, needed_at};
}

ClipsWorld::Terminal::Terminal(const link_model::Profile& profile, std::uint64_t seed)
    : down(profile, seed, link_model::OutagePlan(profile.outages, seed, SteadyTime{})) {}

// Hello and Welcome take no time here.
void ClipsWorld::Terminal::connect(SteadyTime now) {
  wire::Hello hello{.protocol_major = limits::kProtocolMajor, .terminal = id()};
  near.emplace(now, std::move(hello));
  far.emplace(now, id());
  carry(*near, *far, now);
  carry(*far, *near, now);
  far->welcome(now, wire::Welcome{.heartbeat_interval = kHeartbeat}, WallTime::duration(0));
  carry(*far, *near, now);
  while (near->next_action()) continue;
  TL_ASSERT(near->is_open() && far->is_open());
}

ClipsWorld::ClipsWorld(std::size_t terminals, std::uint64_t ceiling, const link_model::Profile& profile)
    : pacer_(ceiling), way_back_(std::chrono::duration_cast<milliseconds>(profile.delay)) {
  for (std::size_t i = 0; i < terminals; ++i) {
    terminals_.push_back(std::make_unique<Terminal>(profile, 1 + i));
    terminals_.back()->connect(time_.now());
  }
}

void ClipsWorld::send(SteadyTime at, const SentClip& clip) {
  time_.at(at, [this, clip] {
    clips_.push_back(clip);
    for (std::size_t i = 0; i < terminals_.size(); ++i) {
      terminals_[i]->arrivals.emplace_back();
      if (terminals_[i]->far) ask(i, clips_.size() - 1);
    }
    pump();
  });
}

void ClipsWorld::drop(SteadyTime at, std::size_t index, SteadyTime::duration away) {
  time_.at(at, [this, index] {
    ++terminals_[index]->connection;
    terminals_[index]->far.reset();
    pacer_.forget(index);
  });
  time_.at(at + away, [this, index] {
    terminals_[index]->connect(time_.now());
    for (std::size_t clip = 0; clip < clips_.size(); ++clip) ask(index, clip);
    pump();
  });
}

// What the terminal has of it is left out, as its Hello says.
void ClipsWorld::ask(std::size_t index, std::size_t clip) {
  const SentClip& sent = clips_[clip];
  const auto all = static_cast<std::uint32_t>(sent.clip->chunks.size());
  const std::uint32_t first = terminals_[index]->arrivals[clip].chunks;
  if (first == all) return;
  TL_ASSERT(pacer_.add(time_.now(), index, {sent.clip, first, all - first, sent.alert, sent.duration, sent.needed_at}));
}

void ClipsWorld::pump() {
  while (const auto grant = pacer_.next(time_.now())) {
    Terminal& terminal = *terminals_[grant->session];
    TL_ASSERT(terminal.far->send_clip(time_.now(), grant->clip, grant->first, grant->count, grant->alert));
    pacer_.set_room(time_.now(), grant->session, false);
    drain(grant->session);
  }
  arm();
}

void ClipsWorld::arm() {
  const SteadyTime due = pacer_.next_deadline(time_.now());
  if (due >= armed_) return;
  armed_ = due;
  time_.at(due, [this, due] {
    if (armed_ != due) return;  // an earlier one came between
    armed_ = SteadyTime::max();
    pump();
  });
}

void ClipsWorld::drain(std::size_t index) {
  session::GatewaySession& far = *terminals_[index]->far;
  while (auto action = far.next_action())
    if (auto* write = std::get_if<session::Write>(&*action)) put_on_the_way(index, std::move(write->bytes));
}

void ClipsWorld::put_on_the_way(std::size_t index, Bytes bytes) {
  Terminal& terminal = *terminals_[index];
  terminal.octets += bytes.size();
  count(bytes.size());
  const SteadyTime there = terminal.down.send(time_.now(), bytes.size());
  const int connection = terminal.connection;
  time_.at(there + way_back_, [this, index, connection, size = bytes.size()] {
    Terminal& sender = *terminals_[index];
    if (sender.connection != connection) return;
    sender.far->on_written(time_.now(), size);
    drain(index);
    if (sender.far->clip_idle()) pacer_.set_room(time_.now(), index, true);
    pump();
  });
  time_.at(there, [this, index, connection, bytes = std::move(bytes)] {
    if (terminals_[index]->connection == connection) arrive(index, bytes);
  });
}

void ClipsWorld::arrive(std::size_t index, const Bytes& bytes) {
  Terminal& terminal = *terminals_[index];
  terminal.near->on_bytes(time_.now(), bytes);
  while (auto action = terminal.near->next_action()) {
    const auto* deliver = std::get_if<session::Deliver>(&*action);
    if (deliver == nullptr) continue;
    if (const auto* chunk = std::get_if<wire::ClipChunk>(&deliver->message)) take(terminal, *chunk);
  }
}

void ClipsWorld::take(Terminal& terminal, const wire::ClipChunk& chunk) {
  for (std::size_t i = 0; i < clips_.size(); ++i) {
    if (clips_[i].clip->digest != chunk.clip) continue;
    Arrivals& arrivals = terminal.arrivals[i];
    TL_ASSERT(chunk.index == arrivals.chunks && chunk.data == clips_[i].clip->chunks[chunk.index]);  // none twice
    ++arrivals.chunks;
    arrivals.bytes += chunk.data.size();
    const std::size_t burst = std::min<std::size_t>(
        clips_[i].bytes(), kBytesPerSecond * static_cast<std::size_t>(session::kAlertBurst.count()));
    if (!arrivals.first_seconds && arrivals.bytes >= burst) arrivals.first_seconds = time_.now();
    if (arrivals.chunks == clips_[i].clip->chunks.size()) arrivals.whole = time_.now();
  }
}

void ClipsWorld::count(std::size_t octets) {
  sent_octets_ += octets;
  last_second_.emplace_back(time_.now(), octets);
  in_last_second_ += static_cast<double>(octets);
  while (last_second_.front().first <= time_.now() - seconds(1)) {
    in_last_second_ -= static_cast<double>(last_second_.front().second);
    last_second_.pop_front();
  }
  fullest_ = std::max(fullest_, in_last_second_);
}

const ClipsWorld::Arrivals& ClipsWorld::arrivals(std::size_t terminal, const SentClip& clip) const {
  for (std::size_t i = 0; i < clips_.size(); ++i)
    if (clips_[i].clip == clip.clip) return terminals_[terminal]->arrivals[i];
  TL_ASSERT(false);
}

}  // namespace tongluo::bench
