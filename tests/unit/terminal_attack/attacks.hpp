#pragma once
// Whoever sits on the way between controller and terminal, as a function of what the controller sends to it: the
// datagrams that arrive, in order.

#include <functional>
#include <vector>

#include "controller/live/live_types.hpp"
#include "protocol/stream/media_seal.hpp"

namespace tongluo::test {

using OnTheWay = std::function<std::vector<Bytes>(const live::Train& train)>;

// The session of the terminal that is attacked, or of another one whose keys were stolen.
struct SessionKeys {
  Nonce token;
  Bytes exported;
};

OnTheWay honest();
OnTheWay replaying();      // each train comes again, several times, for two seconds
OnTheWay flipping_bits();  // before and behind each datagram a copy of it with one bit changed
OnTheWay reordering();     // four trains at a time, the last datagram first
// Another stream's trains under this stream's number, as they are and resigned by their own stream's key.
OnTheWay swapping_streams(const Bytes& other_payload);
// Control packets sealed by the stolen session's keys, under its token and under the victim's; trains of the thief's
// own.
OnTheWay with_a_stolen_terminal(const SessionKeys& victim, const SessionKeys& stolen, const Digest& order,
                                const Bytes& payload);
// Ten datagrams for each true one, before it: noise, packets at the right places, manifests with wrong signatures.
OnTheWay flooding(const Bytes& payload);

}  // namespace tongluo::test
