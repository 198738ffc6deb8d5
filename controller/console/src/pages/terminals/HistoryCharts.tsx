import { useQuery } from '@tanstack/react-query';
import { Card, Segmented } from 'antd';
import { useState } from 'react';
import { get } from '@/api/client';
import { Failure } from '@/components/Failure';
import { LineChart } from '@/components/LineChart';
import { Waiting } from '@/components/Waiting';
import { fields, lineOf, spans, type HistoryPoint } from '@/domain/history';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { OnlineHistory } from './OnlineHistory';

/** How its signal, battery, temperature and output went, over a day, a fortnight or a quarter of a year. */
export function HistoryCharts({ id }: { id: string }) {
  const { t, word } = useI18n();
  const [chosen, choose] = useState(0);
  const span = spans[chosen] ?? spans[0];
  const query = useQuery({
    queryKey: ['history', id, span.minutes],
    queryFn: ({ signal }) => get<{ points: HistoryPoint[] }>(`terminals/${encodeURIComponent(id)}/history`, { step_minutes: String(span.minutes) }, signal),
    refetchInterval: 60_000,
  });
  if (query.isError && !query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const points = query.data?.points ?? [];
  const first = (points.at(-1)?.at_us ?? 0) - (span.steps - 1) * span.minutes * 60_000_000;
  return (
    <>
      <Segmented
        aria-label={t('terminals.history.span')}
        value={chosen}
        onChange={choose}
        options={[t('terminals.history.day'), t('terminals.history.fortnight'), t('terminals.history.quarter')].map((label, value) => ({ label, value }))}
      />
      {query.isPending ? <Waiting /> : (
        <div className="history-cards">
          {fields.map(({ field, unit, least }) => {
            const line = lineOf(points, field, span, least);
            const name = word('terminals.history', field);
            const figures = line && t('terminals.history.figures', { latest: line.latest, low: line.low, high: line.high, unit });
            return (
              <Card key={field} size="small" title={name} data-testid={`history-${field}`}>
                {line && figures ? (
                  <>
                    <div className="history-axis quiet"><span>{line.top} {unit}</span></div>
                    <LineChart line={line} label={`${name}: ${figures}`} />
                    <div className="history-axis quiet"><span>{line.bottom} {unit}</span><span>{timeText(first, false)} – {timeText(points.at(-1)?.at_us, false)}</span></div>
                    <div className="number">{figures}</div>
                  </>
                ) : <span className="quiet">{t('terminals.history.none')}</span>}
              </Card>
            );
          })}
        </div>
      )}
      <OnlineHistory id={id} />
    </>
  );
}
