import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, idempotent } from '@/api/client';
import type { Clip } from '@/api/models/clips';
import { keys } from '@/api/queries';
import { clipName } from '@/domain/library';
import { useExpiry } from './expiry';

export const maxUploadBytes = 64 * 1024 * 1024;

export type SpeechRequest =
  | { text: string; language: 'zh' | 'en' }
  | { parts: { text: string; language: 'zh' | 'en' }[] }
  | { template: string; parameters: Record<string, string>; languages: string[] };

/** Makes clips of the library from texts and recordings. */
export function useClipMaker() {
  const queries = useQueryClient();
  const expires_us = useExpiry();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const guarded = async (make: () => Promise<Clip>, done: (clip: Clip) => void): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      done(await make());
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
    void queries.invalidateQueries({ queryKey: keys.clips });
  };
  /** `done` gets the clip with what was asked for, whatever has been chosen since. */
  const speak = (name: string, request: SpeechRequest, done: (clip: Clip) => void) =>
    guarded(() => call<Clip>('POST', 'speech', { json: { ...request, name: clipName(name), expires_us }, headers: idempotent() }), done);
  const upload = (file: File, done: (clip: Clip) => void) =>
    guarded(() =>
      call<Clip>('POST', 'audio', {
        query: { name: clipName(file.name), expires_us: expires_us ?? undefined },
        body: file,
        headers: { 'Content-Type': 'application/octet-stream', ...idempotent() },
      }),
      done,
    );
  return { busy, error, speak, upload };
}
