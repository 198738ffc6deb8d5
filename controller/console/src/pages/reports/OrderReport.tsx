import { Button, Card, Descriptions, Space } from 'antd';
import { useMemo } from 'react';
import { useOrder } from '@/api/queries';
import { download } from '@/components/download';
import { Failure } from '@/components/Failure';
import { LevelTag } from '@/components/LevelTag';
import { Waiting } from '@/components/Waiting';
import { reportOf } from '@/domain/report';
import { nowUs, timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { TownshipTable, useTownshipCsv } from './TownshipTable';

/** Reached, sounded and causes, per township: on paper, or as a table for other programs. */
export function OrderReport({ digest }: { digest: string }) {
  const { t, word } = useI18n();
  const query = useOrder(digest);
  const rows = useMemo(() => reportOf(query.data?.terminals ?? []), [query.data]);
  const csv = useTownshipCsv(rows);
  if (query.isPending) return <Waiting />;
  if (query.isError && !query.data) return <Failure error={query.error} />;
  const order = query.data;
  const save = (): void => download(`report-${digest.slice(0, 12)}.csv`, csv(), 'text/csv;charset=utf-8');
  return (
    <Card title={t('reports.title')} extra={<Space className="no-print"><Button onClick={() => print()}>{t('app.print')}</Button><Button onClick={save}>{t('app.csv')}</Button></Space>}>
      <Descriptions size="small" column={{ xs: 1, md: 2 }} items={[
        { key: 'headline', label: t('order.headline'), children: order.headline || '–' },
        { key: 'class', label: t('order.class'), children: <>{word('class', order.class)}&nbsp;<LevelTag level={order.level} /></> },
        { key: 'issued', label: t('orders.issuedAt'), children: timeText(order.issued_at_us) },
        { key: 'persons', label: t('orders.persons'), children: order.persons.join('、') },
        { key: 'state', label: t('orders.state'), children: word('state', order.state) },
        { key: 'digest', label: t('dispatch.digest'), children: <span className="code">{order.digest}</span> },
      ]} />
      <TownshipTable rows={rows} />
      <p className="quiet">{t('reports.made', { time: timeText(nowUs()) })}</p>
    </Card>
  );
}
