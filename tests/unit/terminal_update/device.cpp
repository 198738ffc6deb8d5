#include "tests/unit/terminal_update/device.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::test {
namespace {

constexpr std::size_t kServedBytes = 96 * 1024;
constexpr std::size_t kSlotPieces = 3;
constexpr std::size_t kMaxStarts = 40;
constexpr std::size_t kMaxSteps = 2'000;

std::size_t index(update::Slot slot) { return slot == update::Slot::a ? 0 : 1; }

Bytes garbled(Bytes bytes) {
  for (std::size_t i = bytes.size() / 2; i < bytes.size(); ++i) bytes[i] = std::byte{0xff};
  return bytes;
}

template <class... Handlers>
struct Overload : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Overload(Handlers...) -> Overload<Handlers...>;

}  // namespace

Device::Device(const Release& release, Behaviour behaviour)
    : release_(release), behaviour_(behaviour), old_image_(image_of(kOldVersion, 4'000)) {
  slots_[index(update::Slot::a)] = old_image_;
}

void Device::point() {
  ++points_;
  if (points_ == cut_at_) throw PowerCut{};
}

void Device::write(const std::function<void()>& whole, const std::function<void()>& half) {
  ++points_;
  const bool cut = points_ == cut_at_;
  if (cut && cut_ == Cut::torn && half) half();
  if (!cut || cut_ == Cut::after) whole();
  check();
  if (cut) throw PowerCut{};
}

void Device::check() {
  const auto record = update::boot_record_from(boot_);
  if (!record) return violation("the boot record is unreadable");
  if (!known(slots_[index(record->good)])) violation("the good slot is lost");
  if (record->trial && slots_[index(other(record->good))] != release_.image) violation("an unverified slot is tried");
}

void Device::write_boot(const update::BootRecord& record) {
  write([&] { boot_ = update::to_text(record); });
}

void Device::run() {
  while (!ended_ && starts_ < kMaxStarts) {
    try {
      start();
      while (live()) {
      }
    } catch (const PowerCut&) {
      if (points_ == cut_at_) ++cuts_;
      if (points_ == cut_at_ && second_ != 0) cut_at(std::exchange(second_, 0), cut_);
    }
  }
}

// The launcher: counts down, durably, before it starts anything.
void Device::start() {
  ++starts_;
  const update::BootRecord before = *update::boot_record_from(boot_);
  const update::BootChoice choice = update::choose_boot(before);
  if (choice.record != before) write_boot(choice.record);
  slot_ = choice.start;
  const Bytes& image = slots_[index(slot_)];
  if (!known(image)) violation("something unsigned starts");
  const bool is_new = image == release_.image;
  if (is_new && behaviour_ == Behaviour::never_starts) throw PowerCut{};
  running_ = is_new && behaviour_ != Behaviour::wrong_version ? release_.admitted.manifest.version : kOldVersion;

  auto record = update::parse_stored_update(record_);
  TL_ASSERT(record.has_value());
  const bool in_hand = !record->release.empty();
  update::BootFacts facts{{}, slot_ != choice.record.good, choice.record.returned};
  if (choice.record.trial) facts.trial = choice.record.trial->release;
  now_.steady += seconds(10);
  now_.wall += seconds(10);
  machine_ = std::make_unique<update::UpdateMachine>(
      update::UpdateSettings{terminal_id("TL-500116-0001"), "speaker-a7", running_}, std::move(*record),
      in_hand ? std::optional(release_.admitted) : std::nullopt, facts);
  machine_->begin(now_);
  feed();
}

void Device::feed() {
  machine_->on_conditions(now_, {true, true, true});
  const bool is_new = slots_[index(slot_)] == release_.image;
  machine_->on_health(
      now_, {true, !is_new || behaviour_ != Behaviour::no_sound, !is_new || behaviour_ != Behaviour::no_session});
}

bool Device::live() {
  bool offered = false;
  for (std::size_t step = 0; step < kMaxSteps; ++step) {
    while (auto action = machine_->next_action()) {
      point();
      if (!perform(std::move(*action))) return false;
    }
    const SteadyTime due = machine_->next_deadline(now_.steady);
    if (due == SteadyTime::max()) {
      if (machine_->record().last && machine_->record().state == wire::UpdateState::none) {
        ended_ = true;
        return false;
      }
      if (std::exchange(offered, true)) break;
      const Bytes envelope = wire::serialize(release_.envelope);
      static_cast<void>(machine_->offer(now_, release_.admitted, envelope, township()));
      continue;
    }
    point();
    const auto wait = std::max(due - now_.steady, SteadyTime::duration(0));
    now_.steady += wait;
    now_.wall += wait;
    machine_->on_deadline(now_);
  }
  violation("stuck");
  ended_ = true;
  return false;
}

bool Device::perform(update::UpdateAction action) {
  const update::BootRecord boot = *update::boot_record_from(boot_);
  bool go_on = true;
  const auto done = [this] { answer({.ok = true}); };
  std::visit(Overload{
                 [&](update::Persist& persist) {
                   write([&] { record_ = update::serialize(persist.record); });
                   done();
                 },
                 [&](update::OpenDownload&) { open_download(); },
                 [&](update::StoreBlock& block) {
                   if (download_.size() <= block.index) download_.resize(block.index + 1);
                   write([&] { download_[block.index] = block.bytes; },
                         [&] { download_[block.index] = garbled(block.bytes); });
                   done();
                 },
                 [&](update::DigestImage&) {
                   Bytes whole;
                   for (const Bytes& block : download_) whole.insert(whole.end(), block.begin(), block.end());
                   answer({.ok = true, .digests = {sign::digest_of(whole)}});
                 },
                 [&](update::Install&) { install(); },
                 [&](update::Activate& activate) {
                   write_boot(update::with_trial(boot, activate.release));
                   done();
                 },
                 [&](update::Confirm&) {
                   write_boot(update::with_confirmed(boot));
                   done();
                 },
                 [&](update::Revert&) {
                   write_boot(update::with_returned(boot));
                   done();
                 },
                 [&](update::Fetch& fetch) { serve(fetch); },
                 [&](update::Discard&) { write([&] { download_.clear(); }); },
                 [&](update::Restart&) { go_on = false; },
                 [](update::Report&) {},
             },
             action);
  return go_on;
}

void Device::open_download() {
  update::JobAnswer found{.ok = true};
  for (const Bytes& block : download_) found.digests.push_back(sign::digest_of(block));
  answer(std::move(found));
}

// The slot is useless from the first piece to the last.
void Device::install() {
  const update::BootRecord boot = *update::boot_record_from(boot_);
  TL_ASSERT(!boot.trial);
  Bytes& slot = slots_[index(other(boot.good))];
  Bytes whole;
  for (const Bytes& block : download_) whole.insert(whole.end(), block.begin(), block.end());
  slot.clear();
  const std::size_t piece = whole.size() / kSlotPieces + 1;
  for (std::size_t at = 0; at < whole.size(); at += piece) {
    const ByteView part = ByteView(whole).subspan(at, std::min(piece, whole.size() - at));
    const auto append = [&](ByteView bytes) { slot.insert(slot.end(), bytes.begin(), bytes.end()); };
    write([&] { append(part); }, [&] { append(part.first(part.size() / 2)); });
  }
  answer({.ok = true});
}

void Device::serve(const update::Fetch& fetch) {
  std::size_t sent = 0;
  while (sent < fetch.range.bytes) {
    const std::size_t size = std::min(kServedBytes, fetch.range.bytes - sent);
    const std::uint64_t offset = fetch.range.offset + sent;
    sent += size;
    fetched_bytes_ += size;
    point();
    machine_->on_chunk(now_, fetch.release, offset,
                       ByteView(release_.image).subspan(static_cast<std::size_t>(offset), size));
  }
}

}  // namespace tongluo::test
