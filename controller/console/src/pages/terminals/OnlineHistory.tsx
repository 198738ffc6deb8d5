import { useQuery } from '@tanstack/react-query';
import { Card } from 'antd';
import { useMemo } from 'react';
import { get } from '@/api/client';
import { Failure } from '@/components/Failure';
import { presenceColours } from '@/components/StateTag';
import { Waiting } from '@/components/Waiting';
import { daysOf, figuresOf, stretchesOf, type Day, type OnlineRecord, type Reach } from '@/domain/online';
import { dayText, spanText, timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

const wide = 480;
const row = 8;
const shownOutages = 5;
const colours: Record<Reach, string> = { online: presenceColours.online, offline: presenceColours.offline, unknown: 'transparent' };

/** A row for each day, the newest at the bottom, midnight to midnight. */
function Days({ days, label }: { days: Day[]; label: string }) {
  return (
    <svg viewBox={`0 0 ${wide} ${days.length * row}`} preserveAspectRatio="none" role="img" aria-label={label} style={{ width: '100%', height: days.length * row, display: 'block' }}>
      {days.flatMap((day, index) =>
        day.parts.map((part) => (
          <rect key={`${day.startUs}-${part.from}`} x={part.from * wide} y={index * row} width={(part.until - part.from) * wide} height={row - 1} fill={colours[part.state]}>
            <title>{dayText(day.startUs)}</title>
          </rect>
        )))}
    </svg>
  );
}

/** When it was online and when it was not, in the last thirty days. */
export function OnlineHistory({ id }: { id: string }) {
  const { t, language } = useI18n();
  const query = useQuery({ queryKey: ['online', id], queryFn: ({ signal }) => get<OnlineRecord>(`terminals/${encodeURIComponent(id)}/online`, {}, signal), refetchInterval: 60_000 });
  const stretches = useMemo(() => (query.data ? stretchesOf(query.data) : []), [query.data]);
  if (query.isError && !query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Waiting />;
  const days = daysOf(stretches);
  const { online, outages, longestMs } = figuresOf(stretches);
  const figures = online === null ? t('terminals.history.none') : t('terminals.online.figures', { percent: online.toFixed(1), outages, longest: spanText(longestMs / 1000, language) });
  const last = stretches.filter((one) => one.state === 'offline').slice(-shownOutages).reverse();
  return (
    <Card size="small" title={t('terminals.online')} data-testid="online-history" style={{ marginTop: 12 }}>
      <div className="history-axis quiet"><span>0:00</span><span>12:00</span><span>24:00</span></div>
      <Days days={days} label={`${t('terminals.online')}: ${figures}`} />
      <div className="history-axis quiet"><span>{days[0] && dayText(days[0].startUs)} – {days.at(-1) && dayText(days.at(-1)!.startUs)}</span></div>
      <div className="number">{figures}</div>
      {last.map((one) => (
        <div key={one.from} className="quiet number">{t('terminals.online.outage', { from: timeText(one.from, false), until: timeText(one.until, false), length: spanText((one.until - one.from) / 1_000_000, language) })}</div>
      ))}
    </Card>
  );
}
