// tongluo-terminal: reads its configuration, opens what it needs or says in one line why not, and runs until SIGTERM or
// SIGINT.

#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <new>
#include <spdlog/spdlog.h>
#include <system_error>

#include "terminal-fw/audio/audio_sink.hpp"
#include "terminal-fw/main/config.hpp"
#include "terminal-fw/main/enroller.hpp"
#include "terminal-fw/main/log_ring.hpp"
#include "terminal-fw/main/startup.hpp"
#include "terminal-fw/main/stop_limit.hpp"
#include "terminal-fw/main/technician_socket.hpp"

namespace {

using tongluo::firmware::ExitCode;

struct Arguments {
  std::string config;
  std::string log_level = "info";
  std::string code;    // of `enrol`
  std::string local;   // of `local`: start SOURCE or stop
  bool again = false;  // likewise
  std::uint64_t release = TONGLUO_RELEASE;
};

int fail_with(ExitCode code, const std::string& line) {
  std::fprintf(stderr, "tongluo-terminal: %s\n", line.c_str());
  return static_cast<int>(code);
}

constexpr const char* kNoMemory =
    "out of memory: at the ceiling supervision.memory_mb of terminal.toml, or the device has no more";

// Libraries that got none call a file malformed; nobody shall look for the fault there.
bool has_no_memory() {
  constexpr std::size_t kSome = 1024 * 1024;
  const std::unique_ptr<char[]> some(new (std::nothrow) char[kSome]);
  return some == nullptr;
}

// An exception that no thread caught: a line for the technician, then the crash report.
[[noreturn]] void end_uncaught() {
  const char* why = "ended by an unexpected exception";
  try {
    if (const auto thrown = std::current_exception()) std::rethrow_exception(thrown);
  } catch (const std::bad_alloc&) {
    why = kNoMemory;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tongluo-terminal: %s\n", error.what());
  } catch (...) {
  }
  std::fprintf(stderr, "tongluo-terminal: %s\n", why);
  std::abort();
}

// Of what reached main: the kernel refuses a thread its stack at the same ceiling.
std::string reason_of(const std::exception& error) {
  const auto* system = dynamic_cast<const std::system_error*>(&error);
  const bool no_thread = system != nullptr && system->code() == std::errc::resource_unavailable_try_again;
  return no_thread || dynamic_cast<const std::bad_alloc*>(&error) != nullptr ? kNoMemory : error.what();
}

// Set by tongluo-boot.
std::string slot_of_launcher() {
  const char* slot = std::getenv("TONGLUO_SLOT");
  return slot == nullptr ? "" : slot;
}

// Until SIGTERM, SIGINT or a wish to restart.
int run_device(boost::asio::io_context& context, const tongluo::firmware::Config& config,
               tongluo::firmware::Device& device, const tongluo::maintenance::BootVerdict& boot) {
  bool restart = false;
  const auto end = [&](const std::string& why) {
    spdlog::info("event=stopping why={}", why);
    tongluo::firmware::limit_stop(static_cast<int>(restart ? ExitCode::restart : ExitCode::stopped));
    device.stop();
    context.stop();
  };
  boost::asio::signal_set signals(context, SIGTERM, SIGINT);
  signals.async_wait([&](const boost::system::error_code& error, int number) {
    if (!error) end("signal " + std::to_string(number));
  });
  device.set_restart([&] {
    restart = true;
    end("restart");
  });
  auto watchdog =
      config.supervision.watchdog.empty() ? nullptr : tongluo::firmware::open_watchdog(config.supervision.watchdog);
  tongluo::firmware::Supervision supervision(context, tongluo::os::ServiceManager::from_environment(),
                                             std::move(watchdog), [&device] { return device.audio_beats(); });
  spdlog::info("event=started boot=\"{}\" safe_mode={}", tongluo::maintenance::boot_text(boot), boot.safe_mode);
  device.start();
  supervision.start();
  std::printf("tongluo-terminal: ready %s\n", config.terminal->text().c_str());
  std::fflush(stdout);
  context.run();
  supervision.stop(restart);
  tongluo::firmware::note_end(config.data_dir, boot, device.ending(restart));
  return static_cast<int>(restart ? ExitCode::restart : ExitCode::stopped);
}

int start_device(const tongluo::firmware::Config& config, std::uint64_t release) {
  boost::asio::io_context context(1);
  const auto boot = tongluo::firmware::judge_this_start(config.data_dir);
  auto device = tongluo::firmware::make_device(context, config, boot, {release, slot_of_launcher()});
  if (!device) {
    tongluo::firmware::note_end(config.data_dir, boot,
                                tongluo::maintenance::BootRecord::Ending::orderly);  // it says why: no crash
    if (has_no_memory()) return fail_with(ExitCode::failure, kNoMemory + (" (" + device.error().line + ")"));
    return fail_with(device.error().code, device.error().line);
  }
  return run_device(context, config, **device, boot);
}

struct Question {
  const char* name;
  const char* summary;
};
constexpr Question kQuestions[] = {{"status", "How the running firmware is"},
                                   {"plays", "What sounded, or did not, in the last 30 days"},
                                   {"events", "What went wrong in the last 30 days, and what the controller knows"},
                                   {"selftest", "The quiet self-test of the running firmware; exit code 1 if it fails"},
                                   {"levels", "What the field bus measures"},
                                   {"play-test", "A quiet test tone, never over an alert"},
                                   {"test-quiet", "The quiet test of amplifier and horn, as on schedule"},
                                   {"test-audible", "The audible test of amplifier and horn, as on schedule"}};

// The technician's side: asks the firmware that runs with this configuration.
int ask(const Arguments& arguments, const std::string& question) {
  constexpr std::string_view kError = "error: ";
  const auto config = tongluo::firmware::read_config(arguments.config);
  if (!config) return fail_with(ExitCode::configuration, config.error().detail);
  const auto answer = tongluo::firmware::ask_firmware(config->data_dir, question);
  if (!answer) return fail_with(ExitCode::failure, answer.error().detail);
  const bool failed = answer->starts_with(kError);
  std::fputs(answer->c_str() + (failed ? kError.size() : 0), stdout);
  return failed ? static_cast<int>(ExitCode::failure) : 0;
}

// A code from the configuration or the command line, if none is kept yet.
int keep_claim(const tongluo::firmware::Config& config, const tongluo::firmware::IdentityFolder& identity) {
  if (config.enrolment.code.empty() || identity.claim()) return 0;
  const auto kept = identity.keep_claim(*tongluo::sign::ClaimCode::parse(config.enrolment.code));
  return kept ? 0 : fail_with(ExitCode::keys, kept.error().detail);
}

// `tongluo-terminal enrol --code …`: keeps the code; the terminal does the rest when it runs and the network is there.
int enrol(const Arguments& arguments) {
  auto config = tongluo::firmware::read_config(arguments.config);
  if (!config) return fail_with(ExitCode::configuration, config.error().detail);
  if (config->terminal) return fail_with(ExitCode::configuration, "this terminal was provisioned by hand");
  const auto code = tongluo::sign::ClaimCode::parse(arguments.code);
  if (!code) return fail_with(ExitCode::configuration, "this is no claim code: look for a typing mistake");
  const tongluo::firmware::IdentityFolder identity(config->data_dir);
  if (identity.terminal() && !arguments.again)
    return fail_with(ExitCode::keys, "enrolled already as " + identity.terminal()->text() + "; --again starts anew");
  if (arguments.again)
    if (const auto forgotten = identity.forget(); !forgotten)
      return fail_with(ExitCode::keys, forgotten.error().detail);
  if (const auto kept = identity.keep_claim(*code); !kept) return fail_with(ExitCode::keys, kept.error().detail);
  std::printf("tongluo-terminal: the code is kept; enrolment ends by itself once the controller is reached\n");
  return 0;
}

// Until there is a certificate: nothing sounds, nothing is dialled but the enrolment listener. 0: there is one.
int run_enrolment(boost::asio::io_context& context, const tongluo::firmware::Config& config,
                  const tongluo::firmware::IdentityFolder& identity, bool& enrolled) {
  if (const int failed = keep_claim(config, identity); failed != 0) return failed;
  auto code = identity.claim();
  if (!code) return fail_with(ExitCode::keys, "not enrolled, and no claim code: tongluo-terminal enrol --code …");
  auto key = identity.own_key();
  if (!key) return fail_with(ExitCode::keys, key.error().detail);
  tongluo::firmware::Enroller enroller(context, config, identity, *code, std::move(*key), [&context, &enrolled] {
    enrolled = true;
    context.stop();
  });
  boost::asio::signal_set signals(context, SIGTERM, SIGINT);
  signals.async_wait([&context](const boost::system::error_code& error, int) {
    if (!error) context.stop();
  });
  // It waits for weeks if it must: for the service manager it is up, and alive while its loop runs.
  tongluo::firmware::Supervision supervision(context, tongluo::os::ServiceManager::from_environment(), nullptr,
                                             [rounds = std::uint64_t{0}]() mutable { return ++rounds; });
  enroller.start();
  supervision.start();
  std::printf("tongluo-terminal: enrolling\n");
  std::fflush(stdout);
  context.run();
  supervision.stop(enrolled);
  return 0;
}

int run(const Arguments& arguments) {
  auto config = tongluo::firmware::read_config(arguments.config);
  if (!config) return fail_with(ExitCode::configuration, config.error().detail);
  if (auto set = tongluo::firmware::set_ceilings(config->supervision); !set)
    return fail_with(ExitCode::failure, set.error().detail);
  const auto alone = tongluo::firmware::hold_data_dir(config->data_dir);
  if (!alone) return fail_with(ExitCode::database, alone.error().detail);
  tongluo::firmware::keep_crashes(config->data_dir);
  if (!config->terminal) {
    const tongluo::firmware::IdentityFolder identity(config->data_dir);
    if (!take_identity(*config, identity)) {
      boost::asio::io_context context(1);
      bool enrolled = false;
      const int failed = run_enrolment(context, *config, identity, enrolled);
      if (failed != 0 || !enrolled) return failed;
      take_identity(*config, identity);
    }
  }
  return start_device(*config, arguments.release);
}

}  // namespace

int main(int argument_count, char** arguments) {
  std::set_terminate(end_uncaught);
  tongluo::audio::avoid_alsa_locks();
  CLI::App app("Tongluo terminal: plays what it can verify.");
  Arguments parsed;
  app.add_option("--config", parsed.config, "terminal.toml")->required();
  app.add_option("--release", parsed.release, "number of the release that this image is, if not the one built in");
  app.add_option("--log-level", parsed.log_level, "trace, debug, info, warn, error or off")
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}));
  app.fallthrough();
  app.require_subcommand(0, 1);
  for (const Question& question : kQuestions) app.add_subcommand(question.name, question.summary);
  std::vector<std::string> local;
  CLI::App* claiming = app.add_subcommand(
      "local", "Speak or play something here: local start microphone|line_in, local start usb_file FILE, local stop");
  claiming->add_option("WORDS", local, "start SOURCE, start usb_file FILE, or stop")->required()->expected(1, 3);
  CLI::App* enrolling = app.add_subcommand("enrol", "Keep a claim code for when the controller is reached");
  enrolling->add_option("--code", parsed.code, "as it was handed out")->required();
  enrolling->add_flag("--again", parsed.again, "forget who this terminal was");
  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::configuration);
  }
  try {
    tongluo::firmware::start_log(parsed.log_level);
    if (enrolling->parsed()) return enrol(parsed);
    for (const std::string& word : local) parsed.local += " " + word;
    if (claiming->parsed()) return ask(parsed, "local" + parsed.local);
    const auto asked = app.get_subcommands();
    return asked.empty() ? run(parsed) : ask(parsed, asked.front()->get_name());
  } catch (const std::exception& error) {
    return fail_with(ExitCode::failure, reason_of(error));
  }
}
