import { Input, Segmented } from 'antd';
import { useState } from 'react';
import { useRoute } from '@/app/route';
import { PageHead } from '@/components/PageHead';
import { monthSpan } from '@/domain/monthly';
import { dayText, nowUs } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { ChooseOrder } from './ChooseOrder';
import { MonthReport } from './MonthReport';
import { OrderReport } from './OrderReport';

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
