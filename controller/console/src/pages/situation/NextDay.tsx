import { Card, Tag } from 'antd';
import { useTimeline } from '@/api/queries';
import { hrefOf } from '@/app/route';
import { LevelTag } from '@/components/LevelTag';
import { clockText, dayPart, wall } from '@/domain/times';
import { useI18n } from '@/i18n/context';

const maxShown = 30;

/** What will sound in the next 24 hours, from the very occurrences that the terminals hold. */
export function NextDay({ area }: { area?: string }) {
  const { t, word, language } = useI18n();
  const entries = useTimeline(undefined, undefined, area).data ?? [];
  return (
    <Card size="small" title={t('situation.next')} styles={{ body: { maxHeight: 260, overflow: 'auto' } }}>
      {entries.length === 0 && <span className="quiet">{t('situation.nothingNext')}</span>}
      {entries.slice(0, maxShown).map((entry) => (
        <div key={`${entry.order}-${entry.occurrence}`} className="row-line">
          <span className="number">{dayPart(wall(entry.start_us).getUTCHours(), language)} {clockText(entry.start_us)}</span>
          <LevelTag level={entry.level} />
          <a className="grow" href={hrefOf('orders', entry.order)}>{entry.headline || word('class', entry.class)}</a>
          {entry.conflicts.length > 0 && <Tag color="error">{t('situation.conflict')}</Tag>}
          <span>{t('situation.terminals', { count: entry.addressed })}</span>
        </div>
      ))}
    </Card>
  );
}
