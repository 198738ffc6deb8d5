#include "controller/live/send_plan.hpp"

#include <algorithm>

#include "controller/live/limits.hpp"

namespace tongluo::live {
namespace {

constexpr unsigned kLevels = 8;  // more than there are

unsigned rank_of(const StreamSettings& stream) {
  const unsigned behind_alerts = stream.order_class == OrderClass::actual ? 0 : kLevels;
  return behind_alerts + static_cast<unsigned>(stream.level);
}

bool bursts(Level level) { return level == Level::i || level == Level::ii; }

}  // namespace

SteadyTime SendPlan::Job::due() const {
  if (total == 0) return ready;
  return ready + spread * static_cast<std::int64_t>(next) / static_cast<std::int64_t>(total);
}

void SendPlan::add(SteadyTime now, const StreamSettings& stream, SharedTrain train, std::size_t listeners) {
  if (listeners == 0) return;
  const auto own = [&stream](const Job& job) { return job.stream == stream.id; };
  if (static_cast<std::size_t>(std::count_if(jobs_.begin(), jobs_.end(), own)) >= kMaxJobsPerStream) {
    jobs_.erase(std::find_if(jobs_.begin(), jobs_.end(), own));
    ++given_up_;
  }
  Job job{stream.id, std::move(train), rank_of(stream), now, microseconds(0), 0, listeners};
  if (!bursts(stream.level))
    job.spread = limits::kLivePacketDuration * static_cast<int>(std::max<std::size_t>(job.train->packets, 1)) / 2;
  const auto behind = std::upper_bound(jobs_.begin(), jobs_.end(), job.rank,
                                       [](unsigned rank, const Job& other) { return rank < other.rank; });
  jobs_.insert(behind, std::move(job));
}

std::optional<Portion> SendPlan::next(SteadyTime now) {
  const auto job = std::find_if(jobs_.begin(), jobs_.end(), [now](const Job& each) { return each.due() <= now; });
  if (job == jobs_.end()) return std::nullopt;
  const Portion portion{job->stream, job->train, job->next, std::min(kPortion, job->total - job->next)};
  job->next += portion.count;
  if (job->next == job->total) jobs_.erase(job);
  return portion;
}

SteadyTime SendPlan::next_deadline() const {
  SteadyTime first = SteadyTime::max();
  for (const Job& job : jobs_) first = std::min(first, job.due());
  return first;
}

void SendPlan::drop(StreamId stream) {
  std::erase_if(jobs_, [stream](const Job& job) { return job.stream == stream; });
}

}  // namespace tongluo::live
