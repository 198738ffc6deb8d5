#pragma once
// The open orders of this terminal and the state of each occurrence. Plain values; owner: the core. Limits:
// kMaxOpenOrders (of them kReservedOrders for actual alerts of level I and II), kMaxOpenOccurrences.

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "protocol/trust/admission.hpp"
#include "protocol/wire/receipt.hpp"
#include "terminal-fw/core/arbiter.hpp"
#include "terminal-fw/core/journal.hpp"
#include "terminal-fw/core/programme_plan.hpp"
#include "terminal-fw/fieldbus/sound_proof.hpp"

namespace tongluo::terminal {

enum class Phase : std::uint8_t {
  waiting,   // for its time, its turn or its audio
  starting,  // `started` is being committed
  playing,   // handed to the audio thread
  proving,   // played to its end; whether it was heard is not known yet
  finished,  // has its final outcome
};

// What its plays so far gave.
struct Played {
  WallTime first_sample{};
  WallTime last_sample{};
  std::uint64_t samples = 0;
  std::uint64_t starved = 0;
  std::uint32_t frames_concealed = 0;
  std::uint32_t frames_lost = 0;
  std::uint32_t repetitions = 0;
  std::uint64_t sink_samples = 0;
  std::optional<Digest> sink_digest;  // PROTOCOL.md 7.9
  bool sink_unknown = false;          // a part sounded that nobody counted
  std::optional<fieldbus::Proof> proof;
};

struct OpenOccurrence {
  wire::Occurrence spec;
  Phase phase = Phase::waiting;
  bool start_stored = false;       // `started` is in the journal
  bool start_reported = false;     // the started receipt is written
  bool waited_for_higher = false;  // its turn came late for everyone: it is played whole
  bool stream_lost = false;        // live: nothing verified comes; it waits for the stream's return
  std::optional<Position> resume;  // begun earlier: go on here
  SteadyTime not_before{};         // after a fault of the sound device
  std::uint32_t stored_repetition = 0;
  std::uint64_t proving_play = 0;  // Phase::proving, until
  SteadyTime prove_by{};
  Played played;
};

// The gateway epoch of an order that came by hand (PROTOCOL.md section 8.2); a controller's is never 0.
constexpr std::uint64_t kNoGateway = 0;

struct OpenOrder {
  trust::AdmittedOrder admitted;
  Bytes envelope;
  std::set<KeyId> signers;
  WallTime start_at{};
  std::uint64_t gateway_epoch = 0;
  WallTime received_at{};
  bool ready = false;                      // its acceptance is stored, or need not be
  bool unstored = false;                   // plays from memory: the journal failed
  bool at_once = false;                    // it came when it was to begin: what the clock says matters no more
  wire::Path live_path = wire::Path::udp;  // how the last packet of a live stream came
  std::vector<OpenOccurrence> occurrences;

  const wire::Order& order() const { return admitted.order; }
  const wire::ClipProgramme* clips() const { return std::get_if<wire::ClipProgramme>(&admitted.order.programme); }
  const wire::LiveProgramme* live() const { return std::get_if<wire::LiveProgramme>(&admitted.order.programme); }
  std::span<const wire::PlaylistItem> items() const;  // none of what is live
  bool is_local() const { return gateway_epoch == kNoGateway; }
  OpenOccurrence* find(std::uint32_t number);
  Priority priority(const OpenOccurrence& occurrence) const;
  bool finished() const;
};

// Actual alerts of level I and II: they sound even if they cannot be recorded.
bool is_vital(OrderClass order_class, Level level);

struct NearOccurrences {
  std::vector<OccurrenceKey> keys;        // a copy, so that the caller may change the book
  WallTime next_start = WallTime::max();  // of those that are not near
};

class OrderBook {
 public:
  OpenOrder* find(const Digest& digest);
  const OpenOrder* find(const Digest& digest) const;
  // Once what it replaces, if anything, has left: until it is stored itself, both are here.
  bool has_room(const wire::Order& order, const OpenOrder* replaced) const;
  OpenOrder& insert(OpenOrder order);
  void erase(const Digest& digest);
  std::size_t size() const { return orders_.size(); }
  std::size_t occurrences() const { return occurrences_; }
  // Keys of all occurrences not finished: a copy, so that the caller may change the book.
  std::vector<OccurrenceKey> open() const;
  // Of them those that have begun or start until then.
  NearOccurrences near(WallTime until) const;
  std::vector<Digest> digests() const;
  std::vector<Digest> live_orders() const;  // those of live speech
  std::set<Digest> clips() const;
  // Of what starts until then and has not finished, the soonest needed first; an all-clear when its order ends.
  std::vector<Digest> clips_needed(WallTime until, std::size_t limit) const;
  // One that has not finished plays, or may begin before then.
  bool any_before(WallTime until) const;
  std::uint64_t revision() const { return revision_; }  // another one: orders came or went

 private:
  std::map<Digest, OpenOrder> orders_;
  std::size_t occurrences_ = 0;
  std::uint64_t revision_ = 0;
};

}  // namespace tongluo::terminal
