#pragma once
// The terminal's side of a cabinet: the real ModbusBoard on the real libmodbus, against the real tongluo-amp-sim over
// TCP or over a pseudo terminal with three devices behind it. Nothing sleeps: the rig waits for events, or for its own
// clock while it plays into the WAV file.

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <span>

#include "terminal-fw/board/modbus_board.hpp"
#include "terminal-fw/board/register_map_file.hpp"
#include "terminal-fw/fieldbus/board_state.hpp"
#include "terminal-fw/fieldbus/sound_proof.hpp"
#include "tests/unit/board/sim_process.hpp"

namespace tongluo::board {

enum class Transport { tcp, rtu };

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class BoardRig {
 public:
  explicit BoardRig(Transport transport);

  // Orders a fault; returns once the simulator has it.
  void fault(const std::string& command);
  // Takes events until `holds`; false: not within `patience`.
  bool await(const std::function<bool()>& holds, milliseconds patience = milliseconds(20'000));
  bool await_good(fieldbus::Quantity quantity);
  double value(fieldbus::Quantity quantity) const;
  fieldbus::SensorState sensor(fieldbus::Quantity quantity) const;
  bool switch_amplifier(bool on);

  // Plays a tone of `db` into the WAV file, in real time, and proves it.
  fieldbus::Proof play_and_prove(double db, milliseconds length);

  const fieldbus::RegisterMap& map() const { return map_.registers; }
  ModbusBoard& board() { return *board_; }
  void stop() { board_.reset(); }  // the line is free for others
  fieldbus::BoardState& state() { return state_; }
  std::string address() const { return address_; }  // of the line

 private:
  void pump(SteadyTime until);

  TemporaryFolder folder_;
  std::filesystem::path wav_;
  std::unique_ptr<Process> simulator_;
  std::string address_;
  BoardMap map_;
  fieldbus::BoardState state_;
  fieldbus::SoundProof proof_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool news_ = false;
  std::unique_ptr<ModbusBoard> board_;
};

}  // namespace tongluo::board
