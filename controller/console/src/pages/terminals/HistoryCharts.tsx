import { useQuery } from '@tanstack/react-query';
import { Card, Segmented } from 'antd';
import { useState } from 'react';
import { get } from '@/api/client';
import { Failure } from '@/components/Failure';
import { Waiting } from '@/components/Waiting';
import { fields, lineOf, spans, type HistoryPoint, type Line } from '@/domain/history';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

const wide = 400;
const tall = 96;

const path = (run: Line['runs'][number]): string => run.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${(x * wide).toFixed(1)} ${((1 - y) * tall).toFixed(1)}`).join('');

function Chart({ line, label }: { line: Line; label: string }) {
  return (
    <svg className="history-chart" viewBox={`0 -4 ${wide} ${tall + 8}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {[0, 0.5, 1].map((at) => <line key={at} x1={0} x2={wide} y1={at * tall} y2={at * tall} className="history-grid" />)}
      {line.runs.map((run, index) => (
        // A point alone is a line of no length, whose round ends show.
        <path key={index} d={run.length === 1 ? `${path(run)}h0` : path(run)} className={run.length === 1 ? 'history-line history-point' : 'history-line'} />
      ))}
    </svg>
  );
}

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
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
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
                    <Chart line={line} label={`${name}: ${figures}`} />
                    <div className="history-axis quiet"><span>{line.bottom} {unit}</span><span>{timeText(first, false)} – {timeText(points.at(-1)?.at_us, false)}</span></div>
                    <div className="number">{figures}</div>
                  </>
                ) : <span className="quiet">{t('terminals.history.none')}</span>}
              </Card>
            );
          })}
        </div>
      )}
    </>
  );
}
