#pragma once
// The cabinet on field bus and pins, brought onto the control thread: bus events and audio levels in, the amplifier's
// relay, the proof of each play, alarms and status fields out. Owner: the control thread. Reads the clock for
// fieldbus::Cabinet. Limit: kMaxBoardTake in one turn. Destroy it before the io_context and the audio thread.

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>

#include "terminal-fw/alarms/board_status.hpp"
#include "terminal-fw/audio/audio_thread.hpp"
#include "terminal-fw/audio/microphone.hpp"
#include "terminal-fw/board/cabinet_board.hpp"
#include "terminal-fw/board/register_map_file.hpp"
#include "terminal-fw/core/terminal_core.hpp"
#include "terminal-fw/fieldbus/cabinet.hpp"
#include "terminal-fw/fieldbus/talk_key.hpp"

namespace tongluo::firmware {

constexpr std::size_t kMaxBoardTake = 64;

class CabinetDesk {
 public:
  struct Events {
    std::function<void(const fieldbus::PlayProof& proved)> proved;
    std::function<void(const alarms::Alarm& alarm)> alarmed;
    std::function<void(bool pressed)> keyed;  // the push-to-talk contact
    std::function<void()> looked;             // add_status() may say something new
  };
  // `microphone`: a capture device, read if the map counts on it.
  CabinetDesk(boost::asio::io_context& context, const board::BoardMap& map, const fieldbus::AmplifierTimes& amplifier,
              const std::string& microphone, audio::AudioThread& audio, Events events);

  void start();
  void stop();  // the amplifier goes off
  // An output of the map but the relay, which turn() switches. False: there is no such output.
  bool set(fieldbus::Quantity output, double value) { return board_.set(output, value); }
  void on_play(const terminal::Play& play);
  // Before the core hears of it: adds what is proved of a play that ended before its end.
  void on_playback(terminal::PlaybackEvent& event);

  void on_link(bool open);
  void on_sound_test(bool failed, const std::string& detail);
  bool battery_low() const;
  void add_status(wire::TerminalStatus& status) const { status_.add_to(status); }

  // Every quantity, device and output as they stand, and the last proof.
  const fieldbus::Cabinet& cabinet() const { return cabinet_; }

 private:
  void wake();
  void turn();
  void take_news();
  void switch_amplifier(SteadyTime now);
  void log_troubles();
  void tell(SteadyTime now);

  boost::asio::io_context& context_;
  boost::asio::steady_timer timer_;
  audio::AudioThread& audio_;
  const Events events_;
  fieldbus::Cabinet cabinet_;
  alarms::AlarmWatch watch_;
  alarms::BoardStatus status_;
  fieldbus::TalkKey key_;
  std::atomic<bool> told_{false};  // a turn is on its way
  std::optional<bool> amplifier_;  // as last ordered
  bool stopping_ = false;
  std::string pin_trouble_, microphone_trouble_;  // as logged last
  board::CabinetBoard board_;                     // these last: their threads end first
  std::unique_ptr<audio::Microphone> microphone_;
};

}  // namespace tongluo::firmware
