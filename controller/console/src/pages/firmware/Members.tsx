import { Select, Tag } from 'antd';
import { useReleaseMembers } from '@/api/queries';
import type { ReleaseMember } from '@/api/models/firmware';
import { hrefOf } from '@/app/route';
import { PagedTable } from '@/components/PagedTable';
import { useListQuery } from '@/components/useListQuery';
import { usePhone } from '@/components/usePhone';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

const states = ['failed', 'silent', 'working', 'offered', 'waiting', 'confirmed', 'excused'];
const colours: Record<string, string> = { failed: 'error', silent: 'error', working: '#1763c7', offered: '#1763c7', confirmed: 'success' };

/** How far each terminal of a release has come; those that failed or fell silent say why. */
export function Members({ release }: { release: string }) {
  const { t, word } = useI18n();
  const { wanted, change, query } = useListQuery();
  const phone = usePhone();
  const terminal = (row: ReleaseMember) => <a className="code" href={hrefOf('terminals', row.terminal)}>{row.terminal}</a>;
  const state = (row: ReleaseMember) => <Tag color={colours[row.state] ?? 'default'}>{word('firmware.state', row.state)}</Tag>;
  const heard = (row: ReleaseMember) => <span className="number">{timeText(row.heard_at)}</span>;
  const detail = (row: ReleaseMember) => <span className="words">{row.detail}</span>;
  const stacked = (row: ReleaseMember) => (
    <div className="stacked">
      <div className="inline">{terminal(row)} {state(row)} <span className="quiet">{t('firmware.ringColumn')} {row.ring + 1}</span></div>
      {detail(row)}
      <span className="quiet">{heard(row)}</span>
    </div>
  );
  return (
    <>
      <Select allowClear style={{ width: 160, marginBottom: 8 }} aria-label={t('terminals.state')} placeholder={t('terminals.state')} value={wanted.state} onChange={(state?: string) => change({ state })} options={states.map((value) => ({ value, label: word('firmware.state', value) }))} />
      <PagedTable<ReleaseMember>
        list={useReleaseMembers(release, query)}
        name={(row) => row.terminal}
        width={560}
        stacks
        sort={(sort) => change({ sort })}
        columns={phone ? [{ title: t('nav.terminals'), key: 'terminal', sorter: true, render: (_, row) => stacked(row) }] : [
          { title: t('nav.terminals'), key: 'terminal', sorter: true, render: (_, row) => terminal(row) },
          { title: t('terminals.state'), key: 'state', sorter: true, render: (_, row) => state(row) },
          { title: t('firmware.ringColumn'), key: 'ring', sorter: true, width: 90, render: (_, row) => row.ring + 1 },
          { title: t('firmware.heard'), key: 'heard_at', sorter: true, render: (_, row) => heard(row) },
          { title: t('orders.detail'), render: (_, row) => detail(row) },
        ]}
      />
    </>
  );
}
