#pragma once
// A real home in a temporary folder, for commands that work on files: three roots of which two sign, the people of
// `tongluo init`, cheap passphrases, two terminals in 白沙镇. Nothing listens anywhere.

#include <fstream>
#include <sstream>

#include "protocol/os/clock.hpp"
#include "tests/unit/ctl/temporary_folder.hpp"
#include "tools/ctl/init_command.hpp"
#include "tools/ctl/provision_command.hpp"
#include "tools/ctl/signer_choice.hpp"

namespace tongluo::ctl {

class HomeFolder {
 public:
  explicit HomeFolder(bool training = false) {
    write("passphrase", "a long passphrase\n");
    context.options.passphrase_file = path("passphrase");
    InitOptions init;
    init.folder = path("home");
    init.roots = 3;
    init.quorum = 2;
    init.key_memory_mib = 8;
    init.training = training;
    expect_done(run_init(context, init));
    context.options.home = path("home");
    write("terminals.csv",
          "TL-0001,500116108201,黑石山村,29.0672,106.1283\nTL-0002,500116108203,金盆村,29.0518,106.1187\n"
          "TL-0003,500116101200,联合村,29.2367,106.1104\n");
    ProvisionOptions provision;
    provision.csv = path("terminals.csv");
    provision.sink = "null";
    expect_done(run_provision(context, provision));
  }

  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }
  std::string key(const std::string& name) const { return home().key(name).string(); }
  Home home() const { return Home{path("home")}; }
  SignerOptions signer(const std::string& name) const { return {key(name), "", "", ""}; }

 private:
  static void expect_done(const Try<void>& done) {
    if (!done) throw std::runtime_error(done.error().message);
  }
  TemporaryFolder folder_;

 public:
  std::ostringstream out, err;
  Context context{{}, out, err};
};

}  // namespace tongluo::ctl
