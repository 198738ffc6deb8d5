#pragma once
// `tongluo dispatch`: audio or text becomes a clip, the controller prepares an order, this program checks that the
// order is the one asked for, signs it here and submits it. The private key never leaves this process.

#include "tools/ctl/asked_order.hpp"
#include "tools/ctl/context.hpp"

namespace tongluo::ctl {

constexpr std::size_t kMaxAudioBytes = 64UL * 1024 * 1024;
constexpr std::size_t kMaxSpokenBytes = 16UL * 1024;

struct DispatchOptions {
  OrderWords words;
  std::string text;
  std::string text_file;
  std::string audio;
  std::string key;        // empty: the home's key for the class
  std::string save_clip;  // write the sound there before signing, to listen to
  std::string out;        // also write the signed envelope there
  bool hold = false;      // sign and write, do not submit: another person signs next
  bool yes = false;
  std::uint32_t wait_s = 120;
};

Try<void> run_dispatch(const Context& context, const DispatchOptions& options, std::istream& in);

}  // namespace tongluo::ctl
