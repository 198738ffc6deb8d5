#pragma once
// What a controller that was taken over can try, as data: envelopes made from one genuine, already played order. Pure
// but for key generation; time and randomness are handed in. PROTOCOL.md sections 6 and 7 say why each must fail.

#include <array>
#include <optional>
#include <string_view>

#include "protocol/base/digest.hpp"
#include "protocol/base/envelope.hpp"
#include "protocol/base/result.hpp"
#include "protocol/session/session.hpp"
#include "protocol/wire/order.hpp"

namespace tongluo::hostile {

enum class Attack : std::uint8_t {
  flipped_bit,  // the genuine order with one bit of its payload changed
  unknown_key,  // a level I alert for the whole county, well formed, signed by a key made just now
  replayed,     // the genuine order, played and reported, once more
  expired,      // an order that the real dispatch key signed and whose validity has passed
};
constexpr std::array kAttacks = {Attack::flipped_bit, Attack::unknown_key, Attack::replayed, Attack::expired};
std::string_view to_string(Attack attack);

struct PreparedAttack {
  Attack attack{};
  Envelope envelope;
  Digest digest;
};
using PreparedAttacks = std::array<PreparedAttack, kAttacks.size()>;

Result<PreparedAttacks> prepare_attacks(const Envelope& genuine, const Envelope& expired, const Digest& deployment,
                                        WallTime now, const Nonce& nonce);

// The genuine order's payload moved two hours into the past: what the thief of an old, never sent order holds once
// somebody signs it.
Result<Bytes> expired_payload(const Envelope& genuine, const Nonce& nonce);

// The sound of the genuine order, so that no attack fails for want of audio. Refuses a file that is not that clip.
Result<session::SharedClip> clip_of(const Envelope& genuine, ByteView ogg);

}  // namespace tongluo::hostile
