#pragma once
// The core's shared state: each part a small machine of its own. Ledger, Intake and Conductor work on it; nobody else.

#include "terminal-fw/core/clip_assembler.hpp"
#include "terminal-fw/core/core_views.hpp"
#include "terminal-fw/core/event_log.hpp"
#include "terminal-fw/core/jump_reporter.hpp"
#include "terminal-fw/core/order_book.hpp"
#include "terminal-fw/core/play_log.hpp"
#include "terminal-fw/core/receipt_outbox.hpp"
#include "terminal-fw/core/receipt_writer.hpp"
#include "terminal-fw/core/refusal_reporter.hpp"
#include "terminal-fw/core/replay_memory.hpp"
#include "terminal-fw/core/sound_card.hpp"
#include "terminal-fw/core/stop_memory.hpp"
#include "terminal-fw/core/storage_health.hpp"
#include "terminal-fw/core/time_keeper.hpp"
#include "terminal-fw/core/trust_state.hpp"
#include "terminal-fw/instep/media_clock.hpp"

namespace tongluo::terminal {

struct CoreSettings {
  TerminalId terminal;
  std::string firmware;
  Nonce boot_id;
  WallTime build_floor{};         // no time before the build can be true
  bool has_drill_words = true;    // else every drill is refused: it could be taken for real
  bool proves_sound = false;      // on_proof() follows each play that ends by itself
  milliseconds amplifier_wake{};  // a play is handed over so much earlier
  std::string boot_reason;        // for the event of the restart
  std::string journal_repair;     // that the journal was damaged and made anew; empty: it was not
  bool vital_only = false;        // safe mode: nothing below actual alerts of level I and II starts
  bool clock_kept = true;         // the system's clock went on since the last run: by a battery, or with the power
};

// What happened besides refusals, since start.
struct CoreCounters {
  std::uint64_t orders_accepted = 0;
  std::uint64_t orders_redelivered = 0;
  std::uint64_t finals = 0;
  std::uint64_t commits_failed = 0;
  std::uint64_t writes_lost = 0;        // that failed, and had no room to be made again
  std::uint64_t receipts_unsigned = 0;  // the device key refused
  std::uint64_t receipts_dropped = 0;   // no room
  std::uint64_t sink_failures = 0;
  std::uint64_t unknown_plays = 0;   // events of a play already given up
  std::uint64_t plays_given_up = 0;  // the audio thread owed the end of too many
  std::uint64_t clock_jumps = 0;
  std::uint64_t unexpected_messages = 0;
  std::uint64_t bundles = 0;  // read from a local folder
  std::uint64_t bundles_unreadable = 0;
};

struct CoreParts {
  CoreParts(CoreSettings core_settings, const trust::PinnedRoots& roots, const sign::Signer& signer)
      : settings(std::move(core_settings)),
        time(settings.build_floor),
        trust(roots, settings.terminal),
        writer(settings.terminal, settings.boot_id, roots.deployment(), signer) {}

  CoreSettings settings;
  ActionQueue actions;
  TimeKeeper time;
  JumpReporter jumps;
  instep::MediaClock media;
  TrustState trust;
  ReplayMemory replays;
  RefusalReporter refusals;
  ReceiptOutbox outbox;
  ReceiptWriter writer;
  OrderBook book;
  StopMemory stops;
  ClipAssembler clips{actions};
  CoreCounters counters;
  std::uint64_t configuration_version = 0;          // of the signed configuration in force; 0: none
  std::optional<wire::LocalSources> local_sources;  // as it allows them
  PlayLog plays;
  EventLog events;
  StorageHealth storage;
  SoundCard card;
};

// May the controller's clock be used for playing in step? PROTOCOL.md 11.7.
bool in_step(const CoreParts& parts, Now now);
// The clock that all terminals start by: the controller's if it may be used, else ours. It moves no time window.
WallTime common_wall(const CoreParts& parts, Now now);

// The time, if it may be believed.
std::optional<WallTime> believed_wall(const CoreParts& parts, Now now);

// Something went wrong, or is over: noted, and told as soon as there is a link; a reminder of what goes on only while
// there is one. Its time is now.
void report(CoreParts& parts, Now now, wire::Event event);
// What there is to say of the journal and its disk.
void tell_storage(CoreParts& parts, Now now);
void tell_sound_card(CoreParts& parts, Now now);
// What the controller was not told yet.
void tell_events(CoreParts& parts, Now now);

// Before the replay memory is asked: what has expired makes room.
void tidy_replays(CoreParts& parts, Now now);

// Asks for the order's clips by its rank; asking again costs nothing.
void want_clips(CoreParts& parts, SteadyTime now, const OpenOrder& order);

}  // namespace tongluo::terminal
