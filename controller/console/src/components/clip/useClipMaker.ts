import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, idempotent } from '@/api/client';
import type { Clip } from '@/api/clips';
import { keys } from '@/api/queries';
import { clipName } from '@/domain/library';
import { useExpiry } from './expiry';

export const maxUploadBytes = 64 * 1024 * 1024;

export type SpeechRequest =
  | { text: string; language: 'zh' | 'en' }
  | { template: string; parameters: Record<string, string>; languages: string[] };

/** Makes clips of the library from texts and recordings. */
export function useClipMaker(done: (clip: Clip) => void) {
  const queries = useQueryClient();
  const expires_us = useExpiry();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const guarded = async (make: () => Promise<Clip>): Promise<void> => {
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
  const speak = (name: string, request: SpeechRequest) =>
    guarded(() => call<Clip>('POST', 'speech', { json: { ...request, name: clipName(name), expires_us }, headers: idempotent() }));
  const upload = (file: File) =>
    guarded(() =>
      call<Clip>('POST', 'audio', {
        query: { name: clipName(file.name), expires_us: expires_us ?? undefined },
        body: file,
        headers: { 'Content-Type': 'application/octet-stream', ...idempotent() },
      }),
    );
  return { busy, error, speak, upload };
}
