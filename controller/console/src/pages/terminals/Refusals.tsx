import { Card, Table } from 'antd';
import { rowsOf } from '@/api/pages';
import { useRefusals } from '@/api/queries';
import type { RefusedOrder } from '@/api/models/terminals';
import { hrefOf } from '@/app/route';
import { Failure } from '@/components/Failure';
import { Older } from '@/components/Older';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

/** What this terminal has refused, in its own signed words: also orders that this controller never issued. */
export function Refusals({ id }: { id: string }) {
  const { t, word } = useI18n();
  const list = useRefusals(id);
  const rows = rowsOf(list.data, (row) => `${row.order} ${row.at_us} ${row.reason}`);
  return (
    <Card size="small" title={t('terminals.refusals')} style={{ marginTop: 12 }}>
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      <Table<RefusedOrder>
        size="small"
        rowKey={(row) => `${row.order} ${row.at_us} ${row.reason}`}
        loading={list.isPending}
        dataSource={rows}
        pagination={false}
        scroll={{ x: 560 }}
        columns={[
          { title: t('terminals.since'), width: 180, render: (_, row) => <span className="number">{timeText(row.at_us)}</span> },
          { title: t('orders.reason'), render: (_, row) => word('error.refused', row.reason) },
          { title: t('order.order'), width: 120, render: (_, row) => <a className="code" href={hrefOf('orders', row.order)}>{row.order.slice(0, 8)}</a> },
          { title: t('orders.detail'), render: (_, row) => <span className="words">{row.detail}</span> },
        ]}
      />
      {list.isSuccess && <Older list={list} shown={rows.length} />}
    </Card>
  );
}
