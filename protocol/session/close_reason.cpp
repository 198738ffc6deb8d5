#include "protocol/session/session.hpp"

namespace tongluo::session {

std::string_view to_string(CloseReason reason) {
  switch (reason) {
    case CloseReason::peer_closed:
      return "peer_closed";
    case CloseReason::hello_timeout:
      return "hello_timeout";
    case CloseReason::silent_peer:
      return "silent_peer";
    case CloseReason::bad_frame:
      return "bad_frame";
    case CloseReason::bad_message:
      return "bad_message";
    case CloseReason::unexpected:
      return "unexpected";
    case CloseReason::unsupported_version:
      return "unsupported_version";
    case CloseReason::identity_mismatch:
      return "identity_mismatch";
    case CloseReason::queue_full:
      return "queue_full";
    case CloseReason::go_away:
      return "go_away";
    case CloseReason::revoked:
      return "revoked";
    case CloseReason::not_enrolled:
      return "not_enrolled";
    case CloseReason::closed_locally:
      return "closed_locally";
  }
  return "unknown";
}

}  // namespace tongluo::session
