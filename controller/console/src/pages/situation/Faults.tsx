import { Card, Tag } from 'antd';
import { useMemo } from 'react';
import type { Area } from '@/api/models/places';
import type { Terminal } from '@/api/models/terminals';
import { hrefOf } from '@/app/route';
import { PresenceTag } from '@/components/StateTag';
import { areaName, townshipOf } from '@/domain/areas';
import { faultsOf, type Faulty } from '@/domain/faults';
import { agoText, nowUs } from '@/domain/times';
import { useI18n } from '@/i18n/context';

const maxShown = 20;

function Line({ one: { terminal, away, troubles }, areas }: { one: Faulty; areas: Area[] | undefined }) {
  const { t, word, language } = useI18n();
  return (
    <div className="row-line">
      <a className="grow" href={hrefOf('terminals', terminal.terminal)}>{terminal.name || terminal.terminal}</a>
      <span className="quiet">{areaName(areas, townshipOf(terminal.area))}</span>
      {away && <PresenceTag state={terminal.state} playing={false} />}
      {troubles.map((trouble) => <Tag key={trouble}>{word('trouble', trouble)}</Tag>)}
      {away && <span className="quiet">{t('situation.lastSeen', { ago: agoText(terminal.last_seen_us, nowUs(), language) })}</span>}
    </div>
  );
}

/** Who is away, and who is there with a trouble that goes on. */
export function Faults({ terminals, areas }: { terminals: Terminal[]; areas: Area[] | undefined }) {
  const { t } = useI18n();
  const faults = useMemo(() => faultsOf(terminals), [terminals]);
  const more = faults.length - maxShown;
  return (
    <Card size="small" title={`${t('situation.faults')} (${faults.length})`} styles={{ body: { maxHeight: 260, overflow: 'auto' } }}>
      {faults.length === 0 && <span className="quiet">{t('situation.noFaults')}</span>}
      {faults.slice(0, maxShown).map((one) => <Line key={one.terminal.terminal} one={one} areas={areas} />)}
      {more > 0 && <a href={hrefOf('terminals')}>{t('situation.moreFaults', { count: more })}</a>}
    </Card>
  );
}
