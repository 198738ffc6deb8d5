import { Table } from 'antd';
import type { OrderTerminal } from '@/api/models';
import { hrefOf } from '@/app/route';
import { by } from '@/domain/sorting';
import { clockText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

export function TerminalTable({ terminals }: { terminals: OrderTerminal[] }) {
  const { t, word } = useI18n();
  return (
    <Table<OrderTerminal>
      size="small"
      virtual
      scroll={{ x: 820, y: 460 }}
      rowKey={(row) => `${row.terminal}-${row.occurrence}`}
      dataSource={terminals}
      pagination={false}
      columns={[
        { title: t('nav.terminals'), width: 240, sorter: by((row) => row.name || row.terminal), render: (_, row) => <a href={hrefOf('terminals', row.terminal)}>{row.name || row.terminal}</a> },
        { title: t('orders.occurrence'), dataIndex: 'occurrence', width: 80, sorter: by((row) => row.occurrence) },
        { title: t('orders.stage'), width: 110, sorter: by((row) => row.stage), render: (_, row) => word('stage', row.stage) },
        { title: t('orders.outcome'), width: 170, sorter: by((row) => row.outcome), render: (_, row) => word('outcome', row.disputed ? 'disputed' : row.provisional ?? row.outcome) },
        { title: t('orders.firstSound'), width: 110, sorter: by((row) => row.first_sample_us), render: (_, row) => <span className="number">{row.first_sample_us ? clockText(row.first_sample_us, true) : '–'}</span> },
        { title: t('orders.detail'), width: 200, render: (_, row) => (row.refusal !== 'none' ? word('error.refused', row.refusal) : row.detail) },
      ]}
    />
  );
}
