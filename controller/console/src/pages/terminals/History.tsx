import { Table } from 'antd';
import type { Diagnosis } from '@/api/models/diagnosis';
import { useTold } from '@/components/useTold';
import { by } from '@/domain/sorting';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

export function PlayedTable({ played }: { played: Diagnosis['played'] }) {
  const { t, word } = useI18n();
  const told = useTold<Diagnosis['played'][number]>(640, [
    { title: t('terminals.since'), sorter: by((row) => row.at_us), render: (_, row) => <span className="number">{timeText(row.at_us)}</span>, width: 190 },
    { title: t('orders.outcome'), sorter: by((row) => row.outcome), render: (_, row) => word('outcome', row.outcome) },
    { title: t('orders.detail'), render: (_, row) => (row.refusal !== 'none' ? word('error.refused', row.refusal) : row.detail) },
  ]);
  return (
    <Table
      size="small"
      rowKey={(row) => `${row.at_us}-${row.outcome}`}
      dataSource={played}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      {...told}
    />
  );
}

export function ReportsTable({ reports }: { reports: Diagnosis['reports'] }) {
  const { t } = useI18n();
  const told = useTold<Diagnosis['reports'][number]>(640, [
    { title: t('terminals.since'), render: (_, row) => <span className="number">{timeText(row.at_us)}</span>, width: 190 },
    { title: t('terminals.kind'), dataIndex: 'kind', sorter: by((row) => row.kind) },
    { title: t('terminals.times'), dataIndex: 'times', width: 80, sorter: by((row) => row.times) },
    { title: t('orders.detail'), dataIndex: 'detail' },
    { title: t('terminals.over'), render: (_, row) => timeText(row.over_us), width: 190 },
  ]);
  return (
    <Table
      size="small"
      rowKey={(row) => `${row.kind}-${row.at_us}`}
      dataSource={reports}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      {...told}
    />
  );
}
