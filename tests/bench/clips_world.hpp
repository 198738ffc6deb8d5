#pragma once
// A county that is sent clips in virtual time: the controller's real egress pacer and gateway sessions, real terminal
// sessions, TCP over modelled links between them. A session's bytes count as taken when they have arrived and the word
// of it is back: nothing hides in a socket's buffer.

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "protocol/session/egress_pacer.hpp"
#include "tests/bench/virtual_time.hpp"
#include "tools/link_model/stream_way.hpp"

namespace tongluo::bench {

struct SentClip {
  session::SharedClip clip;
  milliseconds duration{};
  bool alert = false;
  SteadyTime needed_at{};
  std::size_t bytes() const;
};
SentClip clip_of(int name, milliseconds duration, bool alert, SteadyTime needed_at);

class ClipsWorld {
 public:
  struct Arrivals {  // of one clip at one terminal
    std::uint32_t chunks = 0;
    std::uint64_t bytes = 0;
    std::optional<SteadyTime> first_seconds;  // kAlertBurst of audio are there
    std::optional<SteadyTime> whole;
  };

  ClipsWorld(std::size_t terminals, std::uint64_t ceiling, const link_model::Profile& profile);
  void send(SteadyTime at, const SentClip& clip);  // to all
  // All that is on its way is lost; after `away` it goes on with what is missing.
  void drop(SteadyTime at, std::size_t terminal, SteadyTime::duration away);
  void run_until(SteadyTime end) { time_.run_until(end); }

  std::size_t terminals() const { return terminals_.size(); }
  const Arrivals& arrivals(std::size_t terminal, const SentClip& clip) const;
  std::uint64_t octets(std::size_t terminal) const { return terminals_[terminal]->octets; }  // sent to it, TCP payload
  double fullest_second() const { return fullest_; }                                         // octets
  std::uint64_t octets() const { return sent_octets_; }
  const session::EgressCounters& counters() const { return pacer_.counters(); }

 private:
  struct Terminal {
    Terminal(const link_model::Profile& profile, std::uint64_t seed);
    void connect(SteadyTime now);
    std::optional<session::GatewaySession> far;
    std::optional<session::TerminalSession> near;
    link_model::StreamWay down;
    int connection = 0;  // bytes of an older one are lost
    std::vector<Arrivals> arrivals;
    std::uint64_t octets = 0;
  };

  void ask(std::size_t terminal, std::size_t clip);
  void pump();
  void arm();
  void drain(std::size_t terminal);
  void put_on_the_way(std::size_t terminal, Bytes bytes);
  void arrive(std::size_t terminal, const Bytes& bytes);
  void take(Terminal& terminal, const wire::ClipChunk& chunk);
  void count(std::size_t octets);

  VirtualTime time_;
  session::EgressPacer pacer_;
  milliseconds way_back_;
  std::vector<std::unique_ptr<Terminal>> terminals_;
  std::vector<SentClip> clips_;
  SteadyTime armed_ = SteadyTime::max();
  std::deque<std::pair<SteadyTime, std::size_t>> last_second_;
  double in_last_second_ = 0, fullest_ = 0;
  std::uint64_t sent_octets_ = 0;
};

}  // namespace tongluo::bench
