import { useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Space } from 'antd';
import { useState } from 'react';
import type { PlaylistUse } from '@/api/clips';
import type { TimelineEntry } from '@/api/models';
import { keys, useTimeline } from '@/api/queries';
import { useSignedIn } from '@/app/context';
import { AreaPicker } from '@/components/AreaPicker';
import { Failure } from '@/components/Failure';
import { PageHead } from '@/components/PageHead';
import { may } from '@/domain/permissions';
import { addDays, dayText, nowUs, startOfWeek } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { CopyWeek } from './CopyWeek';
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
  const [week, setWeek] = useState(() => startOfWeek(nowUs()));
  const [area, setArea] = useState<string[]>([]);
  const [open, setOpen] = useState<Open | null>(null);
  const schedules = may(session, 'schedule');
  const timeline = useTimeline(week, addDays(week, 7), area[0]);
  const queries = useQueryClient();
  const done = (): void => {
    setOpen(null);
    void timeline.refetch();
    void queries.invalidateQueries({ queryKey: keys.playlists });
  };
  return (
    <>
      <PageHead title={t('nav.schedule')}>
        <Space wrap>
          <Button onClick={() => setWeek(addDays(week, -7))}>{t('schedule.before')}</Button>
          <Button onClick={() => setWeek(startOfWeek(nowUs()))}>{t('schedule.thisWeek')}</Button>
          <Button onClick={() => setWeek(addDays(week, 7))}>{t('schedule.after')}</Button>
          <span className="number">{dayText(week)} – {dayText(addDays(week, 6))}</span>
          <div style={{ width: 220 }}><AreaPicker label={t('schedule.area')} value={area} onChange={setArea} single placeholder={t('situation.allAreas')} /></div>
          {may(session, 'editHolidays') && <Button onClick={() => setOpen({ kind: 'holidays' })}>{t('schedule.editHolidays')}</Button>}
          {schedules && <Button onClick={() => setOpen({ kind: 'playlists' })}>{t('schedule.playlists')}</Button>}
          {schedules && <Button onClick={() => setOpen({ kind: 'copy' })}>{t('schedule.copy')}</Button>}
          {schedules && <Button type="primary" onClick={() => setOpen({ kind: 'new' })}>{t('schedule.new')}</Button>}
        </Space>
      </PageHead>
      {timeline.isError && <Failure error={timeline.error} />}
      <Outdated resign={schedules ? (playlist, use) => setOpen({ kind: 'resign', playlist, use }) : undefined} />
      {schedules && <p className="quiet">{t('schedule.dragHint')}</p>}
      <Week week={week} entries={timeline.data ?? []} move={schedules ? (entry, date) => setOpen({ kind: 'move', entry, date }) : undefined} />
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
