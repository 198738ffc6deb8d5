// tongluo-boot: the launcher of a terminal whose firmware lies in two slots. docs/updates.md.

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "terminal-fw/boot/launcher.hpp"

int main(int argument_count, char** arguments) {
  CLI::App app("Starts the terminal's firmware: the confirmed slot, or the one on trial.");
  tongluo::boot::Launch launch;
  std::string root;
  std::int64_t longest_trial = launch.longest_trial.count();
  app.add_option("--root", root, "folder of the slots")->required();
  app.add_option("--longest-trial-s", longest_trial, "an image on trial that runs longer unconfirmed is killed")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
  app.add_option("arguments", launch.arguments, "after --: for the firmware");
  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  launch.root = root;
  launch.longest_trial = tongluo::seconds(longest_trial);
  ::unsetenv("WATCHDOG_PID");  // names us; it is the image that feeds systemd's watchdog
  sigset_t handled;
  sigemptyset(&handled);
  for (const int number : {SIGTERM, SIGINT, SIGCHLD}) sigaddset(&handled, number);
  ::pthread_sigmask(SIG_BLOCK, &handled, nullptr);
  return tongluo::boot::run(launch);
}
