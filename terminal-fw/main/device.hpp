#pragma once
// The whole terminal: core, link, storage and sound on one control thread. Owner: the thread that runs the io_context.
// Reads the clock for the core. Limits: those of its parts.

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>

#include "terminal-fw/main/cabinet_port.hpp"
#include "terminal-fw/main/importer.hpp"
#include "terminal-fw/main/keeper.hpp"
#include "terminal-fw/main/local_desk.hpp"
#include "terminal-fw/main/maintenance_desk.hpp"
#include "terminal-fw/main/modem_desk.hpp"
#include "terminal-fw/main/renewer.hpp"
#include "terminal-fw/main/sound_desk.hpp"
#include "terminal-fw/main/sound_test_desk.hpp"
#include "terminal-fw/main/technician_desk.hpp"
#include "terminal-fw/main/technician_socket.hpp"
#include "terminal-fw/main/update_desk.hpp"
#include "terminal-fw/maintenance/boot_guard.hpp"
#include "terminal-fw/maintenance/restart_plan.hpp"
#include "terminal-fw/net/controller_link.hpp"
#include "terminal-fw/net/media_socket.hpp"

namespace tongluo::firmware {

// Everything loaded and checked, ready to be put together.
struct DeviceParts {
  terminal::CoreSettings settings;
  trust::PinnedRoots roots;
  sign::PrivateKey key;
  net::LinkSettings link;
  std::optional<RenewalSettings> renewal;  // none: the certificate is never renewed
  std::unique_ptr<audio::AudioSink> sink;
  milliseconds acoustic_delay{};        // from the sink to the listener
  std::filesystem::path import_folder;  // empty: none
  std::filesystem::path data_dir;
  std::filesystem::path reboot_request;  // empty: a command restarts the program only
  WallTime certificate_end{};
  std::optional<board::BoardMap> register_map;  // none: no field bus, and nothing is proved
  fieldbus::AmplifierTimes amplifier;
  maintenance::SoundTestSettings sound_test;
  LocalSettings local;
  std::string microphone;                     // capture device; read if the register map counts on it
  std::optional<board::ModemSettings> modem;  // none: neither modem nor data used are known
  std::optional<Envelope> trust_list;
  std::optional<Envelope> place;
  terminal::JournalSnapshot snapshot;
  std::optional<UpdateParts> update;  // none: no release is taken
};

class Device final : private net::LinkEvents {
 public:
  // Error: what the link refuses.
  static Result<std::unique_ptr<Device>> create(boost::asio::io_context& context, DeviceParts parts,
                                                storage::SqliteJournal journal, storage::ClipCache cache);
  ~Device() override;

  void start();
  void stop();  // orderly: closes the link; what is queued for the journal is still written
  // Called once, when a command, an update or the end of safe mode asks for a new start.
  void set_restart(std::function<void()> restart) { restart_ = std::move(restart); }
  // For the boot record. `restart`: by set_restart(); else somebody stops it, perhaps for the restart of the device.
  maintenance::BootRecord::Ending ending(bool restart) const;
  std::uint64_t audio_beats() const { return audio_->beats(); }

 private:
  Device(boost::asio::io_context& context, DeviceParts parts, storage::SqliteJournal journal, storage::ClipCache cache);

  wire::Hello make_hello() override;
  WallTime floored_wall_time() override;
  void on_open(const wire::Welcome& welcome, const net::MediaAccess& media) override;
  void on_message(wire::Message message) override;
  void on_closed(session::CloseReason reason, const std::string& detail) override;

  void make_renewer(boost::asio::io_context& context);
  void look_around(const std::string& disk_trouble, bool disk_full);
  void make_update_desk(boost::asio::io_context& context, UpdateParts parts);
  UpdateDesk::View look();
  CabinetDesk::Events cabinet_events();
  SoundTestDesk::Parts sound_test_parts();
  void open_wake_descriptor();
  void wait_for_sound();
  void watch_progress();
  void publish_media_time();
  void settle();
  void perform(terminal::Action action);
  void open_media(const terminal::OpenMedia& open);
  void use_controllers(const terminal::UseControllers& use);
  void move_later(milliseconds later);
  void arm_timer();
  void update_heartbeat();
  wire::TerminalStatus status() const;
  void take_imported(const ImportedFile& file);
  void open_technician_door();
  MaintenanceDesk::Parts maintenance_parts();
  Result<std::string> reboot();
  void want_restart(milliseconds later, bool device);
  void follow_restart_plan();
  void restart_step(maintenance::RestartPlan::Step step);
  void trace(PacketFate fate, const wire::Message& message);
  void trace(PacketFate fate, ByteView datagram);
  void note_link(bool open, std::string trouble);

  DeviceParts parts_;
  terminal::TerminalCore core_;
  Keeper keeper_;
  boost::asio::posix::stream_descriptor wake_;
  boost::asio::steady_timer deadline_timer_;
  boost::asio::steady_timer progress_timer_;
  std::uint64_t wake_count_ = 0;
  bool watching_ = false;
  bool stopping_ = false;
  std::unique_ptr<audio::AudioThread> audio_;
  std::unique_ptr<SoundDesk> sound_;
  std::unique_ptr<net::ControllerLink> link_;
  net::MediaSocket media_;
  std::string controller_address_;  // of the session that is open
  bool was_open_ = false;           // a session, since the start
  std::unique_ptr<Importer> importer_;
  boost::asio::io_context& context_;
  LinkStory link_story_;
  BootStory boot_;
  std::unique_ptr<SoundTestDesk> sound_test_;
  std::unique_ptr<LocalDesk> local_;
  std::unique_ptr<TechnicianDesk> technician_;
  std::unique_ptr<MaintenanceDesk> maintenance_;
  std::function<void()> restart_;
  maintenance::RestartPlan restart_plan_;
  boost::asio::steady_timer restart_timer_;
  boost::asio::steady_timer move_timer_;
  const std::vector<net::Endpoint> installed_endpoints_;
  std::shared_ptr<TechnicianSocket> technician_socket_;
  std::unique_ptr<CabinetDesk> cabinet_;
  std::unique_ptr<CabinetPort> cabinet_port_;  // none without a cabinet
  std::unique_ptr<ModemDesk> modem_;
  std::unique_ptr<Renewer> renewer_;
  std::unique_ptr<UpdateDesk> update_;
};

}  // namespace tongluo::firmware
