// The directory-slots engine and its launcher on a real file system.

#include <sys/stat.h>

#include "terminal-fw/update/limits.hpp"
#include "tests/unit/terminal_slots/slot_folder.hpp"

namespace tongluo::test {
namespace {

using namespace slots;
using update::Slot;

const Digest kRelease = digest("release");

class DirectorySlotsTest : public testing::Test {
 protected:
  // Installed and activated from slot a.
  void activate() {
    DirectorySlots engine = folder.engine(Slot::a);
    ASSERT_TRUE(engine.install(folder.download(), digest("new image")).has_value());
    ASSERT_TRUE(engine.activate(kRelease).has_value());
  }
  SlotFolder folder;
};

TEST_F(DirectorySlotsTest, ANeverUpdatedTerminalStartsFromSlotA) {
  EXPECT_EQ(folder.start(), Slot::a);
  const auto facts = folder.engine(Slot::a).facts();
  ASSERT_TRUE(facts.has_value());
  EXPECT_FALSE(facts->trial || facts->trial_runs || facts->returned);
  EXPECT_FALSE(std::filesystem::exists(folder.root() / "boot")) << "nothing is written at an ordinary start";
}

TEST_F(DirectorySlotsTest, AnInstalledImageIsTriedThenConfirmed) {
  activate();
  EXPECT_EQ(folder.start(), Slot::b);
  EXPECT_EQ(folder.image(Slot::b), "new image");
  struct stat info {};
  ASSERT_EQ(::stat(image_of(folder.root(), Slot::b).c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0755u) << "it is a program";
  DirectorySlots engine = folder.engine(Slot::b);
  EXPECT_EQ(engine.facts()->trial, kRelease);
  EXPECT_TRUE(engine.facts()->trial_runs);
  EXPECT_FALSE(engine.facts()->passed_over);
  ASSERT_TRUE(engine.confirm().has_value());
  EXPECT_FALSE(engine.facts()->trial);
  EXPECT_EQ(folder.start(), Slot::b);
  EXPECT_EQ(folder.image(Slot::a), "old image");
  EXPECT_EQ(read_boot_record(folder.root())->good, Slot::b);
}

TEST_F(DirectorySlotsTest, AnUnconfirmedImageStartsThreeTimesThenTheOldOne) {
  activate();
  for (std::uint32_t i = 0; i < update::kTrialBoots; ++i) EXPECT_EQ(folder.start(), Slot::b) << i;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(folder.start(), Slot::a);
  EXPECT_EQ(folder.engine(Slot::a).facts()->returned, kRelease);
}

TEST_F(DirectorySlotsTest, ARevertedTrialDoesNotStartAgain) {
  activate();
  EXPECT_EQ(folder.start(), Slot::b);
  ASSERT_TRUE(folder.engine(Slot::b).revert().has_value());
  EXPECT_EQ(folder.start(), Slot::a);
  EXPECT_EQ(folder.engine(Slot::a).facts()->returned, kRelease);
}

TEST_F(DirectorySlotsTest, AStartThatCannotBeCountedIsNotATrial) {
  activate();
  std::filesystem::create_directory(folder.root() / "boot.new");  // nothing can be written beside the record
  const auto chosen = choose_slot(folder.root());
  ASSERT_TRUE(chosen.has_value());
  EXPECT_EQ(chosen->slot, Slot::a);
  EXPECT_NE(chosen->alarm, "");
}

TEST_F(DirectorySlotsTest, NothingIsInstalledDuringATrial) {
  activate();
  EXPECT_EQ(folder.engine(Slot::a).install(folder.download("other"), digest("other")).error().kind,
            ErrorKind::conflict);
  EXPECT_EQ(folder.start(), Slot::b);
  EXPECT_EQ(folder.engine(Slot::b).install(folder.download("other"), digest("other")).error().kind,
            ErrorKind::conflict);
  EXPECT_EQ(folder.image(Slot::a), "old image");
  EXPECT_EQ(folder.image(Slot::b), "new image");
  EXPECT_EQ(folder.engine(Slot::b).activate(digest("another")).error().kind, ErrorKind::conflict);
  EXPECT_TRUE(folder.engine(Slot::b).activate(kRelease).has_value()) << "the same again";
}

TEST_F(DirectorySlotsTest, AnotherImageThanTheSignedOneIsNotLeftInTheSlot) {
  DirectorySlots engine = folder.engine(Slot::a);
  EXPECT_EQ(engine.install(folder.download("tampered"), digest("new image")).error().kind, ErrorKind::corrupt);
  EXPECT_FALSE(std::filesystem::exists(image_of(folder.root(), Slot::b)));
  EXPECT_EQ(engine.activate(kRelease).error().kind, ErrorKind::not_found);
  EXPECT_FALSE(engine.install(folder.root() / "nowhere", digest("new image")).has_value());
  EXPECT_EQ(folder.image(Slot::a), "old image");
}

TEST_F(DirectorySlotsTest, TheNextUpdateGoesToTheOtherSlot) {
  activate();
  folder.start();
  ASSERT_TRUE(folder.engine(Slot::b).confirm().has_value());
  ASSERT_TRUE(folder.engine(Slot::b).install(folder.download("newer image"), digest("newer image")).has_value());
  EXPECT_EQ(folder.image(Slot::a), "newer image");
  EXPECT_EQ(folder.image(Slot::b), "new image");
  ASSERT_TRUE(folder.engine(Slot::b).activate(digest("newer")).has_value());
  EXPECT_EQ(folder.start(), Slot::a);
}

TEST_F(DirectorySlotsTest, ALostRecordOrImageFallsBackToWhatThereIs) {
  write(folder.root() / "boot", "garbage");
  EXPECT_EQ(folder.engine(Slot::a).facts().error().kind, ErrorKind::corrupt);
  auto chosen = choose_slot(folder.root());
  EXPECT_EQ(chosen->slot, Slot::a);
  EXPECT_NE(chosen->alarm, "");
  EXPECT_EQ(folder.start(), Slot::a) << "the record is whole again";

  activate();
  std::filesystem::remove(image_of(folder.root(), Slot::b));
  chosen = choose_slot(folder.root());
  EXPECT_EQ(chosen->slot, Slot::a) << "the trial's image is gone";

  write(image_of(folder.root(), Slot::b), "new image");
  std::filesystem::remove(image_of(folder.root(), Slot::a));
  write(folder.root() / "boot", update::to_text({}));
  chosen = choose_slot(folder.root());
  EXPECT_EQ(chosen->slot, Slot::b) << "the good image is gone";

  std::filesystem::remove(image_of(folder.root(), Slot::b));
  EXPECT_EQ(choose_slot(folder.root()).error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace tongluo::test
