#pragma once
// A terminal's flash, boot loader and controller round the update machine. Every write and every event is a point where
// the power may go: before the write, after it, or in the middle where a write is not atomic. What is durable survives;
// after each write and at each start the invariants are checked:
//   the good slot holds a whole, signed image; so does the slot of a trial; what starts is one of them.

#include <array>
#include <functional>
#include <memory>
#include <vector>

#include "terminal-fw/update/boot_record.hpp"
#include "terminal-fw/update/update_machine.hpp"
#include "tests/unit/terminal_update/releases.hpp"

namespace tongluo::test {

enum class Behaviour : std::uint8_t { well, never_starts, no_sound, no_session, wrong_version };
enum class Cut : std::uint8_t { before, torn, after };

struct PowerCut {};

class Device {
 public:
  static constexpr std::uint64_t kOldVersion = 11;

  Device(const Release& release, Behaviour behaviour);

  // The power goes at this point from here on (1: the next), once.
  void cut_at(std::size_t point, Cut kind) {
    cut_at_ = points_ + point;
    cut_ = kind;
  }
  // Once more, so many points after the first.
  void cut_twice(std::size_t first, std::size_t later, Cut kind) {
    cut_at(first, kind);
    second_ = later;
  }
  bool cut_happened() const { return cuts_ != 0; }

  // Starts and goes on until the update has ended; power cuts are followed by the next start.
  void run();

  std::size_t points() const { return points_; }
  std::uint64_t running() const { return running_; }
  const std::optional<update::LastUpdate>& last() const { return machine_->record().last; }
  std::uint64_t version_floor() const { return machine_->record().version_floor; }
  const std::vector<std::string>& violations() const { return violations_; }
  std::size_t starts() const { return starts_; }
  std::size_t fetched_bytes() const { return fetched_bytes_; }
  bool ended() const { return ended_; }

 private:
  void start();
  bool live();  // until an end or a restart; false: restart
  bool perform(update::UpdateAction action);
  void answer(update::JobAnswer answer) { machine_->on_done(now_, std::move(answer)); }
  void point();
  void write(const std::function<void()>& whole, const std::function<void()>& half = {});
  void write_boot(const update::BootRecord& record);
  void open_download();
  void install();
  void serve(const update::Fetch& fetch);
  void feed();
  void check();
  bool known(const Bytes& image) const { return image == old_image_ || image == release_.image; }
  void violation(std::string what) { violations_.push_back(std::move(what) + " at point " + std::to_string(points_)); }

  const Release& release_;
  Behaviour behaviour_;
  Bytes old_image_;
  // Durable
  Bytes record_ = update::serialize(update::StoredUpdate{});
  std::vector<Bytes> download_;
  std::array<Bytes, 2> slots_;
  std::string boot_ = update::to_text({});
  // Of this start
  std::unique_ptr<update::UpdateMachine> machine_;
  Now now_{SteadyTime(seconds(1)), kNow};
  update::Slot slot_ = update::Slot::a;
  std::uint64_t running_ = 0;
  bool ended_ = false;

  std::size_t points_ = 0;
  std::size_t cut_at_ = 0;
  Cut cut_ = Cut::before;
  std::size_t second_ = 0;
  std::size_t cuts_ = 0;
  std::size_t starts_ = 0;
  std::size_t fetched_bytes_ = 0;
  std::vector<std::string> violations_;
};

}  // namespace tongluo::test
