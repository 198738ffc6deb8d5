import { Alert, Button, Empty, Tag } from 'antd';
import { useMemo, useState } from 'react';
import type { OrderDetail, OrderTerminal } from '@/api/models/orders';
import { useAreas, useDiagnosis, useTerminals } from '@/api/queries';
import { hrefOf } from '@/app/route';
import { areaName, townshipOf } from '@/domain/areas';
import { notSounded, progressOf } from '@/domain/outcomes';
import { useI18n } from '@/i18n/context';

const maxShown = 200;

function Cause({ terminal }: { terminal: string }) {
  const { pick } = useI18n();
  const finding = useDiagnosis(terminal).data?.findings[0];
  if (!finding) return null;
  return (
    <span className="grow">
      <strong>{pick(finding.name)}</strong> <span className="quiet">{pick(finding.evidence)}</span> {pick(finding.instruction)}
    </span>
  );
}

/** What the receipt itself says of the cause. */
function Known({ row }: { row: OrderTerminal }) {
  const { word } = useI18n();
  const refusal = row.refusal && row.refusal !== 'none' ? word('error.refused', row.refusal) : '';
  const text = [refusal, row.detail].filter(Boolean).join('：');
  return text ? <span className="words">{text}</span> : null;
}

function Line({ row, online }: { row: OrderTerminal; online: boolean }) {
  const { t, word } = useI18n();
  const areas = useAreas().data;
  const [open, setOpen] = useState(false);
  const outcome = row.stage === 'final' ? word('outcome', row.outcome) : row.provisional ? word('outcome', 'unreachable') : word('stage', row.stage);
  return (
    <div className="row-line">
      <a className="grow" href={hrefOf('terminals', row.terminal)}>{row.name || row.terminal}</a>
      <span className="quiet">{areaName(areas, townshipOf(row.area))}</span>
      <Tag color={progressOf(row) === 'silent' ? 'error' : 'warning'}>{outcome}</Tag>
      <Known row={row} />
      {!online && <Tag>{t('orders.offline')}</Tag>}
      {open ? <Cause terminal={row.terminal} /> : <Button size="small" onClick={() => setOpen(true)}>{t('orders.showCause')}</Button>}
    </div>
  );
}

/** Who has not sounded, the certain ones first, each with what is known of the cause; a diagnosis on demand. */
export function NotSounded({ detail }: { detail: OrderDetail }) {
  const { t } = useI18n();
  const rows = notSounded(detail.terminals ?? []);
  // An outcome tells of the terminal when it changed; how it is now, the list of terminals knows.
  const terminals = useTerminals().data;
  const states = useMemo(() => new Map((terminals ?? []).map((one) => [one.terminal, one.state])), [terminals]);
  if (rows.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={detail.terminals?.length ? t('orders.allSounded') : '–'} />;
  return (
    <div>
      {rows.length > maxShown && <Alert type="info" showIcon message={t('orders.cut', { shown: maxShown, count: rows.length })} />}
      {rows.slice(0, maxShown).map((row) => <Line key={`${row.terminal}-${row.occurrence}`} row={row} online={states.has(row.terminal) ? states.get(row.terminal) === 'online' : row.online} />)}
    </div>
  );
}
