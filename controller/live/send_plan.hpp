#pragma once
// Which listeners get which train next: actual alerts before all else, then by level; levels I and II at once, lower
// ones spread over half the time of their train, so that a burst never waits for more than one portion. Pure. Time
// source: handed in. Limits: kPortion, kMaxJobsPerStream (the oldest train of a stream is given up, counted).

#include <optional>
#include <vector>

#include "controller/live/live_types.hpp"

namespace tongluo::live {

struct Portion {
  StreamId stream = 0;
  SharedTrain train;
  std::size_t first = 0;  // of the stream's listeners
  std::size_t count = 0;
};

class SendPlan {
 public:
  // `listeners`: how many the stream has now.
  void add(SteadyTime now, const StreamSettings& stream, SharedTrain train, std::size_t listeners);
  std::optional<Portion> next(SteadyTime now);
  SteadyTime next_deadline() const;  // when next() gives something; long past while something is due
  void drop(StreamId stream);
  std::uint64_t given_up() const { return given_up_; }

 private:
  struct Job {
    StreamId stream = 0;
    SharedTrain train;
    unsigned rank = 0;  // smaller goes first
    SteadyTime ready{};
    microseconds spread{};
    std::size_t next = 0;
    std::size_t total = 0;

    SteadyTime due() const;  // of the next portion
  };
  std::vector<Job> jobs_;  // by rank, then by age
  std::uint64_t given_up_ = 0;
};

}  // namespace tongluo::live
