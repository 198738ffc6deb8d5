import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Descriptions, Progress, Space } from 'antd';
import { useState } from 'react';
import { heldOrders, maxOrders, monthOf, type Month } from '@/api/monthly';
import { download } from '@/components/download';
import { Failure } from '@/components/Failure';
import type { Span } from '@/domain/monthly';
import { nowUs, timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { orderClasses } from '@/wire/vocabulary';
import { TownshipTable, useTownshipCsv } from './TownshipTable';

function Sums({ month, data }: { month: string; data: Month }) {
  const { t, word } = useI18n();
  const csv = useTownshipCsv(data.rows);
  const count = (name: string): number => data.orders.filter((order) => order.class === name).length;
  const save = (): void => download(`report-${month}.csv`, csv(), 'text/csv;charset=utf-8');
  return (
    <Card title={t('reports.ofMonth', { month })} extra={<Space className="no-print"><Button onClick={() => print()}>{t('app.print')}</Button><Button onClick={save}>{t('app.csv')}</Button></Space>}>
      {data.cut && <Alert type="warning" showIcon message={t('reports.cut', { count: maxOrders })} style={{ marginBottom: 12 }} />}
      {data.forgotten && <Alert type="warning" showIcon message={t('reports.forgotten', { count: heldOrders })} style={{ marginBottom: 12 }} />}
      <Descriptions size="small" column={{ xs: 1, md: 2 }} items={[
        { key: 'all', label: t('reports.orders'), children: data.orders.length },
        ...orderClasses.map((name) => ({ key: name, label: word('class', name), children: count(name) })),
      ]} />
      <TownshipTable rows={data.rows} />
      <p className="quiet">{t('reports.counted')} {t('reports.made', { time: timeText(nowUs()) })}</p>
    </Card>
  );
}

/** All orders of a month, added up by township. */
export function MonthReport({ month, span }: { month: string; span: Span }) {
  const { t } = useI18n();
  const [read, setRead] = useState({ done: 0, all: 0 });
  const query = useQuery({
    queryKey: ['month', span.fromUs],
    queryFn: ({ signal }) => monthOf(span, (done, all) => setRead({ done, all }), signal),
    retry: false,
    staleTime: 60_000,
  });
  if (query.isError && !query.data) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.data) return <Sums month={month} data={query.data} />;
  return (
    <div role="status">
      {t('reports.reading', read)}
      <Progress percent={read.all === 0 ? 0 : Math.round((100 * read.done) / read.all)} aria-label={t('reports.reading', read)} />
    </div>
  );
}
