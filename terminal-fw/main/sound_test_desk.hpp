#pragma once
// Makes the terminal's tests with a tone: those that are due, and those that somebody asks for; hands what each came to
// to whoever wants to know it. The core's arbiter says whether a tone may sound. Owner: the control thread. Reads the
// clock for maintenance::SoundTestSchedule. One test at a time; each ends within its tone and kTestPatience.

#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <functional>

#include "terminal-fw/core/terminal_core.hpp"
#include "terminal-fw/fieldbus/cabinet.hpp"
#include "terminal-fw/maintenance/sound_test.hpp"

namespace tongluo::firmware {

constexpr auto kSoundTestLook = seconds(2);  // how often it looks whether one is due

class SoundTestDesk {
 public:
  using Done = std::function<void(const maintenance::SoundTestResult& result)>;
  struct Parts {
    terminal::TerminalCore& core;
    maintenance::SoundTestSettings settings;
    bool proves = false;  // a proof follows each tone that ends by itself
    std::filesystem::path data_dir;
    std::function<void()> settle;
    std::function<bool()> battery_low;
    Done told;  // of each result that counts
  };
  SoundTestDesk(boost::asio::io_context& context, Parts parts);

  void start();
  void stop() { timer_.cancel(); }

  // Asked for by somebody. Error: why not now. `done` comes exactly once, later; what proved nothing is not kept.
  Result<void> test(maintenance::SoundTestKind kind, Done done);
  Result<void> tone(milliseconds duration, std::uint32_t volume_percent, Done done);

  void on_playback(const terminal::PlaybackEvent& event);
  // False: of another play.
  bool on_proof(const fieldbus::PlayProof& proved);

  const std::optional<maintenance::SoundTestResult>& newest() const { return schedule_.record().newest; }
  std::optional<WallTime> next(WallTime wall) const { return schedule_.next(wall); }

 private:
  struct Running {
    std::uint64_t play_id = 0;
    maintenance::SoundTestKind kind{};
    bool scheduled = false;
    Done done;
    SteadyTime give_up{};
  };
  void look();
  Result<void> begin(maintenance::SoundTestKind kind, const terminal::LocalRequest& request, bool scheduled, Done done);
  terminal::LocalRequest request_of(maintenance::SoundTestKind kind) const;
  void end(Outcome outcome, std::string detail);
  void save();

  const Parts parts_;
  boost::asio::steady_timer timer_;
  maintenance::SoundTestSchedule schedule_;
  maintenance::SoundTestRecord saved_;
  std::optional<Running> running_;
};

}  // namespace tongluo::firmware
