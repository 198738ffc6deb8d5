#include "tools/ctl/passphrase.hpp"

#include <fcntl.h>
#include <string_view>
#include <termios.h>
#include <unistd.h>

#include "protocol/base/bytes.hpp"
#include "protocol/os/files.hpp"

namespace tongluo::ctl {
namespace {

constexpr std::size_t kMaxPassphraseBytes = 1024;

// The controlling terminal with echo off; both are restored whatever happens.
class SilentTerminal {
 public:
  SilentTerminal() : fd_(::open("/dev/tty", O_RDWR | O_CLOEXEC)) {
    if (fd_ < 0 || ::tcgetattr(fd_, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(fd_, TCSAFLUSH, &silent) == 0;
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;
  ~SilentTerminal() {
    if (changed_) ::tcsetattr(fd_, TCSAFLUSH, &before_);
    if (fd_ >= 0) ::close(fd_);
  }

  bool usable() const { return changed_; }
  void show(std::string_view text) const {
    if (::write(fd_, text.data(), text.size()) < 0) return;  // a lost prompt is no reason to fail
  }
  std::optional<std::string> read_line() const {
    std::string line;
    char c = 0;
    while (line.size() <= kMaxPassphraseBytes && ::read(fd_, &c, 1) == 1) {
      if (c == '\n') return line;
      line += c;
    }
    return std::nullopt;
  }

 private:
  int fd_;
  termios before_{};
  bool changed_ = false;
};

Try<std::string> from_file(const std::filesystem::path& file) {
  const Result<Bytes> content = os::read_file(file, kMaxPassphraseBytes);
  if (!content) return give_up(ExitCode::key, content.error());
  const std::string_view text = as_text(*content);
  return std::string(text.substr(0, text.find_first_of("\r\n")));
}

Try<std::string> ask(const SilentTerminal& terminal, std::string_view question) {
  terminal.show(question);
  std::optional<std::string> line = terminal.read_line();
  terminal.show("\n");
  if (!line) return refuse_key("no passphrase entered");
  return *line;
}

Try<std::string> from_terminal(PassphraseUse use) {
  const SilentTerminal terminal;
  if (!terminal.usable()) return refuse_key("no passphrase: give --passphrase-file (there is no terminal to ask on)");
  Try<std::string> first = ask(terminal, "Passphrase: ");
  if (!first || use == PassphraseUse::open_existing) return first;
  const Try<std::string> second = ask(terminal, "The same again: ");
  if (!second || *second != *first) return refuse_key("the two passphrases differ");
  return first;
}

}  // namespace

Try<std::string> read_passphrase(const std::optional<std::filesystem::path>& file, PassphraseUse use) {
  Try<std::string> passphrase = file ? from_file(*file) : from_terminal(use);
  if (!passphrase) return passphrase;
  if (passphrase->empty()) return refuse_key("the passphrase is empty");
  if (use == PassphraseUse::choose_new && passphrase->size() < kMinPassphraseLength)
    return refuse_key("a passphrase needs at least " + std::to_string(kMinPassphraseLength) + " characters");
  return passphrase;
}

Try<std::string> read_pin(const std::filesystem::path& file) {
  if (!file.empty()) {
    Try<std::string> pin = from_file(file);
    if (pin && pin->empty()) return refuse_key(file.string() + ": holds no PIN");
    return pin;
  }
  const SilentTerminal terminal;
  if (!terminal.usable()) return refuse_key("no PIN: give --pin-file (there is no terminal to ask on)");
  return ask(terminal, "PIN: ");
}

}  // namespace tongluo::ctl
