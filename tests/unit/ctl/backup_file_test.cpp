// A backup somebody has worked on: whatever it says of itself, it is read as ours or not at all.

#include "tools/ctl/backup_file.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "tests/unit/ctl/temporary_folder.hpp"

namespace tongluo::ctl {
namespace {

class BackupFile : public testing::Test {
 protected:
  BackupFile() {
    std::ofstream(source()) << std::string(kBackupPieceBytes + 10, 'a');
    auto writer = BackupWriter::create(file());
    EXPECT_TRUE(writer && writer->add("data/recording", source(), 0600));
    EXPECT_TRUE(writer->finish(Digest{}, wall_from_us(1'800'000'000'000'000), "1.0"));
    std::filesystem::create_directory(restored());
  }
  std::filesystem::path file() const { return folder_.path() / "county.tlb"; }
  std::filesystem::path source() const { return folder_.path() / "source"; }
  std::filesystem::path restored() const { return folder_.path() / "restored"; }
  std::uintmax_t restored_bytes() const { return std::filesystem::file_size(restored() / "data/recording"); }

  void change(const std::string& sql) const {
    auto database = sqlite::Database::open(file());
    ASSERT_TRUE(database && database->execute(sql)) << sql;
    ASSERT_TRUE(database->execute("PRAGMA journal_mode = DELETE"));
  }

  TemporaryFolder folder_;
};

TEST_F(BackupFile, ComesBackAsItWas) {
  auto backup = BackupReader::open(file());
  ASSERT_TRUE(backup) << backup.error().message;
  ASSERT_EQ(backup->manifest().files.size(), 1U);
  EXPECT_TRUE(backup->extract(backup->manifest().files[0], restored()));
  EXPECT_EQ(restored_bytes(), kBackupPieceBytes + 10);
}

TEST_F(BackupFile, WithAForeignSchemaIsRefusedByName) {
  change("CREATE TRIGGER fired AFTER INSERT ON files BEGIN DELETE FROM files; END");
  const auto backup = BackupReader::open(file());
  ASSERT_FALSE(backup);
  EXPECT_EQ(backup.error().code, ExitCode::verification);
  EXPECT_NE(backup.error().message.find("trigger fired of files"), std::string::npos) << backup.error().message;
}

TEST_F(BackupFile, WhoseListIsAViewIsRefused) {
  change("ALTER TABLE files RENAME TO hidden; CREATE VIEW files AS SELECT * FROM hidden");
  EXPECT_FALSE(BackupReader::open(file()));
}

TEST_F(BackupFile, IsReadNoFurtherThanItAnnounces) {
  change("INSERT INTO pieces VALUES ('data/recording', 2, zeroblob(5000))");
  auto backup = BackupReader::open(file());
  ASSERT_TRUE(backup) << backup.error().message;
  const auto extracted = backup->extract(backup->manifest().files[0], restored());
  ASSERT_FALSE(extracted);
  EXPECT_NE(extracted.error().message.find("longer than its list says"), std::string::npos);
  EXPECT_LE(restored_bytes(), kBackupPieceBytes + 10) << "nothing beyond was written";
}

}  // namespace
}  // namespace tongluo::ctl
