#pragma once
// Looks once a second at what people watch and tells the hub what has changed: orders, terminals (in batches), live
// streams, calls, trust list, releases. An alert changes what every terminal plays at once: of those that alone is
// told. Nothing is looked at while nobody watches. Owner thread: control. Time source: protocol/os. Limits:
// kMaxWatchedOrders, kMaxTerminalsInEvent and kMaxSoundsInEvent for each look; the rest is told in the next ones.

#include <boost/asio/steady_timer.hpp>
#include <map>

#include "controller/http/api_backend.hpp"
#include "controller/http/event_hub.hpp"
#include "controller/main/call_desk.hpp"
#include "controller/main/core_runner.hpp"
#include "controller/main/live_speech.hpp"

namespace tongluo::daemon {

constexpr auto kEventInterval = milliseconds(1'000);
constexpr std::size_t kMaxWatchedOrders = 200;
constexpr std::size_t kMaxWatchedCalls = 50;
constexpr std::size_t kMaxTerminalsInEvent = 500;
constexpr std::size_t kMaxSoundsInEvent = 2'000;

class EventFeed {
 public:
  EventFeed(boost::asio::io_context& context, CoreRunner& runner, http::ApiBackend& backend, http::EventHub& hub,
            CallDesk& calls, LiveSpeech& live);
  void stop() { timer_.cancel(); }

 private:
  using Texts = std::map<std::string, std::string>;  // as told last, by what it is about

  void arm();
  void look(bool tell);
  void look_at_orders(bool tell);
  void look_at_terminals(bool tell);
  struct Changed {
    controller::TerminalPage terminals;
    std::vector<http::EventPart> sounds;  // of those that only play something else
  };
  void compare(bool tell, controller::TerminalView view, Changed& changed);
  void look_at_rest(bool tell);
  void look_at_live(bool tell);
  void look_at_calls(bool tell);
  // Tells those whose text is new, to the areas of the order, terminal or else that each is about (`subjects`, by the
  // same names; one without a subject is told to everybody). What is gone is forgotten.
  void tell_new(bool tell, std::string_view kind, Texts& before, Texts now, const Texts& subjects);

  CoreRunner& runner_;
  http::ApiBackend& backend_;
  http::EventHub& hub_;
  CallDesk& calls_;
  LiveSpeech& live_;
  boost::asio::steady_timer timer_;
  bool watched_ = false;
  Texts orders_, live_streams_, recent_calls_, trust_, releases_;
  std::map<TerminalId, controller::TerminalView> terminals_;  // as told last
};

}  // namespace tongluo::daemon
