// The import folder as a stranger may fill it: links, pipes, giants, nonsense, the same file again and again.

#include "terminal-fw/main/import_folder.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "protocol/base/limits.hpp"
#include "tests/support/trust_fixture.hpp"
#include "tests/unit/storage/temp_folder.hpp"

namespace tongluo::firmware {
namespace {

using test::TempFolder;

class ImportFolderTest : public testing::Test {
 protected:
  // Another number, another bundle.
  static Bytes bundle(int number = 1) {
    wire::OfflineBundle bundle{{PayloadType::trust_list, to_bytes("list"), {}}, {PayloadType::order, {}, {}}, {}};
    bundle.order.payload = to_bytes("order " + std::to_string(number));
    return wire::serialize(bundle);
  }
  void write(const std::string& name, ByteView content) {
    std::ofstream out(folder_.path() / name, std::ios::binary);
    out.write(as_text(content).data(), static_cast<std::streamsize>(content.size()));
  }
  // The names of all that is new, those that cannot be read with a '!'.
  std::vector<std::string> found() {
    std::vector<std::string> names;
    for (auto file = import_.next(); file; file = import_.next())
      names.push_back((file->bundle ? "" : "!") + file->name);
    return names;
  }
  using Names = std::vector<std::string>;
  TempFolder folder_;
  ImportFolder import_{folder_.path()};
};

TEST_F(ImportFolderTest, EachBundleIsHandledOnce) {
  EXPECT_EQ(found(), Names{});
  write("b.tongluo", bundle(1));
  write("a.tongluo", bundle(2));
  EXPECT_EQ(found(), (Names{"a.tongluo", "b.tongluo"}));
  EXPECT_EQ(found(), Names{});
}

TEST_F(ImportFolderTest, ItsContentIsWhatTheBundleSays) {
  write("a.tongluo", bundle(7));
  const auto file = import_.next();
  ASSERT_TRUE(file && file->bundle);
  EXPECT_EQ(as_text(file->bundle->order.payload), "order 7");
}

TEST_F(ImportFolderTest, OnlyAChangedContentIsHandledAgainWhileItIsThere) {
  write("a.tongluo", bundle(1));
  EXPECT_EQ(found(), Names{"a.tongluo"});
  write("a.tongluo", bundle(1));  // touched
  write("copy.tongluo", bundle(1));
  EXPECT_EQ(found(), Names{});
  write("a.tongluo", bundle(22));
  EXPECT_EQ(found(), Names{"a.tongluo"});
  write("again.tongluo", bundle(22));
  EXPECT_EQ(found(), Names{});
  std::filesystem::remove(folder_.path() / "a.tongluo");
  EXPECT_EQ(found(), Names{});
  write("a.tongluo", bundle(22));
  EXPECT_EQ(found(), Names{}) << "the other one was never gone";
}

// The disk was full when it came, or nobody knew the time: the core says again what it thinks of it.
TEST_F(ImportFolderTest, AStickThatComesBackIsHandledAgain) {
  write("a.tongluo", bundle());
  EXPECT_EQ(found(), Names{"a.tongluo"});
  std::filesystem::remove(folder_.path() / "a.tongluo");
  EXPECT_EQ(found(), Names{});
  write("a.tongluo", bundle());
  EXPECT_EQ(found(), Names{"a.tongluo"});
}

TEST_F(ImportFolderTest, OtherNamesAreNotOpened) {
  for (const char* name : {"a.txt", ".hidden.tongluo", "tongluo", ".tongluo", "a.tongluo.part", "A.TONGLUO"})
    write(name, bundle());
  EXPECT_EQ(found(), Names{});
}

TEST_F(ImportFolderTest, LinksPipesAndFoldersAreRefusedOnceAndNeverFollowed) {
  write("real", bundle());
  std::filesystem::create_symlink(folder_.path() / "real", folder_.path() / "link.tongluo");
  std::filesystem::create_directory(folder_.path() / "folder.tongluo");
  ASSERT_EQ(::mkfifo((folder_.path() / "pipe.tongluo").c_str(), 0600), 0);
  EXPECT_EQ(found(), (Names{"!folder.tongluo", "!link.tongluo", "!pipe.tongluo"}));
  EXPECT_EQ(found(), Names{});
}

TEST_F(ImportFolderTest, SizeIsCheckedBeforeReading) {
  write("giant.tongluo", bundle());
  std::filesystem::resize_file(folder_.path() / "giant.tongluo", std::uint64_t{1} << 40);  // a hole, no disk needed
  const auto file = import_.next();
  ASSERT_TRUE(file && !file->bundle);
  EXPECT_EQ(file->bundle.error(), "larger than a bundle may be");
}

TEST_F(ImportFolderTest, NonsenseIsReportedWithItsFaultAndTheNextGoodFileIsRead) {
  write("a.tongluo", to_bytes("nonsense"));
  write("b.tongluo", {});
  write("c.tongluo", bundle());
  EXPECT_EQ(found(), (Names{"!a.tongluo", "!b.tongluo", "c.tongluo"}));
}

TEST_F(ImportFolderTest, OnlySoManyFilesAreLookedAt) {
  for (int i = 100; i < 120; ++i) write(std::to_string(i) + ".tongluo", bundle(i));
  EXPECT_EQ(found().size(), kMaxImportFiles);
  EXPECT_TRUE(import_.has_too_many());
  for (int i = 100; i < 110; ++i) std::filesystem::remove(folder_.path() / (std::to_string(i) + ".tongluo"));
  EXPECT_EQ(found(), (Names{"116.tongluo", "117.tongluo", "118.tongluo", "119.tongluo"}));
  EXPECT_FALSE(import_.has_too_many());
}

TEST_F(ImportFolderTest, AMissingFolderIsEmptyAndMayComeLater) {
  ImportFolder late(folder_.path() / "usb");
  EXPECT_FALSE(late.next());
  std::filesystem::create_directory(folder_.path() / "usb");
  write("usb/a.tongluo", bundle());
  EXPECT_TRUE(late.next());
}

TEST_F(ImportFolderTest, ANameCannotForgeALineOfTheLog) {
  write("a\nlevel=info \"x\".tongluo", bundle());
  EXPECT_EQ(found(), Names{"a?level=info ?x?.tongluo"});
}

}  // namespace
}  // namespace tongluo::firmware
