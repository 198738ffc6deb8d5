import { useQuery } from '@tanstack/react-query';
import { Card } from 'antd';
import { useMemo } from 'react';
import { get } from '@/api/client';
import type { Terminal } from '@/api/models/terminals';
import { Failure } from '@/components/Failure';
import { LineChart } from '@/components/LineChart';
import { lineOf } from '@/domain/history';
import { nowUs } from '@/domain/times';
import { trendFields, trendSpan, withNow, type TrendPoint } from '@/domain/trends';
import { useI18n } from '@/i18n/context';

/** How online, faulty and playing went over a day, in the chosen area. */
export function Trends({ area, terminals }: { area: string | undefined; terminals: Terminal[] }) {
  const { t, word } = useI18n();
  const query = useQuery({
    queryKey: ['trends', area],
    queryFn: async ({ signal }) => (await get<{ points: TrendPoint[] }>('trends', { area }, signal)).points,
    refetchInterval: 5 * 60_000,
  });
  const points = useMemo(() => withNow(query.data ?? [], terminals, nowUs()), [query.data, terminals]);
  return (
    <Card size="small" title={t('situation.trends')} data-testid="trends">
      {query.isError && <Failure error={query.error} />}
      {trendFields.map((field) => {
        const line = lineOf(points, field, trendSpan, [0, Math.max(1, terminals.length)]);
        const figures = line && t('situation.trendFigures', { latest: line.latest, low: line.low, high: line.high });
        return line && figures && (
          <div key={field}>
            <div className="row-line"><strong>{word('situation.trend', field)}</strong><span className="number quiet">{figures}</span></div>
            <LineChart line={line} label={`${word('situation.trend', field)}: ${figures}`} />
          </div>
        );
      })}
      {query.isSuccess && query.data.length === 0 && <span className="quiet">{t('situation.trendYoung')}</span>}
    </Card>
  );
}
