#pragma once
// Claim codes and the identities that came of them: who may have which certificate. Pure; time is handed in. Limits:
// kMaxClaims; a full book drops what expired, else refuses. A terminal's id stays with its place; hardware comes and
// goes.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "controller/core/stored.hpp"
#include "protocol/base/digest.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::controller {

// A one-time code, by its name (the secret is never kept). Unused: no key. Used: it belongs to this key for good.
struct Claim {
  Digest name;
  std::optional<TerminalId> terminal;  // whose certificate it gives; none: a person has to say (approve)
  bool replaces = false;               // takes the terminal over from other hardware
  WallTime made_at{};
  WallTime expires_at{};
  std::string label;         // for people
  std::optional<KeyId> key;  // who used it
  std::string hardware;      // that one's serial number
  WallTime used_at{};
  bool issued = false;
  bool operator==(const Claim&) const = default;
};

// A terminal whose identity is managed here. Only its current key is let in; none: revoked.
struct DeviceIdentity {
  TerminalId terminal;
  std::optional<KeyId> key;
  std::string hardware;
  WallTime since{};
  std::string reason;  // of a revocation
  bool operator==(const DeviceIdentity&) const = default;
};

enum class ClaimVerdict : std::uint8_t {
  refused,  // unknown, expired, another's, or the terminal belongs to other hardware
  pending,  // a person has to bind it
  issue,
};

class EnrolmentBook {
 public:
  const Claim* find(const Digest& name) const;
  const DeviceIdentity* find(const TerminalId& terminal) const;
  // What the holder of `key` gets for this code. `known_key`: of the certificate that the terminal last showed, if any.
  ClaimVerdict judge(const Claim& claim, const KeyId& key, WallTime now, const std::optional<KeyId>& known_key) const;
  // True if a certificate of this key may speak as the terminal.
  bool admits(const TerminalId& terminal, const KeyId& key) const;
  // True: the terminal has working hardware, which only a replacement may push aside.
  bool is_taken(const TerminalId& terminal, const std::optional<KeyId>& known_key) const;

  void put(Claim claim) { claims_.insert_or_assign(claim.name, std::move(claim)); }
  void put(DeviceIdentity device) { devices_.insert_or_assign(device.terminal, std::move(device)); }
  void remove(const Digest& name) { claims_.erase(name); }
  // The codes that are over and may leave so that `more` fit; nothing: there is no room.
  std::optional<std::vector<Digest>> make_room(std::size_t more, WallTime now) const;

  std::vector<Claim> claims() const;            // by name
  std::vector<DeviceIdentity> devices() const;  // by terminal
  std::size_t claim_count() const { return claims_.size(); }

 private:
  std::map<Digest, Claim> claims_;
  std::map<TerminalId, DeviceIdentity> devices_;
};

// As documents of the store: kinds kClaimKind (by name) and kDeviceKind (by terminal). Nothing: damaged.
inline constexpr std::string_view kClaimKind = "claim";
inline constexpr std::string_view kDeviceKind = "device";
Document to_document(const Claim& claim);
Document to_document(const DeviceIdentity& device);
std::optional<Claim> parse_claim(const Document& document);
std::optional<DeviceIdentity> parse_device(const Document& document);

}  // namespace tongluo::controller
