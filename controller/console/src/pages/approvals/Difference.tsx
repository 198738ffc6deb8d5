import { Table } from 'antd';
import { useOrder } from '@/api/queries';
import { differences } from '@/domain/difference';
import { useI18n } from '@/i18n/context';
import { fromBase64 } from '@/wire/bytes';
import { readEnvelope } from '@/wire/envelope';
import { readOrder, type Order } from '@/wire/order';

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}

/** What is not as in the version that this order replaces. */
export function Difference({ order, former }: { order: Order; former: string }) {
  const { t, word } = useI18n();
  const query = useOrder(former, 60_000);
  if (!query.data) return null;
  const before = readOrder(readEnvelope(fromBase64(query.data.envelope)).payload);
  return (
    <Table
      size="small"
      title={() => t('approvals.difference')}
      rowKey="field"
      pagination={false}
      dataSource={differences(before, order)}
      columns={[
        { title: '', dataIndex: 'field', render: (field: string) => word('order.field', field) },
        { title: query.data.digest.slice(0, 8), dataIndex: 'before', render: (value: unknown) => <span className="words">{short(value)}</span> },
        { title: '→', dataIndex: 'after', render: (value: unknown) => <span className="words">{short(value)}</span> },
      ]}
    />
  );
}
