// The terminal's local socket, by whatever a program on the terminal may write into it: any octets in any pieces, half
// a question, a question that never ends, more than one. At most one line is asked, whole and no longer than its limit;
// who asked gets the answer to it and nothing else; and the next one is let in.

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <sys/socket.h>

#include "terminal-fw/main/technician_socket.hpp"
#include "tests/fuzz/fuzz_assert.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/unit/ctl/temporary_folder.hpp"

namespace {

using namespace tongluo;
using Socket = boost::asio::local::stream_protocol::socket;

constexpr std::size_t kMostOctets = 2'048;
constexpr int kTurns = 1'000;

std::string answer_to(const std::string& question) { return "asked: " + question; }

class World {
 public:
  World() {
    auto opened = firmware::TechnicianSocket::open(context_, folder_.path(), [this](const std::string& question) {
      asked_.push_back(question);
      return answer_to(question);
    });
    TL_ASSERT(opened.has_value());
    door_ = *opened;
  }
  ~World() {
    door_->stop();
    context_.restart();
    context_.poll();
  }

  void visit(fuzz::Input& input) {
    asked_.clear();
    const bool hangs_up = input.flag();
    Socket visitor = come();
    std::string said;
    while (!input.empty()) {
      const std::string_view piece = as_text(input.at_most(1 + input.octet()));
      said += piece;
      ::send(visitor.native_handle(), piece.data(), piece.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (input.flag()) turn();
    }
    if (hangs_up) {
      visitor.close();
      return turn();  // its question may still be asked
    }
    ::shutdown(visitor.native_handle(), SHUT_WR);
    check(said, listen(visitor));
  }

  void ask_well() {
    asked_.clear();
    Socket visitor = come();
    constexpr std::string_view kQuestion = "status\n";
    ::send(visitor.native_handle(), kQuestion.data(), kQuestion.size(), MSG_NOSIGNAL);
    TL_ASSERT(listen(visitor) == answer_to("status"));
    TL_ASSERT(asked_.size() == 1);
  }

 private:
  Socket come() {
    Socket visitor(context_);
    visitor.connect(firmware::technician_sockets(folder_.path()).front().string());
    turn();
    return visitor;
  }
  void turn() {
    context_.restart();
    context_.poll();
  }
  // Until the door closes; it must, long before its time-out.
  std::string listen(Socket& visitor) {
    std::string heard;
    std::array<char, kMostOctets> part{};
    for (int turns = 0; turns < kTurns; ++turns) {
      turn();
      const ssize_t octets = ::recv(visitor.native_handle(), part.data(), part.size(), MSG_DONTWAIT);
      if (octets == 0 || (octets < 0 && errno == ECONNRESET)) return heard;  // reset: more was said than was read
      if (octets > 0) heard.append(part.data(), static_cast<std::size_t>(octets));
    }
    TL_ASSERT(false);
    return heard;
  }
  void check(const std::string& said, const std::string& heard) const {
    const std::size_t end = said.find('\n');
    const bool whole = end < firmware::kMaxQuestionBytes;
    TL_ASSERT(asked_.size() == (whole ? 1U : 0U));
    TL_ASSERT(!whole || asked_.front() == said.substr(0, end));
    TL_ASSERT(heard.empty() || heard == answer_to(asked_.at(0)));
  }

  const ctl::TemporaryFolder folder_;
  boost::asio::io_context context_;
  std::vector<std::string> asked_;
  std::shared_ptr<firmware::TechnicianSocket> door_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > kMostOctets) return 0;
  static World world;
  fuzz::Input input(fuzz::view(data, size));
  world.visit(input);
  world.ask_well();
  return 0;
}
