#include "tests/unit/terminal_slots/slot_terminal.hpp"

#include "protocol/os/files.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::test {
namespace {

constexpr std::size_t kServedBytes = 16 * 1024;
constexpr std::size_t kMaxRecordBytes = 128 * 1024;
constexpr std::size_t kMaxSteps = 500;

template <class T>
update::JobAnswer answer(const Result<T>& result) {
  return {result.has_value(), result ? std::string() : result.error().detail, {}};
}

}  // namespace

SlotTerminal::SlotTerminal(std::filesystem::path root, const Release& release)
    : root_(std::move(root)), release_(release), download_(root_ / "download", 0) {}

bool SlotTerminal::start() {
  const auto chosen = slots::choose_slot(root_);
  if (!chosen || !chosen->alarm.empty()) return false;
  const auto image = os::read_file(slots::image_of(root_, chosen->slot), limits::kMaxImageBytes);
  const bool is_new = image && *image == release_.image;
  if (!is_new && (!image || *image != test::image_of(kOldVersion, 4'000))) return false;  // something else starts

  engine_.emplace(root_, chosen->slot, 0);
  const auto facts = engine_->facts();
  if (!facts) return false;
  const auto stored = os::read_file(root_ / "update", kMaxRecordBytes);
  auto record = stored ? update::parse_stored_update(*stored) : update::StoredUpdate{};
  if (!record) return false;
  std::optional<trust::AdmittedRelease> in_hand;
  if (!record->release.empty()) in_hand = release_.admitted;
  const std::uint64_t version = is_new ? release_.admitted.manifest.version : kOldVersion;
  machine_.emplace(update::UpdateSettings{terminal_id("TL-500116-0001"), "speaker-a7", version}, std::move(*record),
                   std::move(in_hand), *facts);
  machine_->begin(now_);
  machine_->on_conditions(now_, {true, true, true});
  machine_->on_health(now_, {true, true, true});
  return true;
}

SlotTerminal::End SlotTerminal::run() {
  if (!start()) return End::broken;
  for (std::size_t step = 0; step < kMaxSteps; ++step) {
    while (auto action = machine_->next_action())
      if (const auto end = perform(std::move(*action))) return *end;
    const SteadyTime due = machine_->next_deadline(now_.steady);
    if (due != SteadyTime::max()) {
      const auto wait = std::max(due - now_.steady, SteadyTime::duration(0));
      now_ = {now_.steady + wait, now_.wall + wait};
      machine_->on_deadline(now_);
      continue;
    }
    if (machine_->record().last) return End::update_ended;
    const Refusal refusal = machine_->offer(now_, release_.admitted, wire::serialize(release_.envelope), township());
    if (refusal != Refusal::none) return End::broken;
  }
  return End::broken;
}

std::optional<SlotTerminal::End> SlotTerminal::perform(update::UpdateAction action) {
  if (std::holds_alternative<update::Restart>(action)) return End::restart;
  if (std::holds_alternative<update::Report>(action)) return std::nullopt;
  if (std::holds_alternative<update::Discard>(action)) {
    static_cast<void>(download_.discard());
    return std::nullopt;
  }
  if (const auto* fetch = std::get_if<update::Fetch>(&action)) {
    serve(*fetch);
    return std::nullopt;
  }
  machine_->on_done(now_, do_job(action));
  return std::nullopt;
}

update::JobAnswer SlotTerminal::do_job(update::UpdateAction& action) {
  if (const auto* persist = std::get_if<update::Persist>(&action))
    return answer(os::write_file(root_ / "update", update::serialize(persist->record)));
  if (const auto* open = std::get_if<update::OpenDownload>(&action)) {
    auto blocks = download_.open(open->release, open->bytes);
    update::JobAnswer opened = answer(blocks);
    if (blocks) opened.digests = std::move(*blocks);
    return opened;
  }
  if (const auto* block = std::get_if<update::StoreBlock>(&action))
    return answer(download_.store(block->index, block->bytes));
  if (std::holds_alternative<update::DigestImage>(action)) {
    const auto digest = download_.digest();
    update::JobAnswer told = answer(digest);
    if (digest) told.digests = {*digest};
    return told;
  }
  if (const auto* install = std::get_if<update::Install>(&action))
    return answer(engine_->install(download_.path(), install->image));
  if (const auto* activate = std::get_if<update::Activate>(&action))
    return answer(engine_->activate(activate->release));
  if (std::holds_alternative<update::Confirm>(action)) return answer(engine_->confirm());
  return answer(engine_->revert());
}

void SlotTerminal::serve(const update::Fetch& fetch) {
  for (std::size_t sent = 0; sent < fetch.range.bytes; sent += kServedBytes) {
    const std::size_t size = std::min(kServedBytes, fetch.range.bytes - sent);
    const std::uint64_t offset = fetch.range.offset + sent;
    machine_->on_chunk(now_, fetch.release, offset,
                       ByteView(release_.image).subspan(static_cast<std::size_t>(offset), size));
  }
}

}  // namespace tongluo::test
