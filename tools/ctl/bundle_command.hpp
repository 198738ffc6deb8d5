#pragma once
// `tongluo bundle make | sign | show`: an order without any controller. It is prepared on this machine by the
// controller's own rules, signed here, and written with its sound and the trust list to one file (*.tongluo), for a
// standby controller (`tongluo submit-bundle`) or a terminal's USB folder, which take it by the same rules as any
// order. Blocking; main thread.

#include <istream>

#include "tools/ctl/asked_order.hpp"
#include "tools/ctl/confirmation.hpp"
#include "tools/ctl/signer_choice.hpp"
#include "tools/ctl/spoken_content.hpp"

namespace tongluo::ctl {

struct BundleOptions {
  BundleOptions();  // a stick is carried: longer times than a dispatch
  OrderWords words;
  SpokenContent content;
  SignerOptions signer;   // default: the home's key for the class
  std::string save_clip;  // write the sound there before signing, to listen to
  std::string out;        // a file, or a folder (a USB stick): then ORDER.tongluo in it
  Confirmation confirmation;
};

struct BundleSignOptions {
  std::string file;
  SignerOptions signer;
  std::string save_clip;
  std::string out;  // empty: the same file
  Confirmation confirmation;
};

struct BundleShowOptions {
  std::string file;
};

Try<void> run_bundle_make(const Context& context, const BundleOptions& options, std::istream& in);
Try<void> run_bundle_sign(const Context& context, const BundleSignOptions& options, std::istream& in);
Try<void> run_bundle_show(const Context& context, const BundleShowOptions& options);

}  // namespace tongluo::ctl
