import { Table, type TableColumnsType } from 'antd';
import type { OrderTerminal } from '@/api/models/orders';
import { hrefOf } from '@/app/route';
import { usePhone } from '@/components/usePhone';
import { by } from '@/domain/sorting';
import { clockText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

function useColumns(phone: boolean): TableColumnsType<OrderTerminal> {
  const { t, word } = useI18n();
  const name = (row: OrderTerminal) => <a href={hrefOf('terminals', row.terminal)}>{row.name || row.terminal}</a>;
  const outcome = (row: OrderTerminal): string => word('outcome', row.disputed ? 'disputed' : row.provisional ?? row.outcome);
  const first = (row: OrderTerminal) => <span className="number">{row.first_sample_us ? clockText(row.first_sample_us, true) : '–'}</span>;
  const detail = (row: OrderTerminal): string => (row.refusal !== 'none' ? word('error.refused', row.refusal) : row.detail);
  const byName = by<OrderTerminal>((row) => row.name || row.terminal);
  const byOutcome = by<OrderTerminal>((row) => row.outcome);
  if (phone)
    return [
      { title: t('nav.terminals'), width: 190, sorter: byName, render: (_, row) => <div className="stacked">{name(row)}<span className="quiet">{detail(row)}</span></div> },
      { title: t('orders.outcome'), width: 150, sorter: byOutcome, render: (_, row) => <div className="stacked"><span>{row.stage === 'final' || row.provisional ? outcome(row) : word('stage', row.stage)}</span><span className="quiet">{first(row)}</span></div> },
    ];
  return [
    { title: t('nav.terminals'), width: 240, sorter: byName, render: (_, row) => name(row) },
    { title: t('orders.occurrence'), dataIndex: 'occurrence', width: 80, sorter: by((row) => row.occurrence) },
    { title: t('orders.stage'), width: 110, sorter: by((row) => row.stage), render: (_, row) => word('stage', row.stage) },
    { title: t('orders.outcome'), width: 170, sorter: byOutcome, render: (_, row) => outcome(row) },
    { title: t('orders.firstSound'), width: 110, sorter: by((row) => row.first_sample_us), render: (_, row) => first(row) },
    { title: t('orders.detail'), width: 200, render: (_, row) => detail(row) },
  ];
}

export function TerminalTable({ terminals }: { terminals: OrderTerminal[] }) {
  const phone = usePhone();
  return (
    <Table<OrderTerminal>
      size="small"
      virtual
      scroll={{ x: phone ? 340 : 910, y: 460 }}
      rowKey={(row) => `${row.terminal}-${row.occurrence}`}
      dataSource={terminals}
      pagination={false}
      columns={useColumns(phone)}
    />
  );
}
