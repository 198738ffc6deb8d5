import { Alert, Button, Progress, Result } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { LiveStream } from '@/api/models/live';
import type { Submitted } from '@/api/models/submit';
import { useOrder } from '@/api/queries';
import { hrefOf } from '@/app/route';
import { Failure } from '@/components/Failure';
import { OrderStateTag } from '@/components/StateTag';
import { meterPercent, readinessOf } from '@/domain/live';
import { durationText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { Speech } from './speech';

type Phase = 'ready' | 'speaking' | 'ended';

function Meter({ stream }: { stream: LiveStream }) {
  const { t } = useI18n();
  return (
    <div>
      <Progress aria-label={t('live.level')} percent={meterPercent(stream.rms_dbfs)} showInfo={false} size={['100%', 18]} strokeColor={stream.peak_dbfs > -1 ? '#c4161c' : '#1b7a3d'} />
      <div className="number quiet">{t('live.level')} {stream.rms_dbfs.toFixed(0)} dBFS</div>
    </div>
  );
}

function Clock({ stream }: { stream: LiveStream }) {
  const { t } = useI18n();
  const begins = stream.begins_in_ms ?? 0;
  const text = begins > 0 ? t('live.begins', { seconds: Math.ceil(begins / 1000) }) : t('live.left', { left: durationText(stream.ends_in_ms ?? 0) });
  return <div className="number" role="timer" style={{ fontSize: 32, fontWeight: 600 }}>{text}</div>;
}

function useSpeech(live: { stream: number; token: string }) {
  const [phase, setPhase] = useState<Phase>('ready');
  const [stream, setStream] = useState<LiveStream | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [unstopped, setUnstopped] = useState<unknown>(null);
  const [code, setCode] = useState(0);
  const speech = useRef<Speech | null>(null);
  useEffect(() => () => speech.current?.abandon(), []);
  const start = (): void => {
    setProblem(null);
    setPhase('speaking');
    const made = new Speech(live.stream, live.token, {
      onStream: setStream,
      onClosed: (closeCode) => {
        setCode(closeCode);
        setPhase('ended');
      },
    });
    speech.current = made;
    made.start().catch((error: Error) => {
      setProblem(error.message);
      setPhase('ready');
    });
  };
  const stop = (): void => {
    setUnstopped(null);
    speech.current?.stop().catch(setUnstopped);
  };
  return { phase, stream, problem, unstopped, code, start, stop };
}

function Over({ good, title, detail, digest, again }: { good: boolean; title: string; detail?: ReactNode; digest: string; again: () => void }) {
  const { t } = useI18n();
  return (
    <Result
      status={good ? 'success' : 'warning'}
      title={title}
      subTitle={detail}
      extra={[<Button key="again" type="primary" onClick={again}>{t('live.again')}</Button>, <Button key="order" href={hrefOf('orders', digest)}>{t('orders.result')}</Button>]}
    />
  );
}

/** The microphone, its level, and how long is left. */
export function Studio({ submitted, live, again }: { submitted: Submitted; live: { stream: number; token: string }; again: () => void }) {
  const { t } = useI18n();
  const { phase, stream, problem, unstopped, code, start, stop } = useSpeech(live);
  const order = useOrder(submitted.digest, 2_000).data;
  const state = order?.state ?? submitted.state;
  const readiness = readinessOf(state);
  const good = code === 1000;
  if (phase === 'ended') return <Over good={good} title={t('live.ended')} detail={good ? undefined : t('live.closed', { code })} digest={submitted.digest} again={again} />;
  if (phase === 'ready' && readiness === 'over') return <Over good={false} title={t('live.cannotBegin')} detail={<OrderStateTag state={state} />} digest={submitted.digest} again={again} />;
  return (
    <div className="grid" style={{ textAlign: 'center' }}>
      {phase === 'ready' && readiness === 'waits' && <Alert type="info" showIcon message={t('live.needsApproval')} />}
      {problem && <Alert type="error" showIcon message={t('live.noMicrophone', { reason: problem })} />}
      {unstopped !== null && <Failure error={unstopped} />}
      {phase === 'ready' && <Button type="primary" size="large" danger disabled={readiness !== 'ready'} onClick={start}>{t('live.start')}</Button>}
      {phase === 'speaking' && (
        <>
          <div className="banner" style={{ background: '#c4161c', borderRadius: 8 }} role="status">{t('live.onAir')}</div>
          {stream ? <><Clock stream={stream} /><Meter stream={stream} /></> : <p>{t('live.waiting')}</p>}
          <Button size="large" onClick={stop}>{t('live.stop')}</Button>
        </>
      )}
    </div>
  );
}
