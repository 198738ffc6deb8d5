// The library of clips: who added one, who may change it, what is shown of it. Pure.
import type { LibraryClip } from '@/api/models/clips';
import type { Session } from '@/api/models/session';
import { maxNameBytes } from './names';
import { may } from './permissions';

/** Whose name to show for an actor of the controller: "account:li" is li. */
export const authorName = (author: string | null): string => (author ?? '').replace(/^(account|token|unix):/, '');

/** Who is limited to some areas changes what is their own. */
export function mayEdit(session: Session, clip: LibraryClip): boolean {
  if (!may(session, 'editClips') || !session.account) return false;
  return session.account.areas.length === 0 || clip.author === `account:${session.account.name}`;
}

export const clipTitle = (clip: LibraryClip): string => clip.name || clip.clip.slice(0, 8);

export type ClipState = 'usable' | 'expired' | 'unused';

/** What the controller is asked for, so that only what is wanted comes. */
export const filtersOf: Record<ClipState, Record<string, string>> = { usable: { expired: 'false' }, expired: { expired: 'true' }, unused: { used: 'false' } };

/** A name as the controller takes it: without control characters, cut to its limit between two characters. */
export function clipName(text: string): string {
  let name = '';
  for (const letter of text.replace(/[\u0000-\u001f\u007f]/g, ' ').trim()) {
    if (new TextEncoder().encode(name + letter).length > maxNameBytes) break;
    name += letter;
  }
  return name;
}
