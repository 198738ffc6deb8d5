#pragma once
// What each terminal answered to each attack, and whether that is what it must answer. Pure. Only receipts whose
// signature verifies under the terminal's own certificate count. Limit: kMaxTerminals.

#include <map>
#include <optional>
#include <set>
#include <string>

#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/messages.hpp"
#include "protocol/wire/receipt.hpp"
#include "tools/hostile/attacks.hpp"

namespace tongluo::hostile {

constexpr std::size_t kMaxTerminals = 10'000;

enum class Answer : std::uint8_t {
  none,     // nothing yet
  refused,  // with a reason
  obeyed,   // it accepted or started what it must refuse: the worst
};

struct Verdict {
  Answer answer = Answer::none;
  Refusal reason = Refusal::none;
};

class Verdicts {
 public:
  // `played`: terminals that played the genuine order; they must answer "replayed", all others "not_addressed".
  Verdicts(const PreparedAttacks& attacks, const Digest& deployment, std::set<std::string> played);

  // False: not a certificate, or too many terminals.
  bool add_terminal(const TerminalId& terminal, const Bytes& certificate_der);
  void on_receipt(const TerminalId& terminal, const Envelope& envelope);
  void on_event(const TerminalId& terminal, const wire::Event& event);

  std::size_t terminals() const { return terminals_.size(); }
  bool all_answered(std::size_t expected_terminals) const;
  // Every one of at least so many terminals refused every attack with the reason it must give.
  bool all_as_required(std::size_t expected_terminals) const;
  std::string table() const;
  std::string json() const;  // one object
  std::size_t bad_receipts() const { return bad_receipts_; }

 private:
  struct Terminal {
    sign::PublicKey key;
    std::array<Verdict, kAttacks.size()> verdicts;
    std::optional<wire::Receipt> final_receipt;  // of the genuine order
  };
  Refusal required(const std::string& terminal, Attack attack) const;
  bool as_required(const std::string& name, const Terminal& terminal) const;
  void note(Terminal& terminal, const wire::Receipt& receipt);

  std::array<Digest, kAttacks.size()> digests_;
  Digest deployment_;
  std::set<std::string> played_;
  std::map<std::string, Terminal> terminals_;
  std::size_t bad_receipts_ = 0;
};

}  // namespace tongluo::hostile
