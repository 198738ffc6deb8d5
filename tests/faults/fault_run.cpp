#include "tests/faults/fault_run.hpp"

#include <optional>

#include "tests/faults/content.hpp"

namespace tongluo::faults {
namespace {

constexpr int kTries = 3;
constexpr std::uint64_t kSeed = 20'261'127;
constexpr std::uint64_t kSecondCutWithin = 40;  // changes of the disk after the restart

class Run {
 public:
  Run(Subject& subject, Tally& tally, std::uint64_t seed) : subject_(subject), tally_(tally), random_(seed) {}

  // The story without a fault: what the disk holds after each step. Empty: it does not work at all.
  std::vector<std::string> clean() {
    std::vector<std::string> contents;
    if (!subject_.open()) return {};
    subject_.close();
    contents.push_back(content_of(subject_.file()).value_or(""));
    for (std::size_t step = 0; step < subject_.steps(); ++step) {
      if (!subject_.open() || !subject_.apply(step)) return {};
      subject_.close();
      contents.push_back(content_of(subject_.file()).value_or(""));
    }
    return contents;
  }

  // Two lives, so that the log is also written back at an end and begun anew. Nothing: every step was acknowledged.
  std::optional<std::string> tell(std::size_t from) {
    done_ = from;
    for (const std::size_t until : {subject_.steps() / 2, subject_.steps()}) {
      if (done_ > until) continue;
      if (auto problem = open(); problem) return problem;
      while (done_ < until) {
        if (auto problem = step(); problem) return problem;
        ++done_;
      }
      subject_.close();
      if (disk_.is_off()) return "";
    }
    return std::nullopt;
  }

  std::string cut(const Fault& fault, Survival survival, const std::vector<std::string>& contents) {
    disk_.arm(fault);
    const auto first = tell(0);
    subject_.close();
    if (first && !first->empty()) return *first;
    if (!disk_.has_fired()) return "";
    ++tally_.faults;
    ++tally_.cuts;
    const std::size_t acknowledged = done_;
    disk_.restart(survival, random_);
    if (random_() % 4 == 0) cut_again(survival);
    return go_on(acknowledged, contents);
  }

  std::string err(const Fault& fault, const std::vector<std::string>& contents) {
    disk_.arm(fault);
    const auto problem = tell(0);
    subject_.close();
    if (problem) return *problem;
    if (!disk_.has_fired()) return "";
    ++tally_.faults;
    disk_.restart(Survival::none, random_);  // what was acknowledged needs no luck
    const auto content = content_of(subject_.file());
    if (!content) return content.error().detail;
    return *content == contents.back() ? "" : "not what was acknowledged";
  }

  const FaultyDisk& disk() const { return disk_; }

 private:
  std::optional<std::string> open() {
    for (int i = 0; i < kTries; ++i) {
      const auto opened = subject_.open();
      if (opened) return std::nullopt;
      if (disk_.is_off()) return "";
      disk_.disarm();
      if (i + 1 == kTries) return "does not open: " + opened.error().detail;
    }
    return std::nullopt;
  }

  // As the product does: what failed is written again.
  std::optional<std::string> step() {
    for (int i = 0; i < kTries; ++i) {
      const auto applied = subject_.apply(done_);
      if (applied) return std::nullopt;
      ++tally_.refused;
      if (disk_.is_off()) return "";
      disk_.disarm();
      if (i + 1 == kTries) return "does not recover: " + applied.error().detail;
    }
    return std::nullopt;
  }

  // Power fails once more while it starts.
  void cut_again(Survival survival) {
    disk_.arm({Operation::write, 1 + random_() % kSecondCutWithin, Effect::power_cut});
    static_cast<void>(subject_.open());
    subject_.close();
    if (disk_.has_fired()) ++tally_.second;
    disk_.restart(survival, random_);
  }

  std::string go_on(std::size_t acknowledged, const std::vector<std::string>& contents) {
    if (auto opened = subject_.open(); !opened) return "does not open after the cut: " + opened.error().detail;
    subject_.close();
    const auto content = content_of(subject_.file());
    if (!content) return content.error().detail;
    std::size_t at = acknowledged;  // the step under way may be there whole
    if (*content != contents[at] && ++at < contents.size() && *content != contents[at]) at = contents.size();
    if (at >= contents.size()) return "after " + std::to_string(acknowledged) + " steps: lost, doubled or half done";
    if (const auto problem = tell(at)) return "does not go on: " + *problem;
    const auto last = content_of(subject_.file());
    return last && *last == contents.back() ? "" : "going on led elsewhere";
  }

  Subject& subject_;
  Tally& tally_;
  std::mt19937_64 random_;
  FaultyDisk disk_;
  DiskVfs vfs_{disk_};
  std::size_t done_ = 0;
};

constexpr Operation kAllOperations[] = {Operation::write, Operation::sync,   Operation::truncate, Operation::open,
                                        Operation::read,  Operation::remove, Operation::size,     Operation::lock};

std::vector<Effect> effects_of(Operation operation) {
  if (operation == Operation::write) return {Effect::error, Effect::half, Effect::full};
  if (operation == Operation::sync) return {Effect::error, Effect::loses};
  return {Effect::error};
}

std::string place(const Fault& fault, int survival) {
  return "operation " + std::to_string(static_cast<int>(fault.operation)) + " at " + std::to_string(fault.at) +
         ", effect " + std::to_string(static_cast<int>(fault.effect)) + ", survival " + std::to_string(survival) + ": ";
}

std::string cut_at(Subject& subject, std::uint64_t at, std::uint64_t draws, const std::vector<std::string>& contents,
                   Tally& tally) {
  const Fault fault{Operation::write, at, Effect::power_cut};
  for (const Survival survival : kSurvivals) {
    const bool by_chance = survival == Survival::beginning_torn || survival == Survival::any_sectors;
    for (std::uint64_t draw = 0; draw < (by_chance ? draws : 1); ++draw) {
      const std::string problem = Run(subject, tally, kSeed + at * draws + draw).cut(fault, survival, contents);
      if (!problem.empty()) return place(fault, static_cast<int>(survival)) + problem;
    }
  }
  return "";
}

}  // namespace

Tally run_faults(Subject& subject, std::uint64_t stride, std::uint64_t draws) {
  Tally tally;
  const std::vector<std::string> contents = Run(subject, tally, kSeed).clean();
  if (contents.empty()) return tally.problem = "the story does not work without faults", tally;
  FaultyDisk::Counts counts{};
  std::uint64_t changes = 0;
  {
    Run whole(subject, tally, kSeed);
    if (whole.tell(0)) return tally.problem = "the story does not work without faults", tally;
    counts = whole.disk().counts();
    changes = whole.disk().changes();
  }
  for (std::uint64_t at = 1; at <= changes; at += stride) {
    const std::string problem = cut_at(subject, at, draws, contents, tally);
    if (!problem.empty()) return tally.problem = problem, tally;
  }
  for (const Operation operation : kAllOperations)
    for (const Effect effect : effects_of(operation))
      for (std::uint64_t at = 1; at <= counts[static_cast<std::size_t>(operation)]; at += stride) {
        const Fault fault{operation, at, effect};
        const std::string problem = Run(subject, tally, kSeed + at).err(fault, contents);
        if (!problem.empty()) return tally.problem = place(fault, -1) + problem, tally;
      }
  return tally;
}

}  // namespace tongluo::faults
