#include "tools/hostile/verdicts.hpp"

#include <algorithm>

namespace tongluo::hostile {
namespace {

constexpr std::size_t kColumn = 18;

std::string padded(std::string text) {
  text.resize(std::max(text.size() + 1, kColumn), ' ');
  return text;
}

std::string words(const Verdict& verdict) {
  if (verdict.answer == Answer::obeyed) return "OBEYED";
  return verdict.answer == Answer::none ? "no answer" : std::string(to_string(verdict.reason));
}

std::size_t index_of(Attack attack) { return static_cast<std::size_t>(attack); }

}  // namespace

Verdicts::Verdicts(const PreparedAttacks& attacks, const Digest& deployment, std::set<std::string> played)
    : deployment_(deployment), played_(std::move(played)) {
  for (const PreparedAttack& attack : attacks) digests_[index_of(attack.attack)] = attack.digest;
}

bool Verdicts::add_terminal(const TerminalId& terminal, const Bytes& certificate_der) {
  if (terminals_.contains(terminal.text())) return true;
  const auto key = sign::PublicKey::from_certificate(certificate_der);
  if (!key || terminals_.size() >= kMaxTerminals) return false;
  terminals_.emplace(terminal.text(), Terminal{*key, {}, std::nullopt});
  return true;
}

void Verdicts::on_receipt(const TerminalId& terminal, const Envelope& envelope) {
  const auto found = terminals_.find(terminal.text());
  if (found == terminals_.end()) return;
  const wire::WireResult<wire::Receipt> receipt = wire::parse_receipt(envelope.payload);
  const bool good = receipt && envelope.type == PayloadType::receipt && envelope.signatures.size() == 1 &&
                    receipt->terminal == terminal &&
                    sign::verify_signature(envelope, deployment_, envelope.signatures.front(), found->second.key);
  if (good)
    note(found->second, *receipt);
  else
    ++bad_receipts_;
}

void Verdicts::note(Terminal& terminal, const wire::Receipt& receipt) {
  const auto digest = std::find(digests_.begin(), digests_.end(), receipt.order);
  if (digest == digests_.end()) return;
  const auto attack = static_cast<std::size_t>(digest - digests_.begin());
  Verdict& verdict = terminal.verdicts[attack];
  if (receipt.outcome == Outcome::refused) {
    if (verdict.answer == Answer::none) verdict = {Answer::refused, receipt.refusal};
  } else if (attack != index_of(Attack::replayed)) {
    verdict.answer = Answer::obeyed;
  } else if (receipt.stage == Stage::final) {
    // Receipts of the genuine order are true; a second, different final would be a second playing.
    if (terminal.final_receipt && *terminal.final_receipt != receipt) verdict.answer = Answer::obeyed;
    terminal.final_receipt = receipt;
  }
}

void Verdicts::on_event(const TerminalId& terminal, const wire::Event& event) {
  const auto found = terminals_.find(terminal.text());
  const Digest& genuine = digests_[index_of(Attack::replayed)];
  if (found == terminals_.end() || event.kind != wire::EventKind::order_refused || event.subject != genuine) return;
  Verdict& verdict = found->second.verdicts[index_of(Attack::replayed)];
  if (verdict.answer == Answer::none) verdict = {Answer::refused, event.refusal};
}

Refusal Verdicts::required(const std::string& terminal, Attack attack) const {
  switch (attack) {
    case Attack::flipped_bit:
      return Refusal::bad_signature;
    case Attack::unknown_key:
      return Refusal::unknown_key;
    case Attack::replayed:
      return played_.contains(terminal) ? Refusal::replayed : Refusal::not_addressed;
    case Attack::expired:
      return Refusal::expired;
  }
  return Refusal::none;
}

bool Verdicts::as_required(const std::string& name, const Terminal& terminal) const {
  return std::all_of(kAttacks.begin(), kAttacks.end(), [&](Attack attack) {
    const Verdict& verdict = terminal.verdicts[index_of(attack)];
    return verdict.answer == Answer::refused && verdict.reason == required(name, attack);
  });
}

bool Verdicts::all_answered(std::size_t expected_terminals) const {
  return terminals_.size() >= expected_terminals &&
         std::all_of(terminals_.begin(), terminals_.end(), [](const auto& entry) {
           const auto& verdicts = entry.second.verdicts;
           return std::none_of(verdicts.begin(), verdicts.end(),
                               [](const Verdict& verdict) { return verdict.answer == Answer::none; });
         });
}

bool Verdicts::all_as_required(std::size_t expected_terminals) const {
  return bad_receipts_ == 0 && terminals_.size() >= expected_terminals &&
         std::all_of(terminals_.begin(), terminals_.end(),
                     [this](const auto& entry) { return as_required(entry.first, entry.second); });
}

std::string Verdicts::table() const {
  std::string text = padded("terminal");
  for (const Attack attack : kAttacks) text += padded(std::string(to_string(attack)));
  text += "\n";
  for (const auto& [name, terminal] : terminals_) {
    text += padded(name);
    for (const Verdict& verdict : terminal.verdicts) text += padded(words(verdict));
    text += as_required(name, terminal) ? "\n" : "<- WRONG\n";
  }
  return text;
}

// Ids and enumeration words need no escaping.
std::string Verdicts::json() const {
  std::string text = "{\"terminals\":{";
  for (auto entry = terminals_.begin(); entry != terminals_.end(); ++entry) {
    text += (entry == terminals_.begin() ? "\"" : ",\"") + entry->first + "\":{";
    for (const Attack attack : kAttacks)
      text += "\"" + std::string(to_string(attack)) + "\":\"" + words(entry->second.verdicts[index_of(attack)]) + "\",";
    text += std::string("\"as_required\":") + (as_required(entry->first, entry->second) ? "true" : "false") + "}";
  }
  return text + "},\"bad_receipts\":" + std::to_string(bad_receipts_) + "}";
}

}  // namespace tongluo::hostile
