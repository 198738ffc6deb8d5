import { Input, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useOrders } from '@/api/queries';
import { go, useRoute } from '@/app/route';
import { PageHead } from '@/components/PageHead';
import { monthSpan } from '@/domain/monthly';
import { dayText, nowUs, timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { MonthReport } from './MonthReport';
import { OrderReport } from './OrderReport';

function ChooseOrder({ item }: { item: string }) {
  const { t, word } = useI18n();
  const orders = (useOrders().data ?? []).filter((order) => !['draft', 'submitted', 'returned'].includes(order.state));
  const options = orders.map((order) => ({
    value: order.digest,
    label: `${timeText(Date.parse(order.issued_at) * 1000, false)} ${word('levelShort', order.level)} ${order.headline || word('class', order.class)}`,
  }));
  return <Select className="no-print" style={{ minWidth: 320, maxWidth: '100%' }} showSearch optionFilterProp="label" aria-label={t('reports.choose')} placeholder={t('reports.choose')} value={item || undefined} onChange={(digest: string) => go('reports', digest)} options={options} />;
}

export default function ReportsPage() {
  const { t } = useI18n();
  const { item } = useRoute();
  const [view, setView] = useState<'order' | 'month'>('order');
  const [month, setMonth] = useState(() => dayText(nowUs()).slice(0, 7));
  const span = monthSpan(month);
  return (
    <>
      <PageHead title={t('nav.reports')}>
        <Segmented<'order' | 'month'> className="no-print" aria-label={t('reports.view')} value={view} onChange={setView} options={(['order', 'month'] as const).map((name) => ({ value: name, label: t(`reports.view.${name}`) }))} />
        {view === 'order'
          ? <ChooseOrder item={item} />
          : <Input className="no-print" type="month" style={{ width: 180 }} aria-label={t('reports.month')} value={month} status={span ? '' : 'error'} onChange={(event) => setMonth(event.target.value)} />}
      </PageHead>
      {view === 'order' && item && <OrderReport key={item} digest={item} />}
      {view === 'month' && span && <MonthReport key={month} month={month} span={span} />}
      {view === 'month' && !span && <span className="quiet" role="status">{t('reports.badMonth')}</span>}
    </>
  );
}
