import { Table, type TableColumnsType } from 'antd';
import { useAreas } from '@/api/queries';
import { usePhone } from '@/components/usePhone';
import { areaName } from '@/domain/areas';
import { csv } from '@/domain/outcomes';
import { failuresOf, ratePercent, toComeOf, totalOf, type TownshipReport } from '@/domain/report';
import { useI18n, type I18n } from '@/i18n/context';

const causesText = ({ word }: I18n, row: TownshipReport): string => failuresOf(row).map(([cause, count]) => `${word('outcome', cause)} ${count}`).join('；');
const rateText = (row: TownshipReport): string => (ratePercent(row) === null ? '–' : `${ratePercent(row)} %`);

/** The same rows and their sum as one CSV table. */
export function useTownshipCsv(rows: TownshipReport[]): () => string {
  const i18n = useI18n();
  const { t } = i18n;
  const areas = useAreas().data;
  return () => csv([
    [t('orders.area'), t('reports.reached'), t('reports.sounded'), t('reports.silent'), t('reports.cancelled'), t('reports.toCome'), t('reports.rate'), t('reports.causes')],
    ...[...rows, totalOf(rows)].map((row) => [
      row.township ? areaName(areas, row.township) : t('reports.total'), row.total, row.sounded, row.silent, row.cancelled, toComeOf(row), rateText(row), causesText(i18n, row),
    ]),
  ]);
}

/** Reached, sounded and causes by township, and their sum. */
export function TownshipTable({ rows }: { rows: TownshipReport[] }) {
  const i18n = useI18n();
  const { t } = i18n;
  const areas = useAreas().data;
  const phone = usePhone();
  const name = (row: TownshipReport) => (row.township ? areaName(areas, row.township) : <strong>{t('reports.total')}</strong>);
  const stacked: TableColumnsType<TownshipReport> = [
    { title: t('orders.area'), render: (_, row) => <div className="stacked">{name(row)}<span className="quiet">{causesText(i18n, row)}</span></div> },
    { title: t('reports.sounded'), render: (_, row) => `${row.sounded} / ${row.total}` },
    { title: t('reports.silent'), dataIndex: 'silent' },
    { title: t('reports.rate'), render: (_, row) => rateText(row) },
  ];
  return (
    <Table<TownshipReport>
      size="small"
      rowKey={(row) => row.township || 'total'}
      dataSource={[...rows, totalOf(rows)]}
      pagination={false}
      scroll={phone ? undefined : { x: 720 }}
      columns={phone ? stacked : [
        { title: t('orders.area'), render: (_, row) => name(row) },
        { title: t('reports.reached'), dataIndex: 'total' },
        { title: t('reports.sounded'), dataIndex: 'sounded' },
        { title: t('reports.silent'), dataIndex: 'silent' },
        { title: t('reports.cancelled'), dataIndex: 'cancelled' },
        { title: t('reports.toCome'), render: (_, row) => toComeOf(row) },
        { title: t('reports.rate'), render: (_, row) => rateText(row) },
        { title: t('reports.causes'), render: (_, row) => causesText(i18n, row) || '–' },
      ]}
    />
  );
}
