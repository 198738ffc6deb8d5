import { Select } from 'antd';
import { useOrders } from '@/api/queries';
import { go, useRoute } from '@/app/route';
import { PageHead } from '@/components/PageHead';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { OrderReport } from './OrderReport';

export default function ReportsPage() {
  const { t, word } = useI18n();
  const { item } = useRoute();
  const orders = (useOrders().data ?? []).filter((order) => !['draft', 'submitted', 'returned'].includes(order.state));
  const options = orders.map((order) => ({
    value: order.digest,
    label: `${timeText(Date.parse(order.issued_at) * 1000, false)} ${word('levelShort', order.level)} ${order.headline || word('class', order.class)}`,
  }));
  return (
    <>
      <PageHead title={t('nav.reports')}>
        <Select className="no-print" style={{ minWidth: 320, maxWidth: '100%' }} showSearch optionFilterProp="label" aria-label={t('reports.choose')} placeholder={t('reports.choose')} value={item || undefined} onChange={(digest: string) => go('reports', digest)} options={options} />
      </PageHead>
      {item && <OrderReport key={item} digest={item} />}
    </>
  );
}
