import { Card } from 'antd';
import { useRefusals } from '@/api/queries';
import type { RefusedOrder } from '@/api/models/terminals';
import { hrefOf } from '@/app/route';
import { PagedTable } from '@/components/PagedTable';
import { usePhone } from '@/components/usePhone';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

/** What this terminal has refused, in its own signed words: also orders that this controller never issued. */
export function Refusals({ id }: { id: string }) {
  const { t, word } = useI18n();
  const phone = usePhone();
  const when = (row: RefusedOrder) => <span className="number">{timeText(row.at_us)}</span>;
  const order = (row: RefusedOrder) => <a className="code" href={hrefOf('orders', row.order)}>{row.order.slice(0, 8)}</a>;
  const detail = (row: RefusedOrder) => <span className="words">{row.detail}</span>;
  const stacked = (row: RefusedOrder) => (
    <div className="stacked">
      <div className="inline">{word('error.refused', row.reason)} {order(row)}</div>
      {detail(row)}
      <span className="quiet">{when(row)}</span>
    </div>
  );
  return (
    <Card size="small" title={t('terminals.refusals')} style={{ marginTop: 12 }}>
      <PagedTable<RefusedOrder>
        list={useRefusals(id)}
        name={(row) => `${row.order} ${row.at_us} ${row.reason}`}
        width={560}
        stacks
        columns={phone ? [{ title: t('orders.reason'), render: (_, row) => stacked(row) }] : [
          { title: t('terminals.since'), width: 180, render: (_, row) => when(row) },
          { title: t('orders.reason'), render: (_, row) => word('error.refused', row.reason) },
          { title: t('order.order'), width: 120, render: (_, row) => order(row) },
          { title: t('orders.detail'), render: (_, row) => detail(row) },
        ]}
      />
    </Card>
  );
}
