#pragma once
// What has changed, for those who watch: a ring of numbered events, one text shared by all listeners. Who comes back
// says the last number it saw; when what it missed has left the ring it is told to load everything again. Owner thread:
// control. Pure but for waking listeners. Limits: kMaxEvents, kMaxEventBytes; a listener has no queue, only a place in
// the ring, so that a slow one costs nothing.

#include <boost/json/object.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "controller/accounts/area_scope.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::http {

constexpr std::size_t kMaxEvents = 2'048;
constexpr std::size_t kMaxEventBytes = 32 * 1024 * 1024;  // of their texts; the newest stays, whatever its size

// One of the things that an event is about: shown to accounts whose areas have one of `areas` in them, as every list
// is, and to those of the whole county.
struct EventPart {
  std::string json;
  std::vector<AreaCode> areas;
  bool everybody = false;  // the county's own news
};

class EventHub {
 public:
  // `first`: numbers begin behind it and never repeat, also over restarts: the microseconds of the start.
  explicit EventHub(std::uint64_t first) : last_(first), forgotten_(first) {}

  // {"kind":kind,"sequence","at_us",name:part} or, as a list, name:[parts…].
  void publish(WallTime now, std::string_view kind, std::string_view name, std::vector<EventPart> parts, bool list);

  struct Next {
    std::string text;
    std::uint64_t sequence = 0;  // pass it as `after` from now on
    bool resync = false;
  };
  // The first event behind `after` that `scope` shows; nothing: there is none yet.
  std::optional<Next> next(std::uint64_t after, const accounts::AreaScope& scope) const;
  std::uint64_t last() const { return last_; }

  // Called at each publish, until the number is given back.
  std::uint64_t listen(std::function<void()> woken);
  // Nobody has looked for a while: who comes back with an older number loads everything again.
  void forget();
  // Called when somebody listens after nobody did.
  void on_first(std::function<void()> first) { first_ = std::move(first); }
  void wake();  // all of them, without an event: something else ends
  void leave(std::uint64_t listener) { listeners_.erase(listener); }
  std::size_t listeners() const { return listeners_.size(); }
  std::uint64_t resyncs() const { return resyncs_; }

 private:
  struct Event {
    std::uint64_t sequence = 0;
    std::string begin;  // up to the parts
    std::string end;    // behind them
    std::vector<EventPart> parts;
    std::shared_ptr<const std::string> whole;
    bool list = false;
    std::size_t bytes = 0;
  };
  void drop_oldest();
  static std::optional<std::string> text_for(const Event& event, const accounts::AreaScope& scope);

  std::uint64_t last_;
  std::uint64_t forgotten_;  // the newest number that is not in the ring any more
  mutable std::uint64_t resyncs_ = 0;
  std::deque<Event> events_;
  std::size_t bytes_ = 0;
  std::function<void()> first_;
  std::uint64_t last_listener_ = 0;
  std::map<std::uint64_t, std::function<void()>> listeners_;
};

}  // namespace tongluo::http
