#pragma once
// `tongluo live speak`, `list`, `stop`: a live order is prepared, checked, shown, signed and submitted as a clip order
// is; then this program feeds the stream and shows countdown, level and progress. Blocking; main thread.

#include "tools/ctl/asked_order.hpp"
#include "tools/ctl/confirmation.hpp"
#include "tools/ctl/signer_choice.hpp"

namespace tongluo::ctl {

struct LiveOptions {
  OrderWords words;
  std::string holder;
  std::uint32_t max_duration_s = 300;
  std::uint32_t playout_delay_ms = 1'000;
  std::string renews;             // reference of the live order that goes on
  std::string file;               // speak this recording
  std::string device;             // speak from this ALSA device, by ffmpeg
  std::string controller_device;  // the same at the controller
  bool rtp = false;               // only say where to send RTP
  std::string encoding = "opus";  // of RTP
  SignerOptions signer;
  Confirmation confirmation;
  std::uint32_t approval_wait_s = 600;  // for a second person
};
Try<void> run_live(const Context& context, const LiveOptions& options, std::istream& in);

struct LiveStopOptions {
  std::uint32_t stream = 0;
  std::string token;
};
Try<void> run_live_stop(const Context& context, const LiveStopOptions& options);
Try<void> run_live_list(const Context& context);

}  // namespace tongluo::ctl
