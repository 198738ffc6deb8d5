#pragma once
// Releases between the HTTP interface, the core and the disk: takes images in block by block, tells the core when one
// is whole, and reads what terminals ask for. Owner thread: control; the disk is read and written on a thread of its
// own. Limit: kMaxImageJobs; more octets asked for are answered with ImageUnavailable, more blocks with `unavailable`.

#include <boost/asio/io_context.hpp>
#include <map>

#include "controller/http/release_gate.hpp"
#include "controller/main/cap_worker.hpp"
#include "controller/main/core_runner.hpp"
#include "controller/main/image_files.hpp"

namespace tongluo::daemon {

constexpr std::size_t kMaxImageJobs = 64;  // 16 MiB of blocks at most

class ReleaseDesk final : public http::ReleaseGate {
 public:
  ReleaseDesk(boost::asio::io_context& context, CoreRunner& runner, std::filesystem::path folder);
  void attach(link::LinkServer* link) { link_ = link; }
  void start();  // looks for the images of all releases that are known
  void stop() { worker_.stop(); }

  void publish(Envelope envelope, rollout::Settings settings, std::string actor,
               std::function<void(Result<http::PublishedRelease, controller::ObjectRejected>)> answer) override;
  void put_block(const Digest& release, std::size_t index, Bytes block,
                 std::function<void(Result<std::size_t>)> answer) override;
  void direct(const Digest& release, controller::ReleaseCommand command, std::string actor,
              std::function<void(Result<void, controller::ObjectRejected>)> answer) override;
  std::vector<controller::ReleaseView> releases() override { return runner_.core().releases(); }
  std::vector<rollout::Member> members(const Digest& release) override {
    return runner_.core().release_members(release);
  }

  void serve(const controller::ServeImage& wanted);
  void stop_serving(const controller::StopImage& what);
  void forget(const Digest& release);

 private:
  // What this process knows of one image.
  struct Image {
    wire::ReleaseManifest manifest;
    std::vector<std::size_t> missing;
    bool known = false;  // `missing` was read from the disk
  };
  Image* find(const Digest& release);
  void look(const Digest& release, std::function<void(Result<std::vector<std::size_t>>)> then);
  void finish_block(const Digest& release, std::size_t index, std::function<void(Result<std::size_t>)> answer);
  void send_part(const controller::ServeImage& wanted, const Bytes& part);
  void unavailable(const controller::ServeImage& wanted);

  boost::asio::io_context& context_;
  CoreRunner& runner_;
  ImageFiles files_;
  link::LinkServer* link_ = nullptr;
  std::map<Digest, Image> images_;
  CapWorker worker_;  // last: it ends first
};

}  // namespace tongluo::daemon
