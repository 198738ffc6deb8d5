import { Button, Card, Descriptions, Space, Table } from 'antd';
import { useMemo } from 'react';
import { useAreas, useOrder } from '@/api/queries';
import { download } from '@/components/download';
import { Failure } from '@/components/Failure';
import { LevelTag } from '@/components/LevelTag';
import { Waiting } from '@/components/Waiting';
import { areaName } from '@/domain/areas';
import { csv } from '@/domain/outcomes';
import { ratePercent, reportOf, totalOf, type TownshipReport } from '@/domain/report';
import { nowUs, timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

function useRows(digest: string) {
  const query = useOrder(digest);
  const rows = useMemo(() => reportOf(query.data?.terminals ?? []), [query.data]);
  return { query, rows, total: useMemo(() => totalOf(rows), [rows]) };
}

/** Reached, sounded and causes, per township: on paper, or as a table for other programs. */
export function OrderReport({ digest }: { digest: string }) {
  const { t, word } = useI18n();
  const areas = useAreas().data;
  const { query, rows, total } = useRows(digest);
  if (query.isPending) return <Waiting />;
  if (query.isError) return <Failure error={query.error} />;
  const order = query.data;
  const causesText = (row: TownshipReport): string => [...row.causes].map(([cause, count]) => `${word(cause === 'waiting' ? 'progress' : 'outcome', cause)} ${count}`).join('；');
  const nameOf = (row: TownshipReport): string => (row.township ? areaName(areas, row.township) : t('reports.total'));
  const all = [...rows, total];
  const save = (): void => {
    const head = [t('orders.area'), t('reports.reached'), t('reports.sounded'), t('reports.silent'), t('reports.rate'), t('reports.causes')];
    const lines = all.map((row) => [nameOf(row), row.total, row.sounded, row.silent + row.waiting, `${ratePercent(row)}%`, causesText(row)]);
    download(`report-${digest.slice(0, 12)}.csv`, csv([head, ...lines]), 'text/csv;charset=utf-8');
  };
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
      <Table<TownshipReport>
        size="small"
        rowKey={(row) => row.township || 'total'}
        dataSource={all}
        pagination={false}
        scroll={{ x: 640 }}
        columns={[
          { title: t('orders.area'), render: (_, row) => (row.township ? nameOf(row) : <strong>{nameOf(row)}</strong>) },
          { title: t('reports.reached'), dataIndex: 'total' },
          { title: t('reports.sounded'), dataIndex: 'sounded' },
          { title: t('reports.silent'), render: (_, row) => row.silent + row.waiting },
          { title: t('reports.rate'), render: (_, row) => `${ratePercent(row)} %` },
          { title: t('reports.causes'), render: (_, row) => causesText(row) || '–' },
        ]}
      />
      <p className="quiet">{t('reports.made', { time: timeText(nowUs()) })}</p>
    </Card>
  );
}
