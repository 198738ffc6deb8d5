#include "terminal-fw/main/update_desk.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "protocol/os/clock.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::firmware {
namespace {

template <class T>
update::JobAnswer job_answer(const Result<T>& result) {
  return {result.has_value(), result ? std::string() : result.error().detail, {}};
}

template <class... Handlers>
struct Cases : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Cases(Handlers...) -> Cases<Handlers...>;

}  // namespace

UpdateDesk::UpdateDesk(boost::asio::io_context& context, UpdateParts parts, Outside outside)
    : context_(context), timer_(context), parts_(std::move(parts)), outside_(std::move(outside)) {}

void UpdateDesk::start() {
  std::optional<trust::AdmittedRelease> release;
  if (const auto envelope = wire::parse_envelope(parts_.record.release)) {
    auto admitted = trust::verify_accepted_release(outside_.trust().authority(), *envelope);
    if (admitted) release = std::move(*admitted);
  }
  judged_list_ = outside_.trust().list_version();
  spdlog::info("event=updates_on release={} trial={}", parts_.settings.running_version, parts_.facts.trial_runs);
  machine_ = std::make_unique<update::UpdateMachine>(parts_.settings, std::move(parts_.record), std::move(release),
                                                     parts_.facts);
  machine_->begin(outside_.look().now);
  poke();
}

void UpdateDesk::stop() {
  stopping_ = true;
  timer_.cancel();
}

bool UpdateDesk::on_message(const wire::Message& message) {
  if (!machine_) return false;
  if (const auto* object = std::get_if<wire::SignedObject>(&message)) {
    if (object->envelope.type != PayloadType::release_manifest) return false;
    offer(object->envelope);
  } else if (const auto* chunk = std::get_if<wire::ImageChunk>(&message)) {
    machine_->on_chunk(outside_.look().now, chunk->release, chunk->offset, chunk->data);
  } else if (const auto* unavailable = std::get_if<wire::ImageUnavailable>(&message)) {
    machine_->on_unavailable(outside_.look().now, unavailable->release);
  } else {
    return false;
  }
  poke();
  return true;
}

void UpdateDesk::offer(const Envelope& envelope) {
  const Now now = outside_.look().now;
  const terminal::TrustState& trust = outside_.trust();
  Refusal refusal = Refusal::none;
  auto admitted = trust::verify_release(trust.authority(), envelope, now.wall);
  if (admitted) {
    std::optional<AreaCode> area;
    if (trust.place() != nullptr) area = trust.place()->area;
    refusal = machine_->offer(now, std::move(*admitted), wire::serialize(envelope), area);
    judged_list_ = trust.list_version();
  } else {
    refusal = admitted.error();
  }
  if (refusal != Refusal::none) outside_.refuse(sign::identity(envelope), refusal);
}

// A new list may have taken a signer's key away.
void UpdateDesk::watch_trust() {
  const terminal::TrustState& trust = outside_.trust();
  if (std::exchange(judged_list_, trust.list_version()) == trust.list_version()) return;
  const auto envelope = wire::parse_envelope(machine_->record().release);
  if (envelope && !trust::verify_accepted_release(trust.authority(), *envelope))
    machine_->on_distrusted(outside_.look().now);
}

void UpdateDesk::poke() {
  if (!machine_ || poking_ || stopping_) return;
  poking_ = true;
  watch_trust();
  const View view = outside_.look();
  machine_->on_conditions(view.now, view.conditions);
  machine_->on_health(view.now, view.health);
  while (auto action = machine_->next_action()) perform(std::move(*action));
  poking_ = false;
  arm();
}

void UpdateDesk::arm() {
  const Now now = outside_.look().now;
  const SteadyTime due = machine_->next_deadline(now.steady);
  if (stopping_ || due == SteadyTime::max()) {
    timer_.cancel();
    return;
  }
  timer_.expires_after(std::max(due - now.steady, SteadyTime::duration(0)));
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error || stopping_) return;
    machine_->on_deadline(outside_.look().now);
    poke();
  });
}

void UpdateDesk::perform(update::UpdateAction action) {
  slots::DownloadFile& download = parts_.download;
  update::UpdateEngine& engine = *parts_.engine;
  std::visit(
      Cases{
          [this](update::Persist& what) { persist(what.record); },
          [&](update::OpenDownload& what) {
            work([&download, what] {
              auto blocks = download.open(what.release, what.bytes);
              update::JobAnswer opened = job_answer(blocks);
              if (blocks) opened.digests = std::move(*blocks);
              return opened;
            });
          },
          [&](update::StoreBlock& what) {
            work([&download, what = std::move(what)] { return job_answer(download.store(what.index, what.bytes)); });
          },
          [&](update::DigestImage&) {
            work([&download] {
              const auto digest = download.digest();
              update::JobAnswer told = job_answer(digest);
              if (digest) told.digests = {*digest};
              return told;
            });
          },
          [&](update::Install& what) {
            work([&, what] { return job_answer(engine.install(download.path(), what.image)); });
          },
          [&](update::Activate& what) { work([&engine, what] { return job_answer(engine.activate(what.release)); }); },
          [&](update::Confirm&) { work([&engine] { return job_answer(engine.confirm()); }); },
          [&](update::Revert&) { work([&engine] { return job_answer(engine.revert()); }); },
          [this](update::Fetch& what) {
            outside_.send(
                wire::ImageRequest{what.release, what.range.offset, static_cast<std::uint32_t>(what.range.bytes)});
          },
          [&](update::Discard&) { worker_.post([&download] { static_cast<void>(download.discard()); }); },
          [this](update::Restart& what) { outside_.restart(what.why); },
          [this](update::Report& what) {
            spdlog::info("event=update release={} state={} percent={} detail=\"{}\"", to_string(what.progress.release),
                         to_string(static_cast<wire::UpdateState>(what.progress.state)), what.progress.percent,
                         what.progress.detail);
            outside_.send(std::move(what.progress));
          },
      },
      action);
}

void UpdateDesk::persist(const update::StoredUpdate& record) {
  outside_.persist(update::serialize(record), [this](bool stored) {
    on_done({stored, stored ? std::string() : "the journal refuses to write", {}});
  });
}

void UpdateDesk::work(std::function<update::JobAnswer()> job) {
  const bool queued = worker_.post([this, job = std::move(job)] {
    boost::asio::post(context_, [this, answer = job()]() mutable { on_done(std::move(answer)); });
  });
  if (!queued) boost::asio::post(context_, [this] { on_done({false, "too many jobs wait", {}}); });
}

void UpdateDesk::on_done(update::JobAnswer answer) {
  if (stopping_) return;
  if (!answer.ok) spdlog::warn("event=update_job_failed detail=\"{}\"", answer.detail);
  machine_->on_done(outside_.look().now, std::move(answer));
  poke();
}

}  // namespace tongluo::firmware
