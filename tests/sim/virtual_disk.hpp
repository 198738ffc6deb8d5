#pragma once
// A disk under a journal or a store: a write is all or nothing, becomes durable after a while, and is then answered. A
// power cut or a kill loses what was not durable, but for a prefix that may have reached the disk unanswered. One
// thread; time is the environment's. A write that hangs is answered late, not lost.

#include <deque>
#include <memory>

#include "tests/sim/environment.hpp"

namespace tongluo::sim {

struct DiskFaults {
  SteadyTime full_until{};   // every write fails
  SteadyTime hangs_until{};  // no write is answered before
  double failing = 0;        // share of single writes that fail
  bool lies = false;         // a mutant: answers before it is durable
  bool forgets = false;      // a mutant: answers and keeps nothing
};

template <class Write>
class VirtualDisk {
 public:
  VirtualDisk(Environment& environment, Dice dice, std::function<void(const Write&)> apply)
      : environment_(environment), dice_(dice), apply_(std::move(apply)) {}

  void submit(Write write, std::function<void(bool)> answer) {
    const SteadyTime now = environment_.now();
    const bool fails = now < faults.full_until || dice_.chance(faults.failing);
    const microseconds sync = dice_.between(milliseconds(1), milliseconds(20));
    last_due_ = std::max({last_due_, now + sync, faults.hangs_until});
    if (faults.lies && !fails) {
      environment_.after(microseconds(0), guarded([answer = std::move(answer)] { answer(true); }));
      answer = [](bool) {};
      last_due_ += seconds(2);
    }
    waiting_.push_back({std::move(write), std::move(answer), fails});
    environment_.at(last_due_, guarded([this] { finish_first(); }));
  }

  // The machine stops: nobody is answered any more.
  void lose_power() {
    const std::size_t reached = faults.lies ? 0 : dice_.index(waiting_.size() + 1);
    for (std::size_t i = 0; i < reached; ++i) make_durable(waiting_[i]);
    waiting_.clear();
    last_due_ = {};
    life_ = std::make_shared<int>();
  }
  std::size_t waiting() const { return waiting_.size(); }

  DiskFaults faults;

 private:
  struct Waiting {
    Write write;
    std::function<void(bool)> answer;
    bool fails = false;
  };
  template <class Action>
  std::function<void()> guarded(Action action) {
    return [life = std::weak_ptr<int>(life_), action = std::move(action)] {
      if (!life.expired()) action();
    };
  }
  void make_durable(const Waiting& done) {
    if (!done.fails && !faults.forgets) apply_(done.write);
  }
  void finish_first() {
    Waiting done = std::move(waiting_.front());
    waiting_.pop_front();
    make_durable(done);
    done.answer(!done.fails);
  }

  Environment& environment_;
  Dice dice_;
  std::function<void(const Write&)> apply_;
  std::deque<Waiting> waiting_;
  SteadyTime last_due_{};
  std::shared_ptr<int> life_ = std::make_shared<int>();
};

}  // namespace tongluo::sim
