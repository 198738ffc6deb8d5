import { Card } from 'antd';
import type { Area, Terminal } from '@/api/models';
import { hrefOf } from '@/app/route';
import { PresenceTag } from '@/components/StateTag';
import { areaName, townshipOf } from '@/domain/areas';
import { agoText, nowUs } from '@/domain/times';
import { useI18n } from '@/i18n/context';

const maxShown = 20;

export function Faults({ terminals, areas }: { terminals: Terminal[]; areas: Area[] | undefined }) {
  const { t, language } = useI18n();
  const down = terminals.filter((terminal) => terminal.state === 'offline' || terminal.state === 'late');
  return (
    <Card size="small" title={`${t('situation.faults')} (${down.length})`} styles={{ body: { maxHeight: 260, overflow: 'auto' } }}>
      {down.length === 0 && <span className="quiet">{t('situation.noFaults')}</span>}
      {down.slice(0, maxShown).map((terminal) => (
        <div key={terminal.terminal} className="row-line">
          <a className="grow" href={hrefOf('terminals', terminal.terminal)}>{terminal.name || terminal.terminal}</a>
          <span className="quiet">{areaName(areas, townshipOf(terminal.area))}</span>
          <PresenceTag state={terminal.state} playing={false} />
          <span className="quiet">{t('situation.lastSeen', { ago: agoText(terminal.last_seen_us, nowUs(), language) })}</span>
        </div>
      ))}
    </Card>
  );
}
