import { describe, expect, it } from 'vitest';
import type { LibraryClip } from '@/api/models/clips';
import type { Session } from '@/api/models/session';
import { authorName, clipName, mayEdit } from './library';

const clip = (part: Partial<LibraryClip>): LibraryClip => ({
  clip: 'ab'.repeat(32), duration_ms: 1000, bytes: 1, warnings: [], name: '', author: null, added_us: null, expires_us: null, expired: false, used: false, etag: '"1"', playlists: [], orders: [], ...part,
});
const session = (areas: string[], permissions = ['clips.edit']): Session =>
  ({ signed_in: true, permissions, account: { name: 'zhao', areas } }) as unknown as Session;

describe('the library', () => {
  it('names people and programs, not their doors', () => {
    expect(['account:li', 'token:feed', 'live', null].map(authorName)).toEqual(['li', 'feed', 'live', '']);
  });
  it('lets township staff change what is their own', () => {
    expect(mayEdit(session([]), clip({ author: 'account:li' }))).toBe(true);
    expect(mayEdit(session(['500116101000']), clip({ author: 'account:li' }))).toBe(false);
    expect(mayEdit(session(['500116101000']), clip({ author: 'account:zhao' }))).toBe(true);
    expect(mayEdit(session([], []), clip({}))).toBe(false);
  });
  it('cuts names between characters', () => {
    expect(clipName(' a\nb ')).toBe('a b');
    expect(clipName('铜'.repeat(60))).toBe('铜'.repeat(42));
  });
});
