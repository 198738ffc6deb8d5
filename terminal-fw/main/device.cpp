#include "terminal-fw/main/device.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

#include "protocol/os/clock.hpp"
#include "protocol/os/program_pages.hpp"
#include "protocol/os/random.hpp"
#include "protocol/sign/certificate_issuer.hpp"
#include "terminal-fw/main/datagram_text.hpp"
#include "terminal-fw/main/log_ring.hpp"

namespace tongluo::firmware {
namespace {

constexpr auto kProgressInterval = seconds(1);

}  // namespace

Result<std::unique_ptr<Device>> Device::create(boost::asio::io_context& context, DeviceParts parts,
                                               storage::SqliteJournal journal, storage::ClipCache cache) {
  std::unique_ptr<Device> device(new Device(context, std::move(parts), std::move(journal), std::move(cache)));
  auto link = net::ControllerLink::create(context, device->parts_.link, *device);
  if (!link) return fail(link.error());
  device->link_ = std::move(*link);
  device->make_renewer(context);
  return device;
}

Device::Device(boost::asio::io_context& context, DeviceParts parts, storage::SqliteJournal journal,
               storage::ClipCache cache)
    : parts_(std::move(parts)),
      core_(parts_.settings, parts_.roots, parts_.key),
      keeper_(context, parts_.data_dir, std::move(journal), std::move(cache)),
      wake_(context),
      deadline_timer_(context),
      progress_timer_(context),
      media_(
          context,
          [this](ByteView datagram) {
            trace(PacketFate::received, datagram);
            core_.on_datagram(os::now(), datagram);
          },
          [this] {
            core_.on_datagrams_taken(os::now());
            settle();
          }),
      context_(context),
      restart_timer_(context),
      move_timer_(context),
      installed_endpoints_(parts_.link.endpoints) {
  open_wake_descriptor();
  const int descriptor = wake_.native_handle();
  audio_ = std::make_unique<audio::AudioThread>(
      std::move(parts_.sink),
      [descriptor] {
        const std::uint64_t one = 1;
        // It can only fail when the counter is full, and then a wake-up is already due.
        [[maybe_unused]] const auto written = ::write(descriptor, &one, sizeof one);
      },
      parts_.acoustic_delay);
  sound_ = std::make_unique<SoundDesk>(*audio_);
  if (parts_.register_map) {
    cabinet_ = std::make_unique<CabinetDesk>(context, *parts_.register_map, parts_.amplifier, parts_.microphone,
                                             *audio_, cabinet_events());
    cabinet_port_ = std::make_unique<CabinetPort>(*cabinet_);
  }
  if (parts_.modem)
    modem_ = std::make_unique<ModemDesk>(context, *parts_.modem, [this] {
      if (!stopping_) settle();
    });
  sound_test_ = std::make_unique<SoundTestDesk>(context, sound_test_parts());
  local_ = std::make_unique<LocalDesk>(context, LocalDesk::Parts{core_, *sound_, parts_.local, [this] { settle(); }});
  technician_ = std::make_unique<TechnicianDesk>(TechnicianDesk::Parts{
      core_, keeper_, *sound_, *sound_test_, *local_, parts_.settings.firmware, parts_.settings.terminal,
      parts_.certificate_end, parts_.settings.has_drill_words, cabinet_port_.get(), modem_.get()});
  boot_.reason = parts_.settings.boot_reason;
  boot_.safe_mode = parts_.settings.vital_only;
  maintenance_ = std::make_unique<MaintenanceDesk>(context, maintenance_parts(),
                                                   [this](const Digest& command, terminal::Maintained result) {
                                                     core_.on_maintained(os::now(), command, std::move(result));
                                                     settle();
                                                   });
  if (!parts_.import_folder.empty())
    importer_ = std::make_unique<Importer>(context, parts_.import_folder,
                                           [this](const ImportedFile& file) { take_imported(file); });
  if (parts_.update) make_update_desk(context, std::move(*parts_.update));
  keeper_.set_answers({
      .committed =
          [this](std::uint64_t token, bool stored, const std::string& why_not) {
            core_.on_commit(os::now(), token, stored, why_not);
            settle();
          },
      .loaded =
          [this](const Digest& clip, terminal::SharedClipContent content) {
            core_.on_clip_loaded(os::now(), clip, std::move(content));
            settle();
          },
      .stored =
          [this](const Digest& clip, bool stored) {
            core_.on_clip_stored(os::now(), clip, stored);
            settle();
          },
      .damaged =
          [this](const Digest& clip) {
            core_.on_clip_damaged(os::now(), clip);
            settle();
          },
      .repaired =
          [this](const std::string& what) {
            core_.on_journal_repaired(os::now(), what);
            settle();
          },
      .looked = [this](const std::string& trouble, bool full) { look_around(trouble, full); },
  });
}

// What else has no word of its own is looked at with the disk.
void Device::look_around(const std::string& disk_trouble, bool disk_full) {
  if (stopping_) return;
  core_.on_disk_look(os::now(), disk_trouble, disk_full);
  if (!sound_->active()) core_.on_sound_look(os::now(), audio_->missing());
  settle();
}

void Device::make_update_desk(boost::asio::io_context& context, UpdateParts parts) {
  UpdateDesk::Outside outside;
  outside.look = [this] { return look(); };
  outside.trust = [this]() -> const terminal::TrustState& { return core_.trust(); };
  outside.send = [this](wire::Message message) {
    if (link_->is_open()) link_->send(std::move(message));
  };
  outside.refuse = [this](const Digest& object, Refusal reason) { core_.refuse_object(os::now(), object, reason); };
  outside.persist = [this](Bytes record, std::function<void(bool)> answer) {
    keeper_.put_update(std::move(record), std::move(answer));
  };
  outside.restart = [this](const std::string& why) {
    spdlog::warn("event=restart why=\"{}\"", why);
    if (restart_) restart_();
  };
  update_ = std::make_unique<UpdateDesk>(context, std::move(parts), std::move(outside));
}

UpdateDesk::View Device::look() {
  const Now now = os::now();
  const bool open = link_->is_open();
  return {{now.steady, core_.wall(now)},
          {open, core_.synchronised(now), !sound_->active() && core_.quiet(now, kQuietAhead)},
          {keeper_.storage_works(), core_.sound_works(), open}};
}

Device::~Device() {
  local_.reset();    // its thread tells this one
  cabinet_.reset();  // it reads the audio thread's levels
  audio_.reset();    // before its wake descriptor closes
}

void Device::open_wake_descriptor() {
  const int descriptor = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  wake_.assign(descriptor);
}

void Device::make_renewer(boost::asio::io_context& context) {
  if (!parts_.renewal) return;
  const auto renewed = [this](const transport::TlsIdentity& identity) {
    const auto times = sign::certificate_times(sign::certificate_from_pem(identity.certificate_pem));
    if (times) technician_->on_renewed(times->not_after);
    if (const auto taken = link_->set_identity(identity); !taken)
      spdlog::error("event=renewed_certificate_unusable detail=\"{}\"", taken.error().detail);
  };
  renewer_ = std::make_unique<Renewer>(
      context, *parts_.renewal, parts_.link.identity, parts_.key,
      [this] { return core_.clock_lost() ? std::nullopt : std::optional(floored_wall_time()); }, renewed);
}

void Device::start() {
  boot_.at = link_story_.since = os::steady_now();
  core_.start(os::now(), parts_.snapshot, parts_.trust_list, parts_.place);
  parts_.snapshot = {};
  wait_for_sound();
  settle();
  if (update_) update_->start();
  keeper_.start();
  if (boot_.safe_mode)
    want_restart(maintenance::kSafeModeFor, false);
  else
    keeper_.start_check();
  link_->start();
  if (renewer_) renewer_->start();
  if (importer_) importer_->start();
  open_technician_door();
  if (cabinet_) cabinet_->start();
  sound_test_->start();
}

void Device::stop() {
  stopping_ = true;
  if (technician_socket_) technician_socket_->stop();
  maintenance_->stop();
  sound_test_->stop();
  restart_timer_.cancel();
  move_timer_.cancel();
  link_->stop();
  if (renewer_) renewer_->stop();
  if (importer_) importer_->stop();
  if (cabinet_) cabinet_->stop();
  if (update_) update_->stop();
  keeper_.stop();
  media_.close();
  deadline_timer_.cancel();
  progress_timer_.cancel();
  wake_.cancel();
}

wire::Hello Device::make_hello() { return core_.make_hello(os::now(), os::random_nonce(), keeper_.cached_clips()); }

WallTime Device::floored_wall_time() { return core_.wall(os::now()); }

void Device::on_open(const wire::Welcome& welcome, const net::MediaAccess& media) {
  controller_address_ = media.controller_address;
  note_link(true, {});
  spdlog::info("event=link_open gateway_epoch={}", welcome.gateway_epoch);
  if (!std::exchange(was_open_, true)) os::release_program_pages();
  core_.on_link_open(os::now(), welcome, media.exported_key);
  if (cabinet_) cabinet_->on_link(true);
  settle();
}

void Device::on_message(wire::Message message) {
  trace(PacketFate::received, message);
  if (update_ && update_->on_message(message)) return settle();
  core_.on_message(os::now(), message);
  settle();
}

void Device::on_closed(session::CloseReason reason, const std::string& detail) {
  spdlog::warn("event=link_closed reason={} detail=\"{}\"", session::to_string(reason), detail);
  media_.close();
  note_link(false, detail.empty() ? std::string(session::to_string(reason)) : detail);
  if (cabinet_) cabinet_->on_link(false);
  core_.on_link_closed(os::now());
  settle();
}

// A failed dial does not make the silence begin anew.
void Device::note_link(bool open, std::string trouble) {
  if (open != link_story_.open) link_story_.since = os::steady_now();
  link_story_.open = open;
  link_story_.controller = controller_address_;
  link_story_.trouble = std::move(trouble);
}

MaintenanceDesk::Parts Device::maintenance_parts() {
  return {.sound = *sound_,
          .tests = *sound_test_,
          .bus = cabinet_port_.get(),
          .data_dir = parts_.data_dir,
          .log = recent_log,
          .status = [this](Now now) { return technician_->status(now, link_story_, boot_); },
          .network =
              [this](Now now) {
                return NetworkFacts{technician_->status(now, link_story_, boot_), link_->endpoints(),
                                    parts_.renewal ? parts_.renewal->endpoints : std::vector<net::Endpoint>(),
                                    media_.counters()};
              },
          .reboot = [this] { return reboot(); }};
}

void Device::trace(PacketFate fate, const wire::Message& message) {
  PacketTrace* const trace = maintenance_ ? maintenance_->trace() : nullptr;
  if (trace != nullptr) trace->note(os::wall_now(), fate, wire::name_of(message), wire::serialize(message).size());
}

void Device::trace(PacketFate fate, ByteView datagram) {
  PacketTrace* const trace = maintenance_ ? maintenance_->trace() : nullptr;
  if (trace != nullptr) trace->note(os::wall_now(), fate, "datagram " + datagram_text(datagram), datagram.size());
}

// Without it the terminal works all the same.
void Device::open_technician_door() {
  auto opened = TechnicianSocket::open(context_, parts_.data_dir, [this](const std::string& question) {
    return technician_->answer(os::now(), question, link_story_, boot_);
  });
  if (opened)
    technician_socket_ = std::move(*opened);
  else
    spdlog::error("event=technician_socket_failed detail=\"{}\"", opened.error().detail);
}

void Device::take_imported(const ImportedFile& file) {
  spdlog::info("event=imported file=\"{}\"", file.name);
  if (file.bundle)
    core_.on_bundle(os::now(), *file.bundle);
  else
    core_.on_unreadable_bundle(os::now(), file.name + ": " + file.bundle.error());
  settle();
}

void Device::wait_for_sound() {
  wake_.async_read_some(boost::asio::buffer(&wake_count_, sizeof wake_count_),
                        [this](const boost::system::error_code& error, std::size_t) {
                          if (error || stopping_) return;
                          settle();
                          wait_for_sound();
                        });
}

// While something plays: which repetition, for the journal and the heartbeat.
void Device::watch_progress() {
  if (watching_ || stopping_ || !sound_->active()) return;
  watching_ = true;
  progress_timer_.expires_after(kProgressInterval);
  progress_timer_.async_wait([this](const boost::system::error_code& error) {
    watching_ = false;
    if (error || stopping_) return;
    sound_->retry_stops();
    core_.on_progress(os::now(), sound_->progress());
    settle();
  });
}

}  // namespace tongluo::firmware
