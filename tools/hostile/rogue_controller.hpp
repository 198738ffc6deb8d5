#pragma once
// A controller in the wrong hands: it has the true TLS identity, so terminals talk to it; it has no key of any issuer.
// Sends every attack to every terminal and never acknowledges a receipt. Owner: the only thread, which runs the
// io_context.

#include <boost/asio/io_context.hpp>
#include <map>

#include "controller/link/link_server.hpp"
#include "tools/hostile/verdicts.hpp"

namespace tongluo::hostile {

class RogueController final : public link::LinkEvents {
 public:
  RogueController(PreparedAttacks attacks, session::SharedClip clip, Verdicts& verdicts)
      : attacks_(std::move(attacks)), clip_(std::move(clip)), verdicts_(verdicts) {}

  Result<void> start(boost::asio::io_context& context, const link::Listening& listening,
                     const transport::TlsIdentity& identity);
  void stop();  // says goodbye, so that terminals come back to the true controller soon

  void on_hello(link::SessionId session, const wire::Hello& hello, const Bytes& certificate_der) override;
  void on_message(link::SessionId session, wire::Message message) override;
  void on_gone(link::SessionId session, session::CloseReason reason) override;

 private:
  void attack(link::SessionId session);

  PreparedAttacks attacks_;
  session::SharedClip clip_;
  Verdicts& verdicts_;
  std::unique_ptr<link::LinkServer> server_;
  std::map<link::SessionId, TerminalId> sessions_;
};

}  // namespace tongluo::hostile
