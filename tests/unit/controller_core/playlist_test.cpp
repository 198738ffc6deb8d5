// Playlists: clips in an order under a name; expanded before signing, so that an edit changes nothing that was signed.

#include "controller/core/limits.hpp"
#include "controller/core/playlist_book.hpp"
#include "tests/unit/controller_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using namespace controller;

Digest named(int seed) { return sample_clip(1, seed)->digest; }

TEST(PlaylistBook, ParseAndFormatAreInverse) {
  const PlaylistBody playlist{area("500116101000"), {named(1), named(2), named(1)}, {named(3)}};
  EXPECT_EQ(parse_playlist(format_playlist(playlist)), playlist);
  const PlaylistBody of_the_county{std::nullopt, {named(1)}, {}};
  EXPECT_EQ(parse_playlist(format_playlist(of_the_county)), of_the_county);
}

TEST(PlaylistBook, AnythingElseIsNone) {
  const std::string clip = "clip " + to_string(named(1)) + "\n", former = "former " + to_string(named(2)) + "\n";
  const std::string owner = "area 500116101000\n";
  for (const std::string& bad : {std::string(), owner, former, former + clip, clip + owner, owner + owner + clip,
                                 clip.substr(0, clip.size() - 1), std::string("clip 12\n"), "song" + clip})
    EXPECT_FALSE(parse_playlist(bad)) << bad;
  std::string many;
  for (std::size_t i = 0; i < limits::kMaxPlaylistItems; ++i) many += clip;
  EXPECT_TRUE(parse_playlist(many));
  EXPECT_FALSE(parse_playlist(many + clip));
}

TEST(PlaylistBook, AnEditRemembersTheSequencesBeforeAndNoMoreThanTheLimit) {
  PlaylistBody playlist{std::nullopt, {named(1), named(2)}, {}};
  const Digest first = sequence_of(playlist.clips);
  EXPECT_EQ(edited(playlist, {std::nullopt, playlist.clips, {}}), playlist) << "nothing changed";
  playlist = edited(playlist, {std::nullopt, {named(2), named(1)}, {}});
  EXPECT_EQ(playlist.former, std::vector{first}) << "the order counts";
  const Digest second = sequence_of(playlist.clips);
  playlist = edited(playlist, {std::nullopt, {named(1), named(2)}, {}});
  EXPECT_EQ(playlist.former, std::vector{second}) << "it is again what it was";
  for (int i = 0; i < 40; ++i) playlist = edited(playlist, {std::nullopt, {named(10 + i)}, {}});
  EXPECT_EQ(playlist.former.size(), kMaxFormerSequences);
  EXPECT_EQ(playlist.former.front(), sequence_of({named(48)}));
}

class Playlists : public ::testing::Test {
 protected:
  Playlists() {
    rig.enrol(1);
    for (const auto& clip : {song, news})
      rig.core.accept_clip(rig.now, rig.next_request(), clip, {},
                           {"account:li", clip == song ? "开始曲" : "新闻", {}, clip == song ? WallTime{} : soon});
    rig.persist_all();
    rig.take();
    draft.order_class = OrderClass::routine;
    draft.level = Level::routine;
    draft.areas = {"500116101000"};
    draft.playlist = "早间";
    draft.starts = {kNow + seconds(7'200)};
  }
  Refusal put(const std::string& name, const std::vector<Digest>& clips, const std::vector<Digest>& former = {}) {
    const std::string body = format_playlist({std::nullopt, clips, former});
    rig.core.put_document(rig.now, rig.next_request(), {"playlist", name, body}, "account:zhao");
    rig.persist_all();
    const auto rejected = rig.take_only<ObjectRejected>();
    return rejected.empty() ? Refusal::none : rejected.front().refusal;
  }
  std::vector<Digest> prepared_clips() {
    const auto prepared = rig.core.prepare(rig.now, draft);
    EXPECT_TRUE(prepared) << prepared.error().reason;
    std::vector<Digest> clips;
    if (!prepared) return clips;
    const auto order = wire::parse_order(prepared->payload);
    for (const auto& item : std::get<wire::ClipProgramme>(order->programme).items) clips.push_back(item.clip);
    return clips;
  }
  PrepareProblem problem() {
    const auto prepared = rig.core.prepare(rig.now, draft);
    EXPECT_FALSE(prepared);
    return prepared ? PrepareProblem{} : prepared.error();
  }

  const WallTime soon = kNow + seconds(3'600);
  ControllerRig rig;
  session::SharedClip song = sample_clip(2, 1), news = sample_clip(3, 2);
  OrderDraft draft;
};

TEST_F(Playlists, ADraftPlaysItsClipsInTheirOrderAlsoAfterARestart) {
  ASSERT_EQ(put("早间", {song->digest, news->digest, song->digest}), Refusal::none);
  EXPECT_EQ(prepared_clips(), (std::vector{song->digest, news->digest, song->digest}));
  rig.restart();
  EXPECT_EQ(prepared_clips().size(), 3U);
}

TEST_F(Playlists, WhatCannotBePlayedIsNamed) {
  EXPECT_EQ(problem().fault, PrepareFault::unknown_playlist);
  EXPECT_EQ(problem().field, "playlist");
  ASSERT_EQ(put("早间", {song->digest, news->digest}), Refusal::none);
  draft.items = {{song->digest}};
  EXPECT_EQ(problem().fault, PrepareFault::out_of_limit);
  draft.items.clear();
  rig.now.wall = soon;
  EXPECT_EQ(problem().fault, PrepareFault::expired_clip);
  EXPECT_EQ(problem().field, "playlist");
  EXPECT_NE(problem().reason.find("新闻"), std::string::npos);
}

TEST_F(Playlists, AreKeptOfClipsThatAreThereAndGoodAlone) {
  EXPECT_EQ(put("a", {song->digest, Digest{}}), Refusal::unsupported);
  EXPECT_EQ(put("a", {}), Refusal::malformed);
  EXPECT_EQ(put("", {song->digest}), Refusal::malformed);
  rig.now.wall = soon;
  EXPECT_EQ(put("a", {song->digest, news->digest}), Refusal::expired);
  for (std::size_t i = 0; i < kMaxPlaylists; ++i) ASSERT_EQ(put(std::to_string(i), {song->digest}), Refusal::none);
  EXPECT_EQ(put("one more", {song->digest}), Refusal::queue_full);
  EXPECT_EQ(put("0", {song->digest, song->digest}), Refusal::none) << "an edit is not one more";
}

TEST_F(Playlists, EditsAndRemovalsAreAudited) {
  rig.audited.clear();
  put("早间", {song->digest});
  rig.core.remove_document(rig.now, rig.next_request(), "playlist", "早间", "account:zhao");
  rig.persist_all();
  EXPECT_EQ(rig.audit_actions(), (std::vector<std::string>{"playlist.saved", "playlist.removed"}));
  EXPECT_TRUE(rig.core.playlists(rig.now).empty());
}

TEST_F(Playlists, AnEditChangesNothingThatIsSignedAndTellsWhatPlaysTheStateBefore) {
  const PlaylistBody before{std::nullopt, {song->digest, news->digest}, {}};
  ASSERT_EQ(put("早间", before.clips), Refusal::none);
  draft.headline = "早间广播";
  const Envelope envelope =
      rig.trust.seal(PayloadType::order, rig.core.prepare(rig.now, draft)->payload, {&rig.trust.announce});
  rig.hand_in(envelope);
  rig.persist_all();
  rig.take();
  auto view = rig.core.playlists(rig.now).at(0);
  ASSERT_EQ(view.uses.size(), 1U);
  EXPECT_FALSE(view.uses[0].outdated);

  const PlaylistBody after = edited(before, {std::nullopt, {news->digest}, {}});
  ASSERT_EQ(put("早间", after.clips, after.former), Refusal::none);
  rig.restart();
  view = rig.core.playlists(rig.now).at(0);
  ASSERT_EQ(view.uses.size(), 1U);
  EXPECT_TRUE(view.uses[0].outdated);
  EXPECT_EQ(view.uses[0].use.headline, "早间广播");
  EXPECT_EQ(view.uses[0].use.order, sign::identity(envelope));
  EXPECT_EQ(rig.core.order_detail(rig.now, sign::identity(envelope))->envelope, wire::serialize(envelope));
  rig.now.wall = kNow + seconds(7'200);
  EXPECT_TRUE(rig.core.playlists(rig.now).at(0).uses.empty()) << "no start is ahead";
}

TEST_F(Playlists, AClipTellsWhichNameIt) {
  put("早间", {song->digest, news->digest, song->digest});
  put("晚间", {song->digest});
  const auto names = [this](const Digest& clip) {
    std::vector<std::string> found;
    const auto entry = rig.core.clip(rig.now, clip);
    for (const PlaylistRef& one : entry->playlists) found.push_back(one.name);
    return found;
  };
  EXPECT_EQ(names(song->digest), (std::vector<std::string>{"早间", "晚间"}));
  EXPECT_EQ(names(news->digest), std::vector<std::string>{"早间"});
}

}  // namespace
}  // namespace tongluo::test
