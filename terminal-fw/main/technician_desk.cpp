#include "terminal-fw/main/technician_desk.hpp"

namespace tongluo::firmware {
namespace {

std::vector<maintenance::Evicted> evicted_from(const terminal::Evictions& core) {
  return {{"failed writes", core.writes},
          {"cancels and stops", core.stops},
          {"events", core.events},
          {"events untold", core.untold_events},
          {"lines of the play log", core.logged_plays},
          {"plays given up", core.plays}};
}

std::string name_of(wire::EventKind kind) {
  constexpr std::string_view kNames[] = {"event of newer firmware",
                                         "order refused",
                                         "object refused",
                                         "storage error",
                                         "clock jump",
                                         "clip corrupt",
                                         "sound fault",
                                         "mains lost",
                                         "battery low",
                                         "door open",
                                         "too hot",
                                         "restarted",
                                         "safe mode",
                                         "amplifier fault",
                                         "horn fault",
                                         "device silent",
                                         "sensor lies",
                                         "fan fault",
                                         "humid",
                                         "self-test failed",
                                         "tamper"};
  static_assert(std::size(kNames) == static_cast<std::size_t>(wire::kLastEventKind) + 1);
  return std::string(kNames[static_cast<std::size_t>(kind)]);
}

}  // namespace

maintenance::Status TechnicianDesk::status(Now now, const LinkStory& link, const BootStory& boot) const {
  const terminal::TerminalCore& core = parts_.core;
  maintenance::Status status;
  status.terminal = parts_.terminal.text();
  status.firmware = parts_.firmware;
  if (const wire::PlaceRecord* place = core.trust().place()) {
    status.place = place->name;
    status.area = place->area.text();
  }
  status.certificate_end = parts_.certificate_end;
  status.running_for = std::chrono::duration_cast<milliseconds>(now.steady - boot.at);
  status.boot_reason = boot.reason;
  status.safe_mode = boot.safe_mode;
  status.link_open = link.open;
  status.controller = link.controller;
  status.link_trouble = link.trouble;
  status.link_for = std::chrono::duration_cast<milliseconds>(now.steady - link.since);
  if (core.media_clock().valid()) status.clock_bound = core.media_clock().error_bound(now.steady);
  status.now = core.wall(now);
  status.synchronised = core.synchronised(now);
  status.clock_lost = core.clock_lost();
  if (const trust::VerifiedTrustList* list = core.trust().list()) {
    status.trust_list_version = list->list().version;
    status.trust_list_end = list->list().expires_at;
  }
  status.sound_fault = core.sound_fault();
  status.playing = parts_.sound.active();
  status.drill_words = parts_.drill_words;
  for (const terminal::UpcomingStart& start : core.upcoming(maintenance::kShownStarts))
    status.starts.push_back({start.at, start.order_class, start.level, start.headline});
  status.plays = plays(maintenance::kShownPlays);
  status.journal_free_percent = parts_.keeper.journal_free_percent();
  status.commits_failed = core.counters().commits_failed;
  status.storage_trouble = core.storage_trouble();
  status.evicted = evicted_from(core.evictions());
  status.cached_clips = parts_.keeper.cached_clips().size();
  status.receipts_waiting = core.untaken_receipts();
  status.levels = levels();
  status.local = parts_.local.status(now);
  status.sound_test = parts_.tests.newest();
  status.next_sound_test = parts_.bus == nullptr ? std::nullopt : parts_.tests.next(status.now);
  if (parts_.modem != nullptr) {
    status.modem = parts_.modem->lines();
    status.served = parts_.modem->served();
  }
  return status;
}

std::vector<maintenance::Play> TechnicianDesk::plays(std::size_t limit) const {
  std::vector<maintenance::Play> shown;
  for (const terminal::StoredPlay& play : parts_.core.plays()) {
    if (shown.size() == limit) break;
    const std::chrono::duration<double> sounded(static_cast<double>(play.samples) / playout::kSampleRate);
    shown.push_back(
        {play.at, play.order_class, play.level, play.headline, play.outcome, play.refusal, sounded, play.detail});
  }
  return shown;
}

std::vector<maintenance::LoggedEvent> TechnicianDesk::events() const {
  constexpr std::string_view kTold[] = {"to be told", "told", "given up"};
  std::vector<maintenance::LoggedEvent> shown;
  for (terminal::StoredEvent& event : parts_.core.events())
    shown.push_back({event.at, name_of(event.kind) + (event.ended ? " over" : ""), std::move(event.detail), event.count,
                     std::string(kTold[static_cast<std::size_t>(event.told)])});
  return shown;
}

std::vector<std::string> TechnicianDesk::levels() const {
  return parts_.bus == nullptr ? std::vector<std::string>() : parts_.bus->levels();
}

std::string TechnicianDesk::play_test() {
  const auto begun = parts_.tests.tone(kPlayTest, kTestVolumePercent, [](const maintenance::SoundTestResult&) {});
  if (!begun) return "error: " + begun.error().detail + "; a test waits for its end\n";
  return "playing a quiet test tone for " + std::to_string(kPlayTest.count()) + " s\n";
}

std::string TechnicianDesk::sound_test(maintenance::SoundTestKind kind) {
  const auto begun = parts_.tests.test(kind, [](const maintenance::SoundTestResult&) {});
  if (!begun) return "error: " + begun.error().detail + "; a test waits for its end\n";
  return "the " + std::string(to_string(kind)) + " test sounds for " + std::to_string(maintenance::kTestTone.count()) +
         " s; then ask selftest what came of it\n";
}

std::string TechnicianDesk::answer(Now now, const std::string& question, const LinkStory& link, const BootStory& boot) {
  if (question == "status") return maintenance::status_text(status(now, link, boot));
  if (question == "plays") return maintenance::plays_text(plays(terminal::kMaxPlaysKept));
  if (question == "events") return maintenance::events_text(events());
  if (question == "play-test") return play_test();
  constexpr std::string_view kLocal = "local ";
  if (question.starts_with(kLocal)) return parts_.local.ask(question.substr(kLocal.size()));
  if (question == "test-quiet") return sound_test(maintenance::SoundTestKind::quiet);
  if (question == "test-audible") return sound_test(maintenance::SoundTestKind::audible);
  if (question == "selftest") {
    const auto checks = maintenance::self_test(status(now, link, boot));
    return (maintenance::all_passed(checks) ? "" : "error: ") + maintenance::checks_text(checks);
  }
  if (question == "levels") {
    std::string text;
    for (const std::string& level : levels()) text += level + "\n";
    return text.empty() ? "error: this terminal has no field bus: no levels are measured\n" : text;
  }
  return "error: unknown question; ask status, plays, events, selftest, levels, play-test, test-quiet or "
         "test-audible\n";
}

}  // namespace tongluo::firmware
