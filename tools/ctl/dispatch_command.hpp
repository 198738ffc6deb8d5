#pragma once
// `tongluo dispatch` and `tongluo schedule`: audio or text becomes a clip, the controller prepares an order, this
// program checks that the order is the one asked for, signs it here and submits it. The private key never leaves this
// process (or its token).

#include "tools/ctl/asked_order.hpp"
#include "tools/ctl/confirmation.hpp"
#include "tools/ctl/schedule_words.hpp"
#include "tools/ctl/signer_choice.hpp"
#include "tools/ctl/spoken_content.hpp"

namespace tongluo::ctl {

constexpr std::size_t kMaxAudioBytes = 64UL * 1024 * 1024;
constexpr std::size_t kMaxSpokenBytes = 16UL * 1024;

struct DispatchOptions {
  OrderWords words;
  std::optional<ScheduleWords> schedule;  // `tongluo schedule`
  SpokenContent content;
  std::string all_clear;   // text of the all-clear, made together with the order
  std::string supersedes;  // reference of the order that this one replaces
  SignerOptions signer;    // default: the home's key for the class
  std::string save_clip;   // write all sound there before signing, to listen to
  std::string out;         // also write the signed envelope there
  std::string draft;       // keep it unsigned, with this remark, for another person
  bool hold = false;       // sign and write, do not submit: another person signs next
  Confirmation confirmation;
  std::uint32_t wait_s = 120;
};

Try<void> run_dispatch(const Context& context, const DispatchOptions& options, std::istream& in);

}  // namespace tongluo::ctl
