#pragma once
// Runs the update machine: shows it link, clock, quiet and health, performs what it asks, and brings releases and image
// octets to it. Owner: the control thread; slots and download block, on a thread of their own. Destroy it before the
// io_context. Limits: update/limits.hpp; one job at a time.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>

#include "terminal-fw/core/trust_state.hpp"
#include "terminal-fw/main/storage_thread.hpp"
#include "terminal-fw/main/update_parts.hpp"

namespace tongluo::firmware {

// Nothing that is known begins within this, or the terminal does not restart for an update.
constexpr auto kQuietAhead = std::chrono::minutes(15);

class UpdateDesk {
 public:
  struct View {
    Now now;  // its wall clock is the floored one
    update::Conditions conditions;
    update::HealthFacts health;
  };
  // What the desk needs of the terminal.
  struct Outside {
    std::function<View()> look;
    std::function<const terminal::TrustState&()> trust;
    std::function<void(wire::Message message)> send;
    std::function<void(const Digest& object, Refusal reason)> refuse;
    std::function<void(Bytes record, std::function<void(bool stored)> answer)> persist;
    std::function<void(const std::string& why)> restart;  // ends this program; the launcher starts the right slot
  };
  UpdateDesk(boost::asio::io_context& context, UpdateParts parts, Outside outside);

  void start();
  void stop();
  // True: it was a release or a part of its image, and is dealt with.
  bool on_message(const wire::Message& message);
  void poke();  // after each event: looks, decides, performs

 private:
  void offer(const Envelope& envelope);
  void watch_trust();
  void perform(update::UpdateAction action);
  void work(std::function<update::JobAnswer()> job);
  void persist(const update::StoredUpdate& record);
  void on_done(update::JobAnswer answer);
  void arm();

  boost::asio::io_context& context_;
  boost::asio::steady_timer timer_;
  UpdateParts parts_;
  Outside outside_;
  std::unique_ptr<update::UpdateMachine> machine_;
  std::uint64_t judged_list_ = 0;  // the release in hand was judged by this version
  bool poking_ = false;
  bool stopping_ = false;
  StorageThread worker_;  // last: it ends first
};

}  // namespace tongluo::firmware
