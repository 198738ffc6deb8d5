import { useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Segmented, Space } from 'antd';
import { useState } from 'react';
import type { PlaylistUse } from '@/api/models/clips';
import type { TimelineEntry } from '@/api/models/orders';
import { keys, useTimeline } from '@/api/queries';
import { useSignedIn } from '@/app/context';
import { AreaPicker } from '@/components/AreaPicker';
import { Failure } from '@/components/Failure';
import { PageHead } from '@/components/PageHead';
import { may } from '@/domain/permissions';
import { addDays, dayText, nowUs, startOfDay, startOfWeek } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { CopyWeek } from './CopyWeek';
import { Day } from './Day';
import { Holidays } from './Holidays';
import { MoveItem } from './MoveItem';
import { NewItem } from './NewItem';
import { Outdated } from './Outdated';
import { Playlists } from './Playlists';
import { Resign } from './Resign';
import { Week } from './Week';

type Open =
  | { kind: 'new' | 'copy' | 'holidays' | 'playlists' }
  | { kind: 'move'; entry: TimelineEntry; date: string }
  | { kind: 'resign'; playlist: string; use: PlaylistUse };

const titles = {
  new: 'schedule.new', move: 'schedule.move', copy: 'schedule.copy', holidays: 'schedule.editHolidays', playlists: 'schedule.playlists', resign: 'schedule.resign',
} as const;

export default function SchedulePage() {
  const { t } = useI18n();
  const session = useSignedIn();
  const [view, setView] = useState<'week' | 'day'>('week');
  const [day, setDay] = useState(() => startOfDay(nowUs()));
  const week = startOfWeek(day);
  const step = view === 'week' ? 7 : 1;
  const [area, setArea] = useState<string[]>([]);
  const [open, setOpen] = useState<Open | null>(null);
  const schedules = may(session, 'schedule');
  const timeline = useTimeline(week, addDays(week, 7), area[0]);
  const queries = useQueryClient();
  const move = schedules ? (entry: TimelineEntry, date: string): void => setOpen({ kind: 'move', entry, date }) : undefined;
  const done = (): void => {
    setOpen(null);
    void timeline.refetch();
    void queries.invalidateQueries({ queryKey: keys.playlists });
  };
  return (
    <>
      <PageHead title={t('nav.schedule')}>
        <Space wrap>
          <Segmented<'week' | 'day'> aria-label={t('schedule.view')} value={view} onChange={setView} options={(['week', 'day'] as const).map((name) => ({ value: name, label: t(`schedule.view.${name}`) }))} />
          <Button onClick={() => setDay(addDays(day, -step))}>{t(view === 'week' ? 'schedule.before' : 'schedule.dayBefore')}</Button>
          <Button onClick={() => setDay(startOfDay(nowUs()))}>{t(view === 'week' ? 'schedule.thisWeek' : 'schedule.today')}</Button>
          <Button onClick={() => setDay(addDays(day, step))}>{t(view === 'week' ? 'schedule.after' : 'schedule.dayAfter')}</Button>
          {view === 'week' && <span className="number">{dayText(week)} – {dayText(addDays(week, 6))}</span>}
          <div style={{ width: 220 }}><AreaPicker label={t('schedule.area')} value={area} onChange={setArea} single placeholder={t('situation.allAreas')} /></div>
          {(schedules || may(session, 'editHolidays')) && <Button onClick={() => setOpen({ kind: 'holidays' })}>{t('schedule.editHolidays')}</Button>}
          {schedules && <Button onClick={() => setOpen({ kind: 'playlists' })}>{t('schedule.playlists')}</Button>}
          {schedules && <Button onClick={() => setOpen({ kind: 'copy' })}>{t('schedule.copy')}</Button>}
          {schedules && <Button type="primary" onClick={() => setOpen({ kind: 'new' })}>{t('schedule.new')}</Button>}
        </Space>
      </PageHead>
      {timeline.isError && <Failure error={timeline.error} />}
      <Outdated resign={schedules ? (playlist, use) => setOpen({ kind: 'resign', playlist, use }) : undefined} />
      {schedules && view === 'week' && <p className="quiet">{t('schedule.dragHint')}</p>}
      {view === 'week' ? <Week week={week} entries={timeline.data ?? []} move={move} /> : <Day day={day} entries={timeline.data ?? []} move={move} />}
      <Drawer open={open !== null} onClose={done} title={open && t(titles[open.kind])} width={Math.min(720, window.innerWidth)} destroyOnHidden>
        {open?.kind === 'new' && <NewItem done={done} />}
        {open?.kind === 'move' && <MoveItem entry={open.entry} date={open.date} done={done} />}
        {open?.kind === 'copy' && timeline.data && <CopyWeek week={week} area={area[0]} entries={timeline.data} done={done} />}
        {open?.kind === 'holidays' && <Holidays />}
        {open?.kind === 'playlists' && <Playlists />}
        {open?.kind === 'resign' && <Resign playlist={open.playlist} use={open.use} done={done} />}
      </Drawer>
    </>
  );
}
