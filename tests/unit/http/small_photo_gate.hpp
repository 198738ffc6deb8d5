#pragma once
// Photos kept in memory, for tests of the HTTP machinery.

#include "controller/http/photo_gate.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::http {

class SmallPhotoGate final : public PhotoGate {
 public:
  std::vector<Photo> photos(const TerminalId& terminal) const override {
    std::vector<Photo> found;
    for (const auto& one : kept)
      if (one.terminal == terminal) found.push_back(one.photo);
    return found;
  }
  void add(const TerminalId& terminal, CleanJpeg picture, const std::string& actor,
           std::function<void(Result<Photo, Problem>)> answer) override {
    if (refusal) return answer(fail(*refusal));
    const Photo photo{sign::digest_of(picture.bytes), picture.width,    picture.height,
                      picture.bytes.size(),           wall_from_us(17), actor};
    kept.push_back({terminal, photo, std::move(picture.bytes)});
    answer(photo);
  }
  void read(const TerminalId& terminal, const Digest& photo,
            std::function<void(Result<Bytes, Problem>)> answer) override {
    for (const auto& one : kept)
      if (one.terminal == terminal && one.photo.digest == photo) return answer(one.bytes);
    answer(fail(none()));
  }
  void remove(const TerminalId& terminal, const Digest& photo, const std::string&,
              std::function<void(Result<void, Problem>)> answer) override {
    const auto removed =
        std::erase_if(kept, [&](const Kept& one) { return one.terminal == terminal && one.photo.digest == photo; });
    if (removed == 0) return answer(fail(none()));
    answer({});
  }

  struct Kept {
    TerminalId terminal;
    Photo photo;
    Bytes bytes;
  };
  std::vector<Kept> kept;
  std::optional<Problem> refusal;

 private:
  static Problem none() { return {404, "photo.not_found", "no", {}}; }
};

}  // namespace tongluo::http
