import { useQuery } from '@tanstack/react-query';
import { Button, Empty } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import { orderOf } from '@/api/lists';
import type { TimelineEntry } from '@/api/models/orders';
import type { Prepared } from '@/api/models/prepare';
import { useTimeline } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { SignPanel } from '@/components/order/SignPanel';
import { Waiting } from '@/components/Waiting';
import { again, copiesOf, type Copy } from '@/domain/moving';
import { addDays, nowUs, timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

function OneCopy({ copy, next }: { copy: Copy; next: () => void }) {
  const { t } = useI18n();
  const query = useQuery({
    queryKey: ['copy', copy.order, copy.starts],
    queryFn: async () => call<Prepared>('POST', 'orders/prepare', { json: again(await orderOf(copy.order), copy.starts) }),
    gcTime: 0,
    retry: false,
  });
  return (
    <div className="grid">
      <div><strong>{copy.headline}</strong> <span className="number">{copy.starts.map((start) => timeText(start, false)).join('，')}</span></div>
      {query.isPending && <Waiting />}
      {query.isError && <Failure error={query.error} />}
      {query.data && <SignPanel prepared={query.data} done={next} />}
      <Button onClick={next}>{t('schedule.skip')}</Button>
    </div>
  );
}

/** Last week's items in this one, one after the other: each is shown with its conflicts, then signed or left out. */
export function CopyWeek({ week, area, entries, done }: { week: number; area: string | undefined; entries: TimelineEntry[]; done: () => void }) {
  const { t } = useI18n();
  const last = useTimeline(addDays(week, -7), week, area);
  const [copies, setCopies] = useState<Copy[] | null>(null);
  const [at, setAt] = useState(0);
  if (last.isError && !last.data) return <Failure error={last.error} />;
  if (!last.data) return <Waiting />;
  const found = copies ?? copiesOf(last.data, entries, nowUs());
  if (!copies) setCopies(found);
  const copy = found[at];
  if (found.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('schedule.nothingToCopy')} />;
  if (!copy) return <div role="status">{t('schedule.copied')} <Button type="primary" onClick={done}>{t('app.close')}</Button></div>;
  return (
    <>
      <div className="quiet" role="status">{t('schedule.copyOf', { number: at + 1, count: found.length })}</div>
      <OneCopy key={copy.order} copy={copy} next={() => setAt(at + 1)} />
    </>
  );
}
