import { Alert, Button } from 'antd';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useI18n } from '@/i18n/context';
import { openReader } from './reader';

const lookEveryMs = 250;

interface Watch {
  video: RefObject<HTMLVideoElement>;
  found: (text: string) => void;
  failed: () => void;
}

/** The camera and what is read through it, until stopped. */
function watch({ video, found, failed }: Watch): () => void {
  let stream: MediaStream | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;
  const stop = (): void => {
    over = true;
    clearTimeout(timer);
    stream?.getTracks().forEach((track) => track.stop());
  };
  const start = async (): Promise<void> => {
    const [read, opened] = await Promise.all([openReader(), navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })]);
    stream = opened;
    if (over || !video.current) return stop();
    const shown = video.current;
    shown.srcObject = opened;
    await shown.play();
    const look = async (): Promise<void> => {
      const text = await read(shown).catch(() => null);
      if (over) return;
      if (text) found(text);
      else timer = setTimeout(() => void look(), lookEveryMs);
    };
    await look();
  };
  start().catch(() => { if (!over) failed(); });
  return stop;
}

/** Reads a code through the phone's camera; without one says that it has to be typed. */
export function Scanner({ found }: { found: (text: string) => void }) {
  const { t } = useI18n();
  const video = useRef<HTMLVideoElement>(null);
  const [on, setOn] = useState(false);
  const [failed, setFailed] = useState(false);
  const take = useRef(found);
  take.current = found;
  useEffect(() => {
    if (!on) return undefined;
    const ended = (): void => setOn(false);
    return watch({ video, found: (text) => { ended(); take.current(text); }, failed: () => { ended(); setFailed(true); } });
  }, [on]);
  if (failed || !navigator.mediaDevices) return <Alert type="info" showIcon message={t('install.noScanner')} />;
  return (
    <div>
      <Button onClick={() => setOn(!on)}>{on ? t('app.cancel') : t('install.scan')}</Button>
      {on && <video ref={video} muted playsInline aria-label={t('install.scan')} style={{ width: '100%', marginTop: 8, borderRadius: 8 }} />}
    </div>
  );
}
