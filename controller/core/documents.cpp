// Small named things that people edit and nothing signed depends on.

#include <algorithm>

#include "controller/core/controller_impl.hpp"
#include "controller/core/group_book.hpp"

namespace tongluo::controller {
namespace {

constexpr std::string_view kGroup = "group", kHolidays = "holidays", kCap = "cap", kRecording = "recording";

// The first line of a CAP document is what was decided.
std::string cap_action(const std::string& body) {
  const std::string decision = body.substr(0, body.find('\n'));
  if (decision == "held") return "cap.held";
  return decision == "refused" || decision == "ignored" ? "cap.refused" : "cap.accepted";
}

std::string action_of(const Document& document, bool removed) {
  if (document.kind == kCap) return cap_action(document.body);
  return document.kind + (removed ? ".removed" : ".saved");
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes &&
         std::none_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; });
}

// Kinds whose oldest leaves when there are too many.
bool is_aged(std::string_view kind) { return kind == kCap || kind == kRecording; }

// How many there may be of a kind.
std::size_t limit_of(std::string_view kind) { return kind == kPlaylistKind ? kMaxPlaylists : kMaxDocuments; }

template <class Documents>
bool is_full(const Documents& documents, std::string_view kind) {
  const auto count = std::count_if(documents.begin(), documents.end(),
                                   [kind](const auto& entry) { return entry.first.first == kind; });
  return static_cast<std::size_t>(count) >= limit_of(kind);
}

}  // namespace

Objection ControllerCore::Impl::check_document(Now now, const Document& document) const {
  if (!is_name(document.name)) return {Refusal::malformed, "not a name"};
  if (document.body.size() > kMaxDocumentBytes) return {Refusal::limit_exceeded, "too large"};
  if (document.kind == kCap) return {};
  if (document.kind == kRecording) return check_recording(document);
  if (document.kind == kPlaylistKind) return check_playlist(now, document);
  if (document.kind == kHolidays)
    return parse_holidays(document.body) ? Objection{} : Objection{Refusal::malformed, "not a list of dates"};
  if (document.kind != kGroup) return {Refusal::unsupported, "no such kind of document"};
  const auto group = parse_group(document.body);
  if (!group) return {Refusal::malformed, "not a group"};
  for (const AreaCode area : group->areas)
    if (!fleet.any_in(area)) return {Refusal::bad_area, "no terminal lies in " + area.text()};
  for (const TerminalId& terminal : group->terminals)
    if (!fleet.any_in(terminal)) return {Refusal::bad_area, "no such terminal: " + terminal.text()};
  return {};
}

// What live speech really sent, kept as a clip: the name is the order's digest, the body the clip's.
Objection ControllerCore::Impl::check_recording(const Document& document) const {
  const auto order = digest_from_hex(document.name);
  const auto clip = digest_from_hex(document.body);
  if (!order || !clip) return {Refusal::malformed, "not two digests"};
  if (!clips.knows(*clip)) return {Refusal::unsupported, "no such clip"};
  return {};
}

std::optional<Digest> ControllerCore::Impl::recording_of(const Digest& order) const {
  const auto at = documents.find({std::string(kRecording), to_string(order)});
  return at == documents.end() ? std::nullopt : digest_from_hex(at->second);
}

void ControllerCore::Impl::note_age(const Document& document) {
  if (!is_aged(document.kind)) return;
  auto& names = names_by_age[document.kind];
  std::erase(names, document.name);
  names.push_back(document.name);
}

// After the new one is stored, so that two within one commit do not both make room with the same old one; more than
// one leaves when a removal failed, or the controller was killed before it.
void ControllerCore::Impl::let_oldest_leave(const std::string& kind) {
  if (!is_aged(kind)) return;
  auto& names = names_by_age[kind];
  while (names.size() > limit_of(kind)) {
    documents.erase({kind, names.front()});
    persist({RemoveDocument{kind, std::move(names.front())}}, StoredNothing{});
    names.pop_front();
  }
}

void ControllerCore::Impl::put_document(Now now, RequestId request, Document document, const std::string& actor) {
  Objection objection = check_document(now, document);
  const bool known = documents.contains({document.kind, document.name});
  if (objection.refusal == Refusal::none && !known && !is_aged(document.kind) && is_full(documents, document.kind))
    objection = {Refusal::queue_full, "too many documents"};
  if (objection.refusal != Refusal::none)
    return push(ObjectRejected{request, objection.refusal, std::move(objection.detail)});
  Writes writes;
  audit(writes, now.wall, action_of(document, false), document.name, "by " + actor.substr(0, kMaxNameBytes));
  StoredDocumentOf then{request, document, false};
  writes.emplace_back(SaveDocument{std::move(document)});
  persist(std::move(writes), std::move(then));
}

void ControllerCore::Impl::remove_document(Now now, RequestId request, const std::string& kind, const std::string& name,
                                           const std::string& actor) {
  if ((kind != kGroup && kind != kHolidays && kind != kPlaylistKind) || !documents.contains({kind, name}))
    return push(ObjectRejected{request, Refusal::not_addressed, "no such document"});
  const Document document{kind, name, {}};
  Writes writes{RemoveDocument{kind, name}};
  audit(writes, now.wall, action_of(document, true), name, "by " + actor.substr(0, kMaxNameBytes));
  persist(std::move(writes), StoredDocumentOf{request, document, true});
}

void ControllerCore::Impl::finish(const StoredDocumentOf& stored) {
  const auto key = std::pair(stored.document.kind, stored.document.name);
  if (stored.removed)
    documents.erase(key);
  else {
    documents.insert_or_assign(key, stored.document.body);
    note_age(stored.document);
  }
  push(ObjectStored{stored.request});
  let_oldest_leave(stored.document.kind);
}

std::vector<Document> ControllerCore::documents(std::string_view kind) const {
  std::vector<Document> found;
  for (const auto& [key, body] : impl_->documents)
    if (key.first == kind) found.push_back({key.first, key.second, body});
  return found;
}

}  // namespace tongluo::controller
