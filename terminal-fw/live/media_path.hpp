#pragma once
// A terminal's end of the media socket for one session: opens streams and keeps them open, answers challenges, asks for
// the time, seals what it sends. PROTOCOL.md 11.1, 11.2, 11.7. Pure: no I/O, no clock; one thread at a time. Lives as
// long as the session whose token and keys it bears. Limits: terminal-fw/live/limits.hpp.
//
// Use: construct when Welcome names a media endpoint; connect a UDP socket to it. open() each wanted stream. Give every
// datagram to on_datagram(): when it returns a stream id, hand the same datagram to that stream's
// LiveReceiver::on_datagram(). After each call drain next_action(), then wait until next_deadline(). Actions:
//   SendDatagram        send it; errors need no answer, all is repeated
//   TimeSample          give it to the clock, and its round trip to LiveReceiver::on_round_trip()
//   StreamStateChanged  LiveReceiver::on_opened()

#include <cstdint>
#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/time.hpp"
#include "protocol/rtp/control_packet.hpp"
#include "protocol/stream/media_seal.hpp"
#include "terminal-fw/live/limits.hpp"

namespace tongluo::live {

struct SendDatagram {
  Bytes bytes;
};
// Four times of one exchange: sent and answered by the terminal's steady clock, received and replied by the
// controller's.
struct TimeSample {
  SteadyTime sent{};
  WallTime received{};
  WallTime replied{};
  SteadyTime answered{};
  microseconds round_trip() const { return (answered - sent) - (replied - received); }
};
struct StreamStateChanged {
  std::uint32_t stream_id = 0;
  rtp::StreamState state{};
};
using PathAction = std::variant<SendDatagram, TimeSample, StreamStateChanged>;

struct PathCounters {
  std::uint64_t sent = 0;
  std::uint64_t sent_bytes = 0;
  std::uint64_t received = 0;        // datagrams of all kinds
  std::uint64_t received_bytes = 0;  // of them
  std::uint64_t refused = 0;         // control packets that do not parse, bear a wrong seal or came before
  std::uint64_t unexpected = 0;      // sealed well, but nothing that a controller says, or no answer to a question
  std::uint64_t foreign = 0;         // neither control packets nor packets of a wanted stream
  std::uint64_t opens = 0;
  std::uint64_t reopens = 0;  // of them because nothing came for a second
  std::uint64_t echoes = 0;
};

class MediaPath {
 public:
  // `exported`: stream::kExporterBytes from the TLS session (asserted).
  MediaPath(const Nonce& token, ByteView exported) : seal_(stream::End::terminal, token, exported) {}

  // The stream is wanted from now on. False: kMaxWantedStreams are; nothing changed.
  bool open(Now now, std::uint32_t stream_id);
  void close(Now now, std::uint32_t stream_id);
  void nack(Now now, const rtp::Nack& nack);
  // So many questions, kTimeBurst of them in a second; afterwards one each kTimeInterval while a stream is wanted.
  void ask_time(Now now, std::size_t questions);
  // For who knows the time: one question, kTimeChecks at most while none is answered. on_checked() says whether the
  // answer agrees with what is known; if not, so many questions more.
  void check_time(Now now);
  void on_checked(Now now, bool agrees, std::size_t questions_more);

  // The stream that this packet or manifest claims to be of, if it is a wanted one; else it was dealt with here.
  std::optional<std::uint32_t> on_datagram(Now now, ByteView datagram);
  void on_deadline(Now now);

  std::optional<PathAction> next_action();
  SteadyTime next_deadline() const;  // SteadyTime::max(): none
  const PathCounters& counters() const { return counters_; }

 private:
  struct Wanted {
    std::uint32_t stream_id = 0;
    bool answered = false;  // an Opened or media came since the last Open
    bool flowing = false;   // media may be expected
    SteadyTime open_at{};   // the next Open
    microseconds retry{};
    std::optional<SteadyTime> heard;  // last media, until silence was noticed
    microseconds patience{kReopenAfter};
  };
  Wanted* find(std::uint32_t stream_id);
  void send(rtp::ControlBody body);
  void send_open(Now now, Wanted& wanted);
  void on_control(Now now, ByteView datagram);
  void on_challenge(Now now, const rtp::Challenge& challenge);
  void on_opened(Now now, const rtp::Opened& opened);
  void on_answer(Now now, const rtp::TimeAnswer& answer);
  void on_media(Now now, Wanted& wanted);
  void send_question(Now now);
  void plan_question(Now now);

  stream::MediaSeal seal_;
  std::vector<Wanted> wanted_;
  std::deque<SteadyTime> questions_;  // on their way
  std::size_t burst_left_ = 0;
  bool checking_ = false;  // the burst is one of check_time()
  std::optional<SteadyTime> question_at_;
  SteadyTime echo_second_{};
  std::size_t echoes_in_second_ = 0;
  PathCounters counters_;
  std::deque<PathAction> actions_;
};

}  // namespace tongluo::live
