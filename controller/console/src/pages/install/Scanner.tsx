import { Alert, Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useI18n } from '@/i18n/context';

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
type DetectorClass = new (options: { formats: string[] }) => Detector;

const detectorClass = (): DetectorClass | undefined => (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
const lookEveryMs = 250;

/** Reads a code through the phone's camera where the browser can; elsewhere says that it has to be typed. */
export function Scanner({ found }: { found: (text: string) => void }) {
  const { t } = useI18n();
  const video = useRef<HTMLVideoElement>(null);
  const [on, setOn] = useState(false);
  const [failed, setFailed] = useState(false);
  const take = useRef(found);
  take.current = found;
  useEffect(() => {
    const Detector = detectorClass();
    if (!on || !Detector) return undefined;
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setInterval> | null = null;
    let over = false;
    const stop = (): void => {
      over = true;
      if (timer) clearInterval(timer);
      stream?.getTracks().forEach((track) => track.stop());
    };
    const start = async (): Promise<void> => {
      const detector = new Detector({ formats: ['qr_code', 'data_matrix', 'code_128'] });
      const opened = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      stream = opened;
      if (over || !video.current) return stop();
      video.current.srcObject = opened;
      await video.current.play();
      timer = setInterval(() => {
        if (!video.current) return;
        detector.detect(video.current).then(([code]) => { if (code && !over) { setOn(false); take.current(code.rawValue); } }).catch(() => undefined);
      }, lookEveryMs);
    };
    start().catch(() => { if (!over) { setFailed(true); setOn(false); } });
    return stop;
  }, [on]);
  if (!detectorClass() || failed) return <Alert type="info" showIcon message={t('install.noScanner')} />;
  return (
    <div>
      <Button onClick={() => setOn(!on)}>{on ? t('app.cancel') : t('install.scan')}</Button>
      {on && <video ref={video} muted playsInline aria-label={t('install.scan')} style={{ width: '100%', marginTop: 8, borderRadius: 8 }} />}
    </div>
  );
}
