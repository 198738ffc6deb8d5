#pragma once
// Gathers the terminal's status from its parts and answers the technician's questions: status, plays, events, selftest,
// levels, play-test, test-quiet, test-audible, local. Owner: the control thread.

#include "terminal-fw/core/terminal_core.hpp"
#include "terminal-fw/main/keeper.hpp"
#include "terminal-fw/main/local_desk.hpp"
#include "terminal-fw/main/modem_desk.hpp"
#include "terminal-fw/main/sound_desk.hpp"
#include "terminal-fw/main/sound_test_desk.hpp"
#include "terminal-fw/maintenance/field_bus.hpp"
#include "terminal-fw/maintenance/status.hpp"

namespace tongluo::firmware {

// What only the main thread knows.
struct LinkStory {
  bool open = false;
  std::string controller;
  std::string trouble;
  SteadyTime since{};
};
struct BootStory {
  SteadyTime at{};
  std::string reason;
  bool safe_mode = false;
};

constexpr std::uint32_t kTestVolumePercent = 5;  // audible beside the box, not in the village
constexpr auto kPlayTest = seconds(2);

class TechnicianDesk {
 public:
  struct Parts {
    const terminal::TerminalCore& core;
    const Keeper& keeper;
    const SoundDesk& sound;
    SoundTestDesk& tests;
    LocalDesk& local;
    std::string firmware;
    TerminalId terminal;
    WallTime certificate_end{};
    bool drill_words = true;
    const maintenance::FieldBus* bus = nullptr;  // null: no field bus
    const ModemDesk* modem = nullptr;
  };
  explicit TechnicianDesk(Parts parts) : parts_(std::move(parts)) {}

  maintenance::Status status(Now now, const LinkStory& link, const BootStory& boot) const;
  std::string answer(Now now, const std::string& question, const LinkStory& link, const BootStory& boot);
  void on_renewed(WallTime certificate_end) { parts_.certificate_end = certificate_end; }
  // One line for each quantity of the field bus; empty: there is none.
  std::vector<std::string> levels() const;

 private:
  std::vector<maintenance::Play> plays(std::size_t limit) const;
  std::vector<maintenance::LoggedEvent> events() const;
  std::string play_test();
  std::string sound_test(maintenance::SoundTestKind kind);

  Parts parts_;
};

}  // namespace tongluo::firmware
