// What RAUC's shell format says.

#include "terminal-fw/slots/rauc_status.hpp"

#include <gtest/gtest.h>

namespace tongluo::slots {
namespace {

constexpr const char* kStatus = R"(RAUC_SYSTEM_COMPATIBLE='speaker-a7'
RAUC_SYSTEM_VARIANT=''
RAUC_SYSTEM_BOOTED_BOOTNAME='A'
RAUC_BOOT_PRIMARY='rootfs.0'
RAUC_SYSTEM_SLOTS='rootfs.1 appfs.0 rootfs.0 '
RAUC_SLOTS='1 2 3 '
RAUC_SLOT_STATE_1='inactive'
RAUC_SLOT_BOOTNAME_1='B'
RAUC_SLOT_BOOT_STATUS_1='bad'
RAUC_SLOT_STATE_2='active'
RAUC_SLOT_BOOTNAME_2=''
RAUC_SLOT_STATE_3='booted'
RAUC_SLOT_BOOTNAME_3='A'
RAUC_SLOT_BOOT_STATUS_3='good'
)";

TEST(RaucStatus, NamesTheBootedSlotTheOtherOneAndTheNext) {
  const auto status = parse_rauc_status(kStatus);
  ASSERT_TRUE(status.has_value());
  EXPECT_EQ(status->booted()->name, "rootfs.0");
  EXPECT_EQ(status->target()->name, "rootfs.1");
  EXPECT_EQ(status->target()->boot_status, "bad");
  EXPECT_TRUE(status->is_primary("rootfs.0"));
}

TEST(RaucStatus, RefusesWhatNamesNoBootedSlot) {
  EXPECT_FALSE(parse_rauc_status("").has_value());
  EXPECT_FALSE(parse_rauc_status("RAUC_SYSTEM_SLOTS='a b'\nRAUC_SLOTS='1'\n").has_value());
  EXPECT_FALSE(parse_rauc_status("RAUC_SYSTEM_SLOTS='a'\nRAUC_SLOTS='1'\nRAUC_SLOT_STATE_1='inactive'\n").has_value());
  for (std::size_t cut = 0; cut < std::string_view(kStatus).size(); ++cut)
    static_cast<void>(parse_rauc_status(std::string_view(kStatus).substr(0, cut)));
}

TEST(RaucStatus, WithThreeBootableSlotsNoneIsTheOther) {
  const auto status = parse_rauc_status(
      "RAUC_SYSTEM_SLOTS='a b c'\nRAUC_SLOTS='1 2 3'\nRAUC_SLOT_STATE_1='booted'\nRAUC_SLOT_BOOTNAME_1='A'\n"
      "RAUC_SLOT_BOOTNAME_2='B'\nRAUC_SLOT_BOOTNAME_3='C'\n");
  ASSERT_TRUE(status.has_value());
  EXPECT_EQ(status->target(), nullptr);
  EXPECT_FALSE(status->is_primary(""));
}

}  // namespace
}  // namespace tongluo::slots
