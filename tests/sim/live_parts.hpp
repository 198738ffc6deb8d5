#pragma once
// The inside of live_world.hpp: the world, its terminals, their links. One thread.

#include <cstring>
#include <map>
#include <set>

#include "controller/live/live_desk.hpp"
#include "tests/bench/loss_terminal.hpp"
#include "tests/sim/live_world.hpp"
#include "tools/link_model/link_model.hpp"
#include "tools/link_model/stream_way.hpp"

namespace tongluo::sim {

inline constexpr std::uint32_t kStream = 7;
inline constexpr std::uint32_t kFirstSequence = 31'000;  // wraps within a long world
inline constexpr auto kLead = seconds(3);                // from the order to the first word
inline constexpr auto kRecovery = seconds(15);           // until what is spoken is heard again
inline constexpr auto kAfterwards = seconds(10);
inline constexpr std::byte kRtpVersion{0x80};
inline constexpr auto kMapping = std::chrono::minutes(2);

Bytes random_octets(Dice& dice, std::size_t size);

// Terminal and outside port of its NAT; terminals beyond the last are strangers.
struct Door {
  std::uint32_t terminal = 0, port = 0;
};
inline live::Address address_of(const Door& door) { return live::Address::of(std::as_bytes(std::span(&door, 1))); }
inline Door door_of(const live::Address& address) {
  Door door;
  std::memcpy(&door, address.octets.data(), sizeof door);
  return door;
}

struct Place {
  Place(const link_model::Profile& profile, std::uint64_t seed, SteadyTime now)
      : outages(profile.outages, seed, now),
        link(profile, seed, outages),
        control_up(profile, seed + 1, outages),
        control_down(profile, seed + 2, outages) {}
  link_model::OutagePlan outages;
  link_model::LinkModel link;
  link_model::StreamWay control_up, control_down;
};

struct Listener {
  std::unique_ptr<bench::LossTerminal> terminal;  // none while it restarts
  std::optional<Place> place;
  link_model::NatMapping nat{kMapping};
  SteadyTime cut_off_until{};
  SteadyTime control_up_until{}, control_down_until{};  // a change of profile must not reorder a stream of bytes
  SteadyTime armed = SteadyTime::max();
  live::SessionId session = 0;  // as the terminal knows it; 0: none
  live::SessionId dialled = 0;  // the last one that was begun
  live::SessionId broken = 0;   // of it nothing passes any more
  std::deque<Bytes> hoard;      // LiveMutants::hoards
  bool mute = false;            // LiveMutants::keeps_its_address, keeps_its_session
  bool ended = false, told_ended = false;
  std::size_t owed = 0;  // packets up to this one must be heard at the end
  std::vector<bool> heard;
};

class LiveWorld {
 public:
  LiveWorld(std::uint64_t seed, const LiveOptions& options);
  LiveResult run();

 private:
  Now now() const { return {environment_.now(), environment_.true_wall()}; }
  SteadyTime spoken_at(std::size_t number) const {
    return begin_ + kLead + static_cast<int>(number) * limits::kLivePacketDuration;
  }
  void begin(std::size_t index);
  live::MediaSession new_session(std::size_t index);
  void dial(std::size_t index);
  void end_session(std::size_t index);
  void end_late(std::size_t index);
  void lose(std::size_t index, live::SessionId session);
  void shut_down(std::size_t index);
  void boot(std::size_t index);
  void forget(live::SessionId session);
  void reconnect(std::size_t index);
  bool is_connected(const Listener& listener) const;
  void open(live::StreamSettings settings);
  void speak(std::size_t number);
  void every(microseconds mean, std::function<void()> strike);
  void trouble();
  void rebind(std::size_t index);
  void use(const link_model::Profile& profile);
  void attack();
  Bytes forged_segment();
  void flood(std::size_t victim);
  void heal();
  void after_desk();
  void arm_desk();
  void send_portions();
  void down(const live::Address& to, ByteView datagram);
  void arrive_down(const Door& door, const Bytes& datagram);
  void hear(std::size_t index, const Bytes& datagram);
  void hoard(Listener& listener, const Bytes& datagram);
  void over_control(live::SessionId session, const Bytes& packets);
  void after(std::size_t index);
  void arm(std::size_t index);
  void up(std::size_t index, const Bytes& datagram);
  void arrive_up(const Door& door, const Bytes& datagram);
  void ask_over_control(std::size_t index, bool wanted);
  void look(std::size_t index, const rtp::LivePacket& packet);
  void believe(ByteView datagram);
  void look_at_end();

  Environment environment_;
  LiveMutants mutants_;
  Dice dice_;
  SteadyTime begin_{};
  milliseconds delay_;
  seconds troubled_;
  std::size_t packets_;
  std::vector<Bytes> spoken_;
  std::optional<live::StreamTerms> terms_;
  live::LiveDesk desk_;
  std::vector<Listener> listeners_;
  std::map<live::SessionId, std::size_t> held_;  // sessions that the controller has, and whose they are
  live::SessionId last_session_ = 0;
  std::set<std::pair<std::uint32_t, std::uint32_t>> proven_;
  std::deque<Bytes> recorded_up_, recorded_down_;
  SteadyTime desk_armed_ = SteadyTime::max();
  bool healed_ = false;
  bool ends_late_;  // a session ends near the end of the stream
  LiveResult result_;
};

}  // namespace tongluo::sim
