// Firmware releases: taken in, offered ring by ring, their images served, what becomes of them. The decisions are
// controller/rollout's; here they are joined to sessions, orders and the store.

#include <algorithm>

#include "controller/core/controller_impl.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::controller {
namespace {

using rollout::Phase;

bool is_over(const rollout::Rollout& machine) {
  return machine.head().phase == Phase::completed || machine.head().phase == Phase::withdrawn;
}

}  // namespace

ReleaseRecord* ControllerCore::Impl::find_release(const Digest& release) {
  const auto at = releases.find(release);
  return at == releases.end() ? nullptr : &at->second;
}

// An actual alert of level I or II sounds, or may within kAlertAhead.
bool ControllerCore::Impl::alert_near(WallTime now) const {
  return std::any_of(orders.begin(), orders.end(), [now](const auto& record) {
    const wire::Order& order = record->order;
    if (order.order_class != OrderClass::actual || order.level > Level::ii || record->ended) return false;
    if (record->withdrawn != Refusal::none || record->ledger.complete()) return false;
    const WallTime start = record->start_at == WallTime{} ? next_start(order, now) : record->start_at;
    return start - kAlertAhead <= now && now <= order.valid_until;
  });
}

void ControllerCore::Impl::publish_release(Now now, RequestId request, Envelope envelope, rollout::Settings pace,
                                           const std::string& actor) {
  auto admitted = trust::verify_release(authority(), envelope, now.wall);
  if (!admitted) return push(ObjectRejected{request, admitted.error(), ""});
  const Digest digest = admitted->digest;
  if (releases.contains(digest) || releases_under_way.contains(digest)) return push(ObjectStored{request});
  for (const auto& [other, record] : releases)
    if (!is_over(*record.machine))
      return push(ObjectRejected{request, Refusal::queue_full, "another release is under way: " + short_name(other)});
  if (!releases_under_way.empty())
    return push(ObjectRejected{request, Refusal::queue_full, "another release is being stored"});
  std::vector<TerminalId> terminals;
  for (const auto& [id, index] : fleet.by_id())
    if (fleet.at(index).place) terminals.push_back(id);
  auto plan = rollout::plan(*admitted, pace, terminals);
  if (!plan) return push(ObjectRejected{request, Refusal::limit_exceeded, "too many terminals"});
  ReleaseRecord record{std::move(*admitted), std::move(envelope), pace, nullptr, false, false, {}};
  Writes writes;
  make_room_for_release(writes);
  writes.emplace_back(SaveDocument{release_document(record)});
  writes.emplace_back(SaveDocument{rollout_document(digest, pace, plan->head)});
  for (const rollout::Member& member : plan->members)
    writes.emplace_back(SaveDocument{member_document(digest, member)});
  audit(writes, now.wall, "release.published", to_string(digest),
        "version " + std::to_string(record.admitted.manifest.version) + ", signed by " +
            joined(record.admitted.persons) + ", by " + actor.substr(0, kMaxNameBytes));
  record.machine = std::make_unique<rollout::Rollout>(std::move(*plan));
  releases_under_way.insert(digest);
  persist(std::move(writes), StoredReleaseOf{request, std::make_shared<ReleaseRecord>(std::move(record))});
}

// The oldest one that is over leaves, with its rows; its image too.
void ControllerCore::Impl::make_room_for_release(Writes& writes) {
  while (releases.size() >= kMaxReleases) {
    const auto oldest = std::min_element(releases.begin(), releases.end(), [](const auto& a, const auto& b) {
      return a.second.admitted.manifest.issued_at < b.second.admitted.manifest.issued_at;
    });
    const std::string name = to_string(oldest->first);
    writes.emplace_back(RemoveDocument{kReleaseKind, name});
    writes.emplace_back(RemoveDocument{kRolloutKind, name});
    for (const rollout::Member& member : oldest->second.machine->members())
      writes.emplace_back(RemoveDocument{kRolloutMemberKind, member_name(oldest->first, member.terminal)});
    push(ForgetImage{oldest->first});
    releases.erase(oldest);
  }
}

void ControllerCore::Impl::finish(StoredReleaseOf& stored) {
  const Digest digest = stored.record->admitted.digest;
  releases_under_way.erase(digest);
  releases.emplace(digest, std::move(*stored.record));
  push(ObjectStored{stored.request});
}

Result<void> ControllerCore::Impl::restore_releases(const Snapshot& snapshot) {
  const auto damaged = [](const Document& document) {
    return fail(ErrorKind::corrupt, document.kind + " " + document.name + " is damaged");
  };
  std::map<Digest, rollout::Record> plans;
  for (const Document& document : snapshot.documents) {
    if (document.kind != kReleaseKind) continue;
    const auto bytes = from_base64(document.body);
    auto envelope = bytes ? wire::parse_envelope(*bytes) : tl::unexpected(wire::WireError{});
    auto manifest = envelope ? wire::parse_release_manifest(envelope->payload) : tl::unexpected(wire::WireError{});
    if (!manifest) return damaged(document);
    const Digest digest = sign::identity(*envelope);
    for (const wire::ReleaseRing& ring : manifest->rings) plans[digest].ring_times.push_back(ring.not_before);
    ReleaseRecord record{{std::move(*manifest), digest, {}, {}}, std::move(*envelope), {}, nullptr, false, false, {}};
    if (auto again = trust::verify_accepted_release(authority(), record.envelope)) record.admitted = std::move(*again);
    releases.emplace(digest, std::move(record));
  }
  for (const Document& document : snapshot.documents) {
    if (document.kind == kRolloutKind) {
      auto saved = parse_rollout(document);
      if (!saved || !plans.contains(saved->head.release)) return damaged(document);
      plans[saved->head.release].settings = saved->settings;
      plans[saved->head.release].head = saved->head;
    } else if (document.kind == kRolloutMemberKind) {
      const auto release = digest_from_hex(document.name.substr(0, document.name.find(' ')));
      auto member = parse_member(document);
      if (!release || !member || !plans.contains(*release)) return damaged(document);
      if (member->ring >= plans[*release].ring_times.size()) return damaged(document);
      plans[*release].members.push_back(std::move(*member));
    }
  }
  for (auto& [digest, plan] : plans) {
    std::stable_sort(plan.members.begin(), plan.members.end(),
                     [](const rollout::Member& a, const rollout::Member& b) { return a.ring < b.ring; });
    plan.head.release = digest;
    releases.at(digest).settings = plan.settings;
    releases.at(digest).machine = std::make_unique<rollout::Rollout>(std::move(plan));
  }
  return {};
}

void ControllerCore::Impl::on_image_complete(Now now, const Digest& release) {
  ReleaseRecord* record = find_release(release);
  if (record == nullptr || record->image_complete) return;
  record->image_complete = true;
  record->machine->begin(now.wall);
  for (const auto& [session, state] : sessions) record->machine->on_online(now.wall, fleet.at(state.terminal).id);
  work_releases(now);
}

void ControllerCore::Impl::direct_release(Now now, RequestId request, const Digest& release, ReleaseCommand command,
                                          const std::string& actor) {
  ReleaseRecord* record = find_release(release);
  if (record == nullptr) return push(ObjectRejected{request, Refusal::not_addressed, "no such release"});
  const std::string person = actor.substr(0, kMaxNameBytes);
  rollout::Rollout& machine = *record->machine;
  bool done = false;
  if (command == ReleaseCommand::pause) done = machine.pause(person);
  if (command == ReleaseCommand::resume) done = machine.resume(now.wall, person, false);
  if (command == ReleaseCommand::resume_accepting) done = machine.resume(now.wall, person, true);
  if (command == ReleaseCommand::withdraw) done = machine.withdraw(person);
  if (!done)
    return push(ObjectRejected{request, Refusal::superseded,
                               "not while it is " + std::string(to_string(machine.head().phase))});
  stop_images(*record);
  Writes writes;
  audit(writes, now.wall, "release." + std::string(to_string(command)), to_string(release), "by " + person);
  save_rollout(now, *record, request, std::move(writes));
}

// What the machine decided: rows first, then the offers.
void ControllerCore::Impl::save_rollout(Now now, ReleaseRecord& record, RequestId request, Writes writes) {
  const Digest& digest = record.admitted.digest;
  StoredRolloutOf then{request, digest, {}};
  Calls calls;
  bool head = std::exchange(record.unsaved, false);
  if (head)
    for (const rollout::Member& member : record.machine->members())
      writes.emplace_back(SaveDocument{member_document(digest, member)});
  while (auto action = record.machine->next_action()) {
    if (const auto* put = std::get_if<rollout::PutMember>(&*action)) {
      writes.emplace_back(SaveDocument{member_document(digest, put->member)});
    } else if (std::holds_alternative<rollout::PutHead>(*action)) {
      head = true;
    } else if (const auto* offer = std::get_if<rollout::Offer>(&*action)) {
      then.offers.push_back(offer->terminal);
    } else {
      const std::string text = std::get<rollout::CallPerson>(*action).text;
      call(writes, now.wall, calls, {CallKind::alarm, Level::routine, "release " + short_name(digest), text});
    }
  }
  if (head) writes.emplace_back(SaveDocument{rollout_document(digest, record.settings, record.machine->head())});
  if (writes.empty() && request == 0) return send_offers(then);
  persist(std::move(writes), std::move(then), std::move(calls));
}

void ControllerCore::Impl::finish(const StoredRolloutOf& stored) {
  if (stored.request != 0) push(ObjectStored{stored.request});
  send_offers(stored);
}

void ControllerCore::Impl::send_offers(const StoredRolloutOf& stored) {
  const ReleaseRecord* record = find_release(stored.release);
  if (record == nullptr || !record->image_complete) return;
  for (const TerminalId& terminal : stored.offers)
    if (const auto index = fleet.find(terminal))
      for (const SessionId session : fleet.at(*index).sessions)
        push(Send{session, wire::SignedObject{record->envelope}});
}

// After each event that may matter, and at its deadline.
void ControllerCore::Impl::work_releases(Now now) {
  releases_due = SteadyTime::max();
  if (releases.empty()) return;
  const bool alert = alert_near(now.wall);
  const bool changed = std::exchange(alert_before_releases, alert) != alert;
  for (auto& [digest, record] : releases) {
    if (!record.image_complete || record.machine->head().phase == Phase::withdrawn) continue;
    if (changed) record.machine->on_alert(now.wall, alert);
    if (changed && alert) stop_images(record);
    if (now.wall >= record.machine->next_deadline()) record.machine->on_deadline(now.wall);
    save_rollout(now, record, 0, {});
    // Alerts come near by time alone; a silence may wait half a minute to be found.
    releases_due = now.steady + kReleaseCheck;
  }
}

void ControllerCore::Impl::stop_images(ReleaseRecord& record) {
  for (const auto& [session, since] : record.serving) {
    push(StopImage{session, record.admitted.digest});
    push(Send{session, wire::ImageUnavailable{record.admitted.digest}});
  }
  record.serving.clear();
}

void ControllerCore::Impl::on_image_request(Now now, SessionId session, const wire::ImageRequest& request) {
  ReleaseRecord* record = find_release(request.release);
  work_releases(now);  // an alert may be near since the last look
  const TerminalId& terminal = fleet.at(sessions.at(session).terminal).id;
  const bool sound = record != nullptr && request.bytes > 0 && request.bytes <= limits::kImageBlockBytes &&
                     request.offset < record->admitted.manifest.image_bytes &&
                     request.bytes <= record->admitted.manifest.image_bytes - request.offset;
  if (!sound || !record->image_complete || !record->machine->may_serve(terminal)) {
    ++counters.images_unavailable;
    return push(Send{session, wire::ImageUnavailable{request.release}});
  }
  ++counters.image_requests;
  record->serving[session] = now.steady;
  push(ServeImage{session, request.release, request.offset, request.bytes});
}

void ControllerCore::Impl::on_update_progress(Now now, SessionId session, const wire::UpdateProgress& progress) {
  ReleaseRecord* record = find_release(progress.release);
  if (record == nullptr || progress.state > static_cast<std::uint32_t>(wire::kLastUpdateState)) return;
  const auto state = static_cast<wire::UpdateState>(progress.state);
  if (state != wire::UpdateState::downloading) record->serving.erase(session);
  record->machine->on_progress(now.wall, fleet.at(sessions.at(session).terminal).id, progress.release, state,
                               progress.percent, progress.detail);
  work_releases(now);
}

void ControllerCore::Impl::on_release_refused(Now now, SessionId session, const wire::Event& event) {
  if (event.kind != wire::EventKind::object_refused || !event.subject) return;
  ReleaseRecord* record = find_release(*event.subject);
  if (record == nullptr) return;
  record->machine->on_refused(now.wall, fleet.at(sessions.at(session).terminal).id, *event.subject, event.refusal);
  work_releases(now);
}

void ControllerCore::Impl::tell_releases(Now now, TerminalIndex terminal, bool online) {
  for (auto& [digest, record] : releases) {
    if (!record.image_complete) continue;
    if (online)
      record.machine->on_online(now.wall, fleet.at(terminal).id);
    else
      record.machine->on_offline(fleet.at(terminal).id);
  }
  work_releases(now);
}

// ---- Questions

static ReleaseView view_of(const ReleaseRecord& record) {
  const wire::ReleaseManifest& manifest = record.admitted.manifest;
  ReleaseView view{record.admitted.digest, manifest, record.admitted.persons, record.image_complete, record.settings,
                   record.machine->head(), {}};
  for (std::size_t ring = 0; ring < manifest.rings.size(); ++ring) view.rings.push_back(record.machine->count(ring));
  return view;
}

std::vector<ReleaseView> ControllerCore::releases() const {
  std::vector<ReleaseView> views;
  for (const auto& [digest, record] : impl_->releases) views.push_back(view_of(record));
  std::stable_sort(views.begin(), views.end(), [](const ReleaseView& a, const ReleaseView& b) {
    return a.manifest.issued_at > b.manifest.issued_at;
  });
  return views;
}

std::vector<rollout::Member> ControllerCore::release_members(const Digest& release) const {
  const ReleaseRecord* record = impl_->find_release(release);
  return record == nullptr ? std::vector<rollout::Member>{} : record->machine->members();
}

std::string_view to_string(ReleaseCommand command) {
  constexpr std::array<std::string_view, 4> kNames = {"paused", "resumed", "resumed_accepting", "withdrawn"};
  return kNames[static_cast<std::size_t>(command)];
}

}  // namespace tongluo::controller
