#pragma once
// What the network brings and whether this terminal obeys it: orders, cancels, stop-alls, trust lists, place records,
// time. Owner: the core. Everything is verified here before anything else happens; each refusal has a reason, a count
// and a report.

#include "protocol/wire/bundle.hpp"
#include "terminal-fw/core/conductor.hpp"
#include "terminal-fw/core/ledger.hpp"

namespace tongluo::terminal {

class Intake {
 public:
  Intake(CoreParts& parts, Ledger& ledger, Conductor& conductor)
      : parts_(parts), ledger_(ledger), conductor_(conductor) {}

  void on_delivery(Now now, const wire::OrderDelivery& delivery);
  void on_signed_object(Now now, const Envelope& envelope);
  void on_time_statement(Now now, const Envelope& envelope, const Nonce& nonce, SteadyTime asked_at);
  void on_acceptance(Now now, const CommitResult& result);
  void on_bundle(Now now, const wire::OfflineBundle& bundle);
  void on_unreadable_bundle(Now now, const std::string& detail);
  // Now and then: a floor for the time after a power cut.
  void store_floor(Now now);
  // Told like any trouble of the disk.
  void on_journal_repaired(Now now, const std::string& what);
  // A journal that was made anew: as soon as the time is known, so is what was issued before.
  void date_forgotten(Now now);
  // The journal's state after a restart, and the lists installed with the firmware.
  void restore(Now now, const JournalSnapshot& journal, const std::optional<Envelope>& trust_list,
               const std::optional<Envelope>& place);

 private:
  WallTime time_to_judge(Now now, const Envelope& envelope) const;
  std::optional<Refusal> objection(Now now, const trust::AdmittedOrder& admitted,
                                   const wire::OrderDelivery& delivery) const;
  std::optional<Refusal> refusal_for_room(const trust::AdmittedOrder& admitted, const KeyId& issuer,
                                          const OpenOrder* replaced) const;
  void accept(Now now, trust::AdmittedOrder admitted, const wire::OrderDelivery& delivery);
  void refuse_for_good(Now now, const trust::AdmittedOrder& admitted, const Envelope& envelope, Refusal reason);
  void on_trust_list(Now now, const Envelope& envelope);
  Result<bool, Refusal> take_trust_list(Now now, const Envelope& envelope);
  void on_freshness(Now now, const Envelope& envelope);
  void on_time_reset(Now now, const Envelope& envelope);
  void on_place(Now now, const Envelope& envelope);
  void take_time_statement(Now now, const Envelope& envelope, const Nonce& nonce, SteadyTime::duration half_trip,
                           SteadyTime::duration waited);
  void on_configuration(Now now, const Envelope& envelope);
  Result<wire::Configuration, Refusal> admit_configuration(Now now, const Envelope& envelope) const;
  void on_cancel(Now now, const Envelope& envelope);
  bool may_cancel(const trust::AdmittedCancel& cancel, const OpenOrder& order) const;
  void on_stop_all(Now now, const Envelope& envelope);
  void take_stop(Now now, Stop stop);
  void obey(Now now, const Stop& stop);
  void end_replaced(Now now, const std::optional<Digest>& replaced);
  std::optional<Digest> replaced_by(const Envelope& newer_envelope, const trust::AdmittedOrder& newer) const;
  bool may_supersede(const OpenOrder& newer, const Digest& digest, const Envelope& older_envelope,
                     const wire::Order& older) const;
  void verify_again(Now now);
  void restore_trust(Now now, const JournalSnapshot& journal, const std::optional<Envelope>& trust_list,
                     const std::optional<Envelope>& place);
  void restore_place(Now now, const JournalSnapshot& journal, const std::optional<Envelope>& place);
  void restore_configuration(Now now, const JournalSnapshot& journal);
  void restore_stop(Now now, const StoredStop& stored);
  void restore_order(Now now, const StoredOrder& stored);
  bool is_over(const Digest& digest, const Envelope& envelope) const;
  bool has_ended(const Digest& digest, std::uint32_t occurrence) const;
  void leave_out_ended(OpenOrder& order) const;
  void remember_ended(Now now, const OpenOrder& order);
  void remember_again(Now now, const OpenOrder& order, bool incomplete);
  void end_what_was_to_end(Now now);

  CoreParts& parts_;
  Ledger& ledger_;
  Conductor& conductor_;
  // That came before the first trust list, whose keys alone can verify it.
  struct EarlyStatement {
    Envelope envelope;
    Nonce nonce;
    SteadyTime::duration half_trip{};
    SteadyTime arrived_at{};
  };
  std::optional<EarlyStatement> early_statement_;
};

}  // namespace tongluo::terminal
