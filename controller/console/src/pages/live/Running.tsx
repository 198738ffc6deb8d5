import { useQuery } from '@tanstack/react-query';
import { Button, Card, Input, Progress, Space, Tag } from 'antd';
import { useState } from 'react';
import { get, getText } from '@/api/client';
import type { LiveStream } from '@/api/models/live';
import { hrefOf } from '@/app/route';
import { ClipPlayer } from '@/components/clip/ClipPlayer';
import { download } from '@/components/download';
import { Failure } from '@/components/Failure';
import { isReceiver, meterPercent, running } from '@/domain/live';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

const everyMs = 2_000;
const kept = 5;

/** The sound goes to an address that the controller allows, for any player that reads the file. */
function Listen({ stream }: { stream: LiveStream }) {
  const { t } = useI18n();
  const [to, setTo] = useState('127.0.0.1:5004');
  const [error, setError] = useState<unknown>(null);
  const listen = (): void => {
    setError(null);
    getText(`live/${stream.stream}/monitor.sdp`, { to }).then((sdp) => download(`live-${stream.stream}.sdp`, sdp, 'application/sdp')).catch(setError);
  };
  return (
    <div>
      <Space.Compact>
        <Input aria-label={t('live.listenTo')} value={to} maxLength={64} status={isReceiver(to) ? '' : 'error'} onChange={(event) => setTo(event.target.value.trim())} />
        <Button autoInsertSpace={false} disabled={!isReceiver(to)} onClick={listen}>{t('live.listen')}</Button>
      </Space.Compact>
      <div className="quiet">{t('live.listenHint')}</div>
      {error !== null && <Failure error={error} />}
    </div>
  );
}

function Stream({ stream }: { stream: LiveStream }) {
  const { t, word } = useI18n();
  return (
    <div className="grid" data-testid="live-stream">
      <div className="row-line">
        <Tag color={stream.state === 'speaking' ? '#c4161c' : '#5f6b76'}>{word('live.state', stream.state)}</Tag>
        <strong className="grow">{stream.holder}</strong>
        {running(stream) && <span className="number quiet">{t('live.until', { time: timeText(stream.until_us) })}</span>}
        <Button size="small" href={hrefOf('orders', stream.order)}>{t('orders.result')}</Button>
      </div>
      {stream.state === 'speaking' && <Progress aria-label={t('live.level')} percent={meterPercent(stream.rms_dbfs)} showInfo={false} strokeColor={stream.peak_dbfs > -1 ? '#c4161c' : '#1b7a3d'} />}
      {running(stream) && <Listen stream={stream} />}
      {stream.state === 'ended' && stream.recording && <ClipPlayer clip={{ clip: stream.recording, duration_ms: 0, warnings: [] }} />}
    </div>
  );
}

/** Who speaks now, how loud, and a way to listen in; and the recordings of who spoke last. */
export function Running() {
  const { t } = useI18n();
  const query = useQuery({ queryKey: ['live'], queryFn: async ({ signal }) => (await get<{ streams: LiveStream[] }>('live', {}, signal)).streams, refetchInterval: everyMs });
  const streams = query.data ?? [];
  const shown = [...streams.filter(running), ...streams.filter((stream) => !running(stream)).sort((a, b) => (b.until_us ?? 0) - (a.until_us ?? 0)).slice(0, kept)];
  return (
    <Card size="small" title={t('live.streams')} data-testid="live-streams">
      {query.isError && <Failure error={query.error} />}
      {query.isSuccess && shown.length === 0 && <span className="quiet">{t('live.noStreams')}</span>}
      <div className="grid">{shown.map((stream) => <Stream key={stream.stream} stream={stream} />)}</div>
    </Card>
  );
}
