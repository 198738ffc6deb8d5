import { Button, Drawer, Space } from 'antd';
import { useState } from 'react';
import { useTimeline } from '@/api/queries';
import { useSignedIn } from '@/app/context';
import { AreaPicker } from '@/components/AreaPicker';
import { Failure } from '@/components/Failure';
import { PageHead } from '@/components/PageHead';
import { may } from '@/domain/permissions';
import { addDays, dayText, nowUs, startOfWeek } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { NewItem } from './NewItem';
import { Week } from './Week';

export default function SchedulePage() {
  const { t } = useI18n();
  const session = useSignedIn();
  const [week, setWeek] = useState(() => startOfWeek(nowUs()));
  const [area, setArea] = useState<string[]>([]);
  const [open, setOpen] = useState(false);
  const timeline = useTimeline(week, addDays(week, 7), area[0]);
  return (
    <>
      <PageHead title={t('nav.schedule')}>
        <Space wrap>
          <Button onClick={() => setWeek(addDays(week, -7))}>{t('schedule.before')}</Button>
          <Button onClick={() => setWeek(startOfWeek(nowUs()))}>{t('schedule.thisWeek')}</Button>
          <Button onClick={() => setWeek(addDays(week, 7))}>{t('schedule.after')}</Button>
          <span className="number">{dayText(week)} – {dayText(addDays(week, 6))}</span>
          <div style={{ width: 220 }}><AreaPicker label={t('schedule.area')} value={area} onChange={setArea} single placeholder={t('situation.allAreas')} /></div>
          {may(session, 'schedule') && <Button type="primary" onClick={() => setOpen(true)}>{t('schedule.new')}</Button>}
        </Space>
      </PageHead>
      {timeline.isError && <Failure error={timeline.error} />}
      <Week week={week} entries={timeline.data ?? []} />
      <Drawer open={open} onClose={() => setOpen(false)} title={t('schedule.new')} width={Math.min(720, window.innerWidth)} destroyOnHidden>
        <NewItem done={() => { setOpen(false); void timeline.refetch(); }} />
      </Drawer>
    </>
  );
}
