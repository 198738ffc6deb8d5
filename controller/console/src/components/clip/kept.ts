// The clips that were made in this browser, newest first: the API names clips by digest and lists none.
import type { Clip } from '@/api/models';

export interface KeptClip extends Clip {
  name: string;
  madeAtMs: number;
}

const key = 'tongluo-clips';
const maxKept = 60;

export function keptClips(): KeptClip[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? (kept as KeptClip[]) : [];
  } catch {
    return [];
  }
}

const write = (clips: KeptClip[]): void => localStorage.setItem(key, JSON.stringify(clips.slice(0, maxKept)));

export const keepClip = (clip: KeptClip): void => write([clip, ...keptClips().filter((kept) => kept.clip !== clip.clip)]);
export const forgetClip = (digest: string): void => write(keptClips().filter((kept) => kept.clip !== digest));
