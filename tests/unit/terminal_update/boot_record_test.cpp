// Which slot starts, and that the record of it reads back exactly.

#include "terminal-fw/update/boot_record.hpp"

#include <gtest/gtest.h>

#include "protocol/sign/digest_of.hpp"
#include "terminal-fw/update/limits.hpp"

namespace tongluo::update {
namespace {

const Digest kRelease = sign::digest_of(as_bytes("release"));

TEST(BootRecord, WithoutATrialTheGoodSlotStarts) {
  for (const Slot good : {Slot::a, Slot::b}) {
    const BootRecord record{good, {}, {}};
    EXPECT_EQ(choose_boot(record).start, good);
    EXPECT_EQ(choose_boot(record).record, record);
  }
}

TEST(BootRecord, ATrialStartsSoManyTimesThenIsGivenUp) {
  BootRecord record = with_trial({Slot::b, {}, {}}, kRelease);
  for (std::uint32_t i = 0; i < kTrialBoots; ++i) {
    const BootChoice choice = choose_boot(record);
    EXPECT_EQ(choice.start, Slot::a);
    record = choice.record;
  }
  const BootChoice last = choose_boot(record);
  EXPECT_EQ(last.start, Slot::b);
  EXPECT_EQ(last.record, (BootRecord{Slot::b, {}, kRelease}));
  EXPECT_EQ(choose_boot(last.record).record, last.record);
}

TEST(BootRecord, ConfirmedItIsTheGoodOneReturnedItIsNamed) {
  const BootRecord trial = with_trial({Slot::a, {}, sign::digest_of(as_bytes("older"))}, kRelease);
  EXPECT_FALSE(trial.returned);
  EXPECT_EQ(with_confirmed(trial), (BootRecord{Slot::b, {}, {}}));
  EXPECT_EQ(with_returned(trial), (BootRecord{Slot::a, {}, kRelease}));
  const BootRecord idle{Slot::b, {}, kRelease};
  EXPECT_EQ(with_confirmed(idle), idle);
  EXPECT_EQ(with_returned(idle), idle);
}

TEST(BootRecord, ReadsBackWhatWasWrittenAndNothingElse) {
  const BootRecord records[] = {{Slot::a, {}, {}}, {Slot::b, BootTrial{kRelease, 2}, {}}, {Slot::a, {}, kRelease}};
  for (const BootRecord& record : records) {
    const std::string text = to_text(record);
    EXPECT_EQ(boot_record_from(text), record);
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
      const auto shorter = boot_record_from(std::string_view(text).substr(0, cut));
      EXPECT_TRUE(!shorter || to_text(*shorter) == text.substr(0, cut)) << cut;
    }
    for (std::size_t at = 0; at < text.size(); ++at) {
      std::string spoiled = text;
      spoiled[at] = static_cast<char>(spoiled[at] ^ 0x10);
      const auto read = boot_record_from(spoiled);
      EXPECT_TRUE(!read || to_text(*read) == spoiled) << at;
    }
  }
  EXPECT_FALSE(boot_record_from(""));
  EXPECT_FALSE(boot_record_from("tongluo-boot 1\ngood c\n"));
  EXPECT_FALSE(boot_record_from("tongluo-boot 2\ngood a\n"));
  EXPECT_FALSE(boot_record_from("tongluo-boot 1\ngood a\ntrial " + to_string(kRelease) + " 4\n"));
  EXPECT_FALSE(boot_record_from(std::string(kMaxBootRecordBytes + 1, '\n')));
}

}  // namespace
}  // namespace tongluo::update
