import { Table } from 'antd';
import { useAreas } from '@/api/queries';
import { areaName } from '@/domain/areas';
import { csv } from '@/domain/outcomes';
import { ratePercent, totalOf, type TownshipReport } from '@/domain/report';
import { useI18n, type I18n } from '@/i18n/context';

const causesText = ({ word }: I18n, row: TownshipReport): string =>
  [...row.causes].map(([cause, count]) => `${word(cause === 'waiting' ? 'progress' : 'outcome', cause)} ${count}`).join('；');

/** The same rows and their sum as one CSV table. */
export function useTownshipCsv(rows: TownshipReport[]): () => string {
  const i18n = useI18n();
  const { t } = i18n;
  const areas = useAreas().data;
  return () => csv([
    [t('orders.area'), t('reports.reached'), t('reports.sounded'), t('reports.silent'), t('reports.rate'), t('reports.causes')],
    ...[...rows, totalOf(rows)].map((row) => [
      row.township ? areaName(areas, row.township) : t('reports.total'), row.total, row.sounded, row.silent + row.waiting, `${ratePercent(row)}%`, causesText(i18n, row),
    ]),
  ]);
}

/** Reached, sounded and causes by township, and their sum. */
export function TownshipTable({ rows }: { rows: TownshipReport[] }) {
  const i18n = useI18n();
  const { t } = i18n;
  const areas = useAreas().data;
  return (
    <Table<TownshipReport>
      size="small"
      rowKey={(row) => row.township || 'total'}
      dataSource={[...rows, totalOf(rows)]}
      pagination={false}
      scroll={{ x: 640 }}
      columns={[
        { title: t('orders.area'), render: (_, row) => (row.township ? areaName(areas, row.township) : <strong>{t('reports.total')}</strong>) },
        { title: t('reports.reached'), dataIndex: 'total' },
        { title: t('reports.sounded'), dataIndex: 'sounded' },
        { title: t('reports.silent'), render: (_, row) => row.silent + row.waiting },
        { title: t('reports.rate'), render: (_, row) => `${ratePercent(row)} %` },
        { title: t('reports.causes'), render: (_, row) => causesText(i18n, row) || '–' },
      ]}
    />
  );
}
