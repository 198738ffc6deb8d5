#pragma once
// The cabinet on field bus and pins, brought onto the control thread: bus events and audio levels in, the amplifier's
// relay and the proof of each play out. Owner: the control thread. Reads the clock for fieldbus::Cabinet. Limit:
// kMaxBoardTake in one turn. Destroy it before the io_context and the audio thread.

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>

#include "terminal-fw/audio/audio_thread.hpp"
#include "terminal-fw/audio/microphone.hpp"
#include "terminal-fw/board/cabinet_board.hpp"
#include "terminal-fw/board/register_map_file.hpp"
#include "terminal-fw/core/terminal_core.hpp"
#include "terminal-fw/fieldbus/cabinet.hpp"

namespace tongluo::firmware {

constexpr std::size_t kMaxBoardTake = 64;

class CabinetDesk {
 public:
  using Proved = std::function<void(const fieldbus::PlayProof& proved)>;
  // `microphone`: a capture device, read if the map counts on it.
  CabinetDesk(boost::asio::io_context& context, const board::BoardMap& map, const fieldbus::AmplifierTimes& amplifier,
              const std::string& microphone, audio::AudioThread& audio, Proved proved);

  void start();
  void stop();  // the amplifier goes off
  // An output of the map but the relay, which turn() switches. False: there is no such output.
  bool set(fieldbus::Quantity output, double value) { return board_.set(output, value); }
  void on_play(const terminal::Play& play);
  // Before the core hears of it: adds what is proved of a play that ended before its end.
  void on_playback(terminal::PlaybackEvent& event);

  // Every quantity, device and output as they stand, and the last proof.
  const fieldbus::Cabinet& cabinet() const { return cabinet_; }

 private:
  void wake();
  void turn();
  void take_news();
  void switch_amplifier(SteadyTime now);
  void log_troubles();

  boost::asio::io_context& context_;
  boost::asio::steady_timer timer_;
  audio::AudioThread& audio_;
  const Proved proved_;
  fieldbus::Cabinet cabinet_;
  std::atomic<bool> told_{false};  // a turn is on its way
  std::optional<bool> amplifier_;  // as last ordered
  bool stopping_ = false;
  std::string pin_trouble_, microphone_trouble_;    // as logged last
  board::CabinetBoard board_;  // these last: their threads end first
  std::unique_ptr<audio::Microphone> microphone_;
};

}  // namespace tongluo::firmware
