// The commands that make a deployment and keep its certificates: init, provision, certificate.

#include "tools/ctl/certificate_command.hpp"
#include "tools/ctl/command_set.hpp"
#include "tools/ctl/init_command.hpp"
#include "tools/ctl/provision_command.hpp"

namespace tongluo::ctl {
namespace {

void add_init(CommandSet& commands) {
  auto options = std::make_shared<InitOptions>();
  CLI::App* command = commands.add("init", "Make a new deployment: keys, authorities, trust list, configuration",
                                   "  tongluo init /srv/jiangjin --county 500116000000\n"
                                   "  tongluo init ./training --training --roots 3 --quorum 2",
                                   [&commands, options] { return run_init(commands.context(), *options); });
  command->add_option("HOME", options->folder, "new folder; an existing one is never touched")->required();
  command->add_option("--county", options->county, "12-digit code of the county")->capture_default_str();
  command->add_option("--roots", options->roots, "root keys to make")->capture_default_str();
  command->add_option("--quorum", options->quorum, "root signatures that a trust list needs")->capture_default_str();
  command->add_option("--quorum-level-i", options->quorum_level_i, "persons who must sign a level I alert")
      ->capture_default_str();
  command->add_option("--quorum-level-ii", options->quorum_level_ii, "the same for level II")->capture_default_str();
  command->add_option("--person", options->person, "who holds the dispatch key")->capture_default_str();
  command->add_option("--second-person", options->second_person, "who holds the second one")->capture_default_str();
  command->add_flag("--training", options->training, "a training environment, with roots of its own");
  command->add_flag("--relay", options->relay,
                    "also make an unattended key for alerts from upstream (level III at most)");
  command->add_option("--valid-days", options->valid_days, "life of the first trust list")
      ->capture_default_str()
      ->check(CLI::Range(1, 3650));
  command->add_option("--link-address", options->link_address, "where terminals connect")->check(CLI::ValidIPV4);
  command->add_option("--link-port", options->link_port)->capture_default_str()->check(CLI::Range(0, 65535));
  command->add_option("--api-address", options->api_address, "where operators connect")->check(CLI::ValidIPV4);
  command->add_option("--api-port", options->api_port, "-1: no HTTPS")
      ->capture_default_str()
      ->check(CLI::Range(-1, 65535));
  command->add_option("--key-memory-mib", options->key_memory_mib, "Argon2id memory per key file")
      ->capture_default_str()
      ->check(CLI::Range(8, 1024));
}

void add_provision(CommandSet& commands) {
  auto options = std::make_shared<ProvisionOptions>();
  CLI::App* command = commands.add("provision", "Make keys, certificates and signed places of surveyed terminals",
                                   "  tongluo provision /srv/jiangjin --csv terminals.csv\n"
                                   "  (lines: id,area,name,latitude,longitude[,resource_code])",
                                   [&commands, options] { return run_provision(commands.context(), *options); });
  command->add_option("HOME", commands.context().options.home, "the deployment; or --home");
  command->add_option("--csv", options->csv, "the survey")->required();
  command->add_option("--endpoint", options->endpoint, "host:port that terminals dial (default: tongluod.toml)");
  command->add_option("--sink", options->sink, "alsa:DEVICE, wav:FILE or null")->capture_default_str();
}

void add_certificate(CommandSet& commands) {
  auto options = std::make_shared<CertificateOptions>();
  CLI::App* command = commands.add("certificate", "A new certificate of the controller, or of an operator",
                                   "  tongluo --home /srv/jiangjin certificate controller\n"
                                   "  tongluo --home /srv/jiangjin certificate operator --person 赵敏 --out zhao-min",
                                   [&commands, options] { return run_certificate(commands.context(), *options); });
  command->add_option("WHOSE", options->whose, "controller or operator")
      ->required()
      ->check(CLI::IsMember({"controller", "operator"}));
  command->add_option("--person", options->person, "of an operator: the name in the audit chain");
  command->add_option("--out", options->folder, "folder for certificate and key (default: the home)");
}

}  // namespace

void add_setup_commands(CommandSet& commands) {
  add_init(commands);
  add_provision(commands);
  add_certificate(commands);
}

}  // namespace tongluo::ctl
