#pragma once
// One terminal of the fleet: the real core and the real link, a journal in memory that is durable at once, a
// loudspeaker that counts. Owner: the thread of the io_context.

#include <boost/asio/steady_timer.hpp>
#include <filesystem>

#include "protocol/trust/roots.hpp"
#include "terminal-fw/core/terminal_core.hpp"
#include "terminal-fw/net/controller_link.hpp"
#include "terminal-fw/net/media_socket.hpp"
#include "tools/fleet/virtual_sound.hpp"

namespace tongluo::fleet {

// What `tongluo provision` wrote for one terminal.
struct TerminalFiles {
  TerminalId id;
  transport::TlsIdentity identity;
  Envelope trust_list;
  Envelope place;
};
Result<TerminalFiles> read_terminal(const std::filesystem::path& folder);

struct Tally {
  std::size_t open = 0;
  std::size_t started = 0;
  std::size_t finished = 0;
  std::size_t refused = 0;
};

class VirtualTerminal final : public net::LinkEvents {
 public:
  // Roots and tally outlive it.
  static Result<std::unique_ptr<VirtualTerminal>> create(boost::asio::io_context& context, TerminalFiles files,
                                                         std::vector<net::Endpoint> endpoints,
                                                         const trust::PinnedRoots& roots, Tally& tally);
  void start();
  void stop();

  wire::Hello make_hello() override;
  WallTime floored_wall_time() override;
  void on_open(const wire::Welcome& welcome, const net::MediaAccess& media) override;
  void on_message(wire::Message message) override;
  void on_closed(session::CloseReason reason, const std::string& detail) override;

 private:
  VirtualTerminal(boost::asio::io_context& context, TerminalFiles files, sign::PrivateKey key,
                  const trust::PinnedRoots& roots, Tally& tally);
  terminal::SharedClipContent stored(const Digest& clip) const;
  void pump();
  void perform(terminal::Action& action);
  void hear();
  void open_media(const terminal::OpenMedia& open);
  void arm();

  TerminalFiles files_;
  sign::PrivateKey key_;
  Tally& tally_;
  terminal::TerminalCore core_;
  VirtualSound sound_;
  std::unique_ptr<net::ControllerLink> link_;
  net::MediaSocket media_;
  std::string controller_address_;
  boost::asio::steady_timer timer_;
  std::map<Digest, terminal::SharedClipContent> clips_;  // its flash: at most kMaxClips
  bool open_ = false;
};

}  // namespace tongluo::fleet
