import { Card } from 'antd';
import { useRefusals } from '@/api/queries';
import type { RefusedOrder } from '@/api/models/terminals';
import { hrefOf } from '@/app/route';
import { PagedTable } from '@/components/PagedTable';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

/** What this terminal has refused, in its own signed words: also orders that this controller never issued. */
export function Refusals({ id }: { id: string }) {
  const { t, word } = useI18n();
  return (
    <Card size="small" title={t('terminals.refusals')} style={{ marginTop: 12 }}>
      <PagedTable<RefusedOrder>
        list={useRefusals(id)}
        name={(row) => `${row.order} ${row.at_us} ${row.reason}`}
        width={560}
        columns={[
          { title: t('terminals.since'), width: 180, render: (_, row) => <span className="number">{timeText(row.at_us)}</span> },
          { title: t('orders.reason'), render: (_, row) => word('error.refused', row.reason) },
          { title: t('order.order'), width: 120, render: (_, row) => <a className="code" href={hrefOf('orders', row.order)}>{row.order.slice(0, 8)}</a> },
          { title: t('orders.detail'), render: (_, row) => <span className="words">{row.detail}</span> },
        ]}
      />
    </Card>
  );
}
