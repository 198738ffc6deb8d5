import { Button, Empty, Tag } from 'antd';
import { useState } from 'react';
import type { OrderDetail, OrderTerminal } from '@/api/models';
import { useAreas, useDiagnosis } from '@/api/queries';
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

function Line({ row }: { row: OrderTerminal }) {
  const { t, word } = useI18n();
  const areas = useAreas().data;
  const [open, setOpen] = useState(false);
  const outcome = row.stage === 'final' ? word('outcome', row.outcome) : row.provisional ? word('outcome', 'unreachable') : word('stage', row.stage);
  return (
    <div className="row-line">
      <a className="grow" href={hrefOf('terminals', row.terminal)}>{row.name || row.terminal}</a>
      <span className="quiet">{areaName(areas, townshipOf(row.area))}</span>
      <Tag color={progressOf(row) === 'silent' ? 'error' : 'warning'}>{outcome}</Tag>
      {!row.online && <Tag>{t('orders.offline')}</Tag>}
      {open ? <Cause terminal={row.terminal} /> : <Button size="small" onClick={() => setOpen(true)}>{t('orders.showCause')}</Button>}
    </div>
  );
}

/** Who has not sounded, the certain ones first, each with its cause on demand. */
export function NotSounded({ detail }: { detail: OrderDetail }) {
  const { t } = useI18n();
  const rows = notSounded(detail.terminals ?? []);
  if (rows.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={detail.terminals?.length ? t('orders.allSounded') : '–'} />;
  return <div>{rows.slice(0, maxShown).map((row) => <Line key={`${row.terminal}-${row.occurrence}`} row={row} />)}</div>;
}
