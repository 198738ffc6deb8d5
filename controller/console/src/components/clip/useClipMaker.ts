import { useState } from 'react';
import { call, idempotent } from '@/api/client';
import type { Clip } from '@/api/models';
import { keepClip } from './kept';

export const maxUploadBytes = 64 * 1024 * 1024;

export type SpeechRequest =
  | { text: string; language: 'zh' | 'en' }
  | { template: string; parameters: Record<string, string>; languages: string[] };

/** Makes clips from texts and recordings; remembers them in this browser. */
export function useClipMaker(done: (clip: Clip) => void) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const guarded = async (name: string, make: () => Promise<Clip>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const clip = await make();
      keepClip({ ...clip, name, madeAtMs: Date.now() });
      done(clip);
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  const speak = (name: string, request: SpeechRequest) =>
    guarded(name, () => call<Clip>('POST', 'speech', { json: request, headers: idempotent() }));
  const upload = (file: File) =>
    guarded(file.name, () =>
      call<Clip>('POST', 'audio', { body: file, headers: { 'Content-Type': 'application/octet-stream', ...idempotent() } }),
    );
  return { busy, error, speak, upload };
}
