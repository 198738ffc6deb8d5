#include "terminal-fw/storage/held_objects.hpp"

#include <algorithm>
#include <optional>

namespace tongluo::storage {
namespace {

using terminal::JournalSnapshot;

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

template <class Value>
void prefer(std::optional<Value>& read, const std::optional<Value>& held) {
  if (held) read = held;
}

}  // namespace

JournalSnapshot HeldObjects::once(const JournalSnapshot& journal) {
  JournalSnapshot held;
  held.trust_list = journal.trust_list;
  held.place = journal.place;
  held.freshness = journal.freshness;
  held.roots = journal.roots;
  held.configuration = journal.configuration;
  held.update = journal.update;
  held.time_floor = journal.time_floor;
  held.time_reset_sequence = journal.time_reset_sequence;
  held.sequence_reserved = journal.sequence_reserved;
  held.refused_total = journal.refused_total;
  return held;
}

void HeldObjects::note(const terminal::JournalWrite& written) {
  const Overloaded keep{[this](const terminal::PutTrustList& put) { held_.trust_list = put.envelope; },
                        [this](const terminal::PutPlace& put) { held_.place = put.envelope; },
                        [this](const terminal::PutFreshness& put) { held_.freshness = put.envelope; },
                        [this](const terminal::PutRoots& put) { held_.roots = put.root_set; },
                        [this](const terminal::PutConfiguration& put) { held_.configuration = put.envelope; },
                        [this](const terminal::PutUpdate& put) { held_.update = put.record; },
                        [this](const terminal::PutTimeFloor& put) { held_.time_floor = put.floor; },
                        [this](const terminal::PutTimeReset& put) { held_.time_reset_sequence = put.sequence; },
                        [this](const terminal::PutCounters& put) {
                          held_.sequence_reserved = put.sequence_reserved;
                          held_.refused_total = put.refused_total;
                        },
                        [](const auto&) {}};
  for (const terminal::JournalOperation& operation : written) std::visit(keep, operation);
}

void HeldObjects::put_into(JournalSnapshot& journal) const {
  prefer(journal.trust_list, held_.trust_list);
  prefer(journal.place, held_.place);
  prefer(journal.freshness, held_.freshness);
  prefer(journal.roots, held_.roots);
  prefer(journal.configuration, held_.configuration);
  prefer(journal.update, held_.update);
  journal.time_floor = held_.time_floor;
  journal.time_reset_sequence = std::max(journal.time_reset_sequence, held_.time_reset_sequence);
  journal.sequence_reserved = std::max(journal.sequence_reserved, held_.sequence_reserved);
  journal.refused_total = std::max(journal.refused_total, held_.refused_total);
}

}  // namespace tongluo::storage
