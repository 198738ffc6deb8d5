import { describe, expect, it } from 'vitest';
import type { Playlist } from '@/api/models/clips';
import type { Session } from '@/api/models/session';
import { mayEditPlaylist, moved, outdatedItems, playlistProblem, totalMs, type PlaylistClip } from './playlist';

const clip = (part: Partial<PlaylistClip> = {}): PlaylistClip => ({ clip: 'ab', name: 'a', duration_ms: 60_000, missing: false, expired: false, ...part });
const session = (areas: string[], permissions = ['playlists.edit']): Session =>
  ({ signed_in: true, permissions, account: { name: 'zhao', areas } }) as unknown as Session;

describe('a playlist', () => {
  it('is put in order', () => {
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
    expect(moved(['a', 'b'], 1, 2)).toEqual(['a', 'b']);
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  });
  it('has a name, clips that are good, and its limits', () => {
    const problem = (name: string, clips: PlaylistClip[]) => playlistProblem({ name, area: null, clips }, ['晚间']);
    expect(problem('早间', [clip(), clip()])).toBeNull();
    expect(problem(' ', [clip()])).toBe('playlists.needName');
    expect(problem('a/b', [clip()])).toBe('playlists.needName');
    expect(problem(' 晚间 ', [clip()])).toBe('playlists.taken');
    expect(problem('a', [])).toBe('playlists.needClip');
    expect(problem('a', Array.from({ length: 17 }, () => clip()))).toBe('playlists.tooMany');
    expect(problem('a', [clip({ duration_ms: 3_600_001 })])).toBe('playlists.tooLong');
    expect(problem('a', [clip(), clip({ expired: true })])).toBe('playlists.hasBad');
    expect(totalMs([clip(), clip()])).toBe(120_000);
  });
  it('belongs to the county or to an area, whose staff edit it', () => {
    expect(mayEditPlaylist(session([]), { area: null })).toBe(true);
    expect(mayEditPlaylist(session(['500116101000']), { area: null })).toBe(false);
    expect(mayEditPlaylist(session(['500116101000']), { area: '500116101200' })).toBe(true);
    expect(mayEditPlaylist(session(['500116101000']), { area: '500116102000' })).toBe(false);
    expect(mayEditPlaylist(session([], []), { area: null })).toBe(false);
  });
  it('tells what still plays it as it was', () => {
    const use = (outdated: boolean) => ({ order: outdated ? 'old' : 'new', headline: '', state: 'issued' as const, next_start_us: 1, outdated });
    const playlists = [{ name: 'a', items: [use(false), use(true)] }, { name: 'b', items: [] }] as unknown as Playlist[];
    expect(outdatedItems(playlists).map(({ playlist, use: { order } }) => `${playlist} ${order}`)).toEqual(['a old']);
  });
});
