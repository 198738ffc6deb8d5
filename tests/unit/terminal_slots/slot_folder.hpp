#pragma once
// A folder with two slots on a real file system; slot a holds the old image.

#include "protocol/base/assert.hpp"
#include "protocol/os/files.hpp"
#include "protocol/sign/digest_of.hpp"
#include "terminal-fw/slots/directory_slots.hpp"
#include "tests/unit/storage/temp_folder.hpp"

namespace tongluo::test {

inline void write(const std::filesystem::path& path, std::string_view text) {
  std::filesystem::create_directories(path.parent_path());
  TL_ASSERT(os::write_file(path, as_bytes(text)).has_value());
}

inline std::string read(const std::filesystem::path& path) {
  const auto bytes = os::read_file(path, 16 * 1024 * 1024);
  return bytes ? std::string(as_text(*bytes)) : std::string("(none)");
}

inline Digest digest(std::string_view text) { return sign::digest_of(as_bytes(text)); }

class SlotFolder {
 public:
  SlotFolder() { write(root() / "a" / "image", "old image"); }
  std::filesystem::path root() const { return folder_.path(); }
  std::filesystem::path download(std::string_view text = "new image") const {
    write(root() / "download", text);
    return root() / "download";
  }
  slots::DirectorySlots engine(update::Slot running, std::uint64_t reserve = 0) const {
    return {root(), running, reserve};
  }
  std::string image(update::Slot slot) const { return read(slots::image_of(root(), slot)); }
  update::Slot start() const {
    const auto chosen = slots::choose_slot(root());
    EXPECT_TRUE(chosen.has_value());
    EXPECT_EQ(chosen ? chosen->alarm : "no image", "");
    return chosen ? chosen->slot : update::Slot::a;
  }

 private:
  TempFolder folder_;
};

}  // namespace tongluo::test
