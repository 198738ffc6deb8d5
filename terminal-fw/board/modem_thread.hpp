#pragma once
// The modem's thread: performs on its serial port what the dialogue asks for, counts the data that an interface used,
// and keeps that count in a small file. Either may be missing. Ports that hang delay nobody else. The file is written
// at most once in kUseSaveInterval, when a month begins, and in the destructor: a power cut costs that much of the
// count.

#include <atomic>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "terminal-fw/board/serial_port.hpp"
#include "terminal-fw/modem/at_dialogue.hpp"
#include "terminal-fw/modem/data_use.hpp"

namespace tongluo::board {

constexpr auto kUseInterval = milliseconds(10'000);
constexpr auto kUseSaveInterval = milliseconds(3'600'000);

struct ModemSettings {
  std::filesystem::path device;  // empty: no modem is asked
  int baud = 115'200;
  std::string interface;           // empty: no data is counted
  std::filesystem::path use_file;  // of an interface
  std::filesystem::path net_folder = "/sys/class/net";
};

struct ModemReport {
  modem::ModemState modem;
  std::string port_trouble;  // why the port cannot be used; empty: it is open
  std::optional<modem::StoredUse> use;
  modem::AtCounters counters;
};

class ModemThread {
 public:
  // `notify` is called on this thread after the report changed, and must not wait.
  explicit ModemThread(ModemSettings settings, std::function<void()> notify = {});
  ~ModemThread();

  // From any thread.
  ModemReport report() const;
  void set_month(std::uint32_t month) { month_ = month; }  // modem::billing_month(); 0: the clock may be wrong

 private:
  void run(const std::stop_token& stop);
  void tend_port(SteadyTime now);
  void close_port(SteadyTime now, std::string why);
  void converse(SteadyTime now);
  void listen(SteadyTime now);
  void count_data(SteadyTime now);
  void save_use(SteadyTime now);
  void publish();
  SteadyTime next_deadline() const;
  void wait_until(SteadyTime until);

  const ModemSettings settings_;
  const std::function<void()> notify_;
  const std::string boot_;
  const int wake_;  // eventfd, for the end
  std::atomic<std::uint32_t> month_{0};

  // Of the thread:
  std::optional<SerialPort> port_;
  std::string trouble_;
  SteadyTime open_at_{};
  std::uint32_t open_failures_ = 0;
  modem::AtDialogue dialogue_;
  std::optional<modem::DataUse> use_;
  modem::StoredUse saved_;
  bool interface_seen_ = false;
  SteadyTime count_at_{};
  SteadyTime save_at_{};

  mutable std::mutex mutex_;  // report_
  ModemReport report_;
  std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace tongluo::board
