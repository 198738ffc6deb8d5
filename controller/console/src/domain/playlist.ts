// A playlist as it is edited, and what of the schedule plays it. Pure.
import type { LibraryClip, Playlist, PlaylistUse } from '@/api/models/clips';
import type { Session } from '@/api/models/session';
import { clipTitle } from './library';
import { covers, may } from './permissions';

export const maxClips = 16;
export const maxTotalMs = 3_600_000;
const maxNameBytes = 128;

export interface PlaylistClip {
  clip: string;
  name: string;
  duration_ms: number;
  missing: boolean;
  expired: boolean;
}

export interface PlaylistDraft {
  name: string;
  area: string | null;
  clips: PlaylistClip[];
}

export const emptyPlaylist = (area: string | null): PlaylistDraft => ({ name: '', area, clips: [] });

export const entryOf = (clip: LibraryClip): PlaylistClip =>
  ({ clip: clip.clip, name: clipTitle(clip), duration_ms: clip.duration_ms, missing: false, expired: clip.expired });

export const totalMs = (clips: PlaylistClip[]): number => clips.reduce((sum, clip) => sum + clip.duration_ms, 0);

/** With the entry at `from` at the place `to`. */
export function moved<T>(list: T[], from: number, to: number): T[] {
  const entry = list[from];
  if (entry === undefined || to < 0 || to >= list.length) return list;
  const rest = list.filter((_, index) => index !== from);
  return [...rest.slice(0, to), entry, ...rest.slice(to)];
}

export type PlaylistProblem = 'playlists.needName' | 'playlists.taken' | 'playlists.needClip' | 'playlists.tooMany' | 'playlists.tooLong' | 'playlists.hasBad';

/** `taken`: the names of the others; to save a new one under such a name would replace that one. */
export function playlistProblem({ name, clips }: PlaylistDraft, taken: readonly string[]): PlaylistProblem | null {
  if (name.trim() === '' || name.includes('/') || new TextEncoder().encode(name.trim()).length > maxNameBytes) return 'playlists.needName';
  if (taken.includes(name.trim())) return 'playlists.taken';
  if (clips.length === 0) return 'playlists.needClip';
  if (clips.length > maxClips) return 'playlists.tooMany';
  if (totalMs(clips) > maxTotalMs) return 'playlists.tooLong';
  return clips.some((clip) => clip.missing || clip.expired) ? 'playlists.hasBad' : null;
}

/** Who is limited to some areas edits what belongs to one of them. */
export function mayEditPlaylist(session: Session, playlist: { area: string | null }): boolean {
  if (!may(session, 'editPlaylists') || !session.account) return false;
  return session.account.areas.length === 0 || (playlist.area !== null && covers(session, [playlist.area]));
}

/** Signed items that play an earlier state of a playlist: they have to be signed again. */
export const outdatedItems = (playlists: Playlist[]): { playlist: string; use: PlaylistUse }[] =>
  playlists.flatMap((playlist) => playlist.items.filter((use) => use.outdated).map((use) => ({ playlist: playlist.name, use })));
