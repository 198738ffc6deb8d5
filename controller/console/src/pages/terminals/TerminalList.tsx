import { Input, Select, Table, type TableColumnsType } from 'antd';
import { memo, useDeferredValue, useMemo, useState } from 'react';
import type { Terminal } from '@/api/models/terminals';
import { useAreas, useTerminals } from '@/api/queries';
import { hrefOf } from '@/app/route';
import { AreaPicker } from '@/components/AreaPicker';
import { Failure } from '@/components/Failure';
import { PageHead } from '@/components/PageHead';
import { PresenceTag } from '@/components/StateTag';
import { useNow } from '@/components/useNow';
import { usePhone } from '@/components/usePhone';
import { areaName, townshipOf } from '@/domain/areas';
import { filterTerminals } from '@/domain/filter';
import { by } from '@/domain/sorting';
import { agoText } from '@/domain/times';
import { useI18n, type I18n } from '@/i18n/context';

const states = ['online', 'playing', 'late', 'offline', 'unknown', 'never'];
/** How old "last seen" may be. */
const tickMs = 10_000;

const megabytes = (terminal: Terminal): number => (terminal.month_up_bytes + terminal.month_down_bytes) / 1e6;

const byState = by<Terminal>((row) => states.indexOf(row.playing ? 'playing' : row.state));

/** Who it is and how it is, within the width of a phone. */
const phoneColumns = (t: I18n['t'], language: I18n['language'], names: Map<string, string | null>, now: number): TableColumnsType<Terminal> => [
  { title: t('terminals.name'), width: 215, sorter: by((row) => row.name), render: (_, row) => <div className="stacked"><a href={hrefOf('terminals', row.terminal)}>{row.name || row.terminal}</a><span className="quiet">{names.get(townshipOf(row.area)) ?? ''} <span className="code">{row.terminal}</span></span></div> },
  { title: t('terminals.state'), width: 125, sorter: byState, render: (_, row) => <div className="stacked"><PresenceTag state={row.state} playing={row.playing !== null} /><span className="quiet">{agoText(row.last_seen_us, now, language)}</span></div> },
];

function useColumns(phone: boolean): TableColumnsType<Terminal> {
  const { t, language } = useI18n();
  const areas = useAreas().data;
  const now = useNow(tickMs);
  return useMemo(() => {
    const names = new Map((areas ?? []).map((area) => [area.code, area.name]));
    if (phone) return phoneColumns(t, language, names, now);
    return [
      { title: t('terminals.name'), width: 230, sorter: by<Terminal>((row) => row.name), render: (_: unknown, row: Terminal) => <a href={hrefOf('terminals', row.terminal)}>{row.name || row.terminal}</a> },
      { title: t('terminals.id'), width: 170, sorter: by<Terminal>((row) => row.terminal), render: (_: unknown, row: Terminal) => <span className="code">{row.terminal}</span> },
      { title: t('terminals.area'), width: 130, sorter: by<Terminal>((row) => row.area), render: (_: unknown, row: Terminal) => names.get(townshipOf(row.area)) ?? areaName(undefined, townshipOf(row.area)) },
      { title: t('terminals.state'), width: 120, sorter: byState, render: (_: unknown, row: Terminal) => <PresenceTag state={row.state} playing={row.playing !== null} /> },
      { title: t('terminals.lastSeen'), width: 120, sorter: by<Terminal>((row) => row.last_seen_us), render: (_: unknown, row: Terminal) => agoText(row.last_seen_us, now, language) },
      { title: t('terminals.battery'), width: 90, sorter: by<Terminal>((row) => row.status?.battery_percent), render: (_: unknown, row: Terminal) => (row.status?.battery_percent !== undefined ? `${row.status.battery_percent} %` : '–') },
      { title: t('terminals.firmware'), width: 100, sorter: by<Terminal>((row) => row.firmware), dataIndex: 'firmware' },
      { title: t('terminals.data'), width: 110, sorter: by<Terminal>(megabytes), render: (_: unknown, row: Terminal) => <span className="number">{megabytes(row).toFixed(2)} MB</span> },
    ];
  }, [t, language, areas, phone, now]);
}

/** Thousands of terminals in a table of which only the visible rows exist. A letter that is typed does not draw it: its rows do. */
const TerminalTable = memo(function TerminalTable({ rows, pending }: { rows: Terminal[]; pending: boolean }) {
  const phone = usePhone();
  const columns = useColumns(phone);
  return <Table<Terminal> size="small" virtual scroll={{ x: phone ? 340 : 1070, y: Math.max(320, window.innerHeight - 250) }} rowKey="terminal" loading={pending} dataSource={rows} columns={columns} pagination={false} />;
});

export function TerminalList() {
  const { t, word } = useI18n();
  const terminals = useTerminals();
  const [text, setText] = useState('');
  const [area, setArea] = useState<string[]>([]);
  const [state, setState] = useState<string | undefined>();
  const typed = useDeferredValue(text);
  const rows = useMemo(
    () => filterTerminals(terminals.data ?? [], { text: typed, area: area[0] ?? null, state: state ?? null }),
    [terminals.data, typed, area, state],
  );
  return (
    <>
      <PageHead title={t('nav.terminals')}>
        <Input.Search style={{ width: 280 }} allowClear aria-label={t('terminals.search')} placeholder={t('terminals.search')} value={text} onChange={(event) => setText(event.target.value)} />
        <div style={{ width: 220 }}><AreaPicker label={t('terminals.area')} value={area} onChange={setArea} single placeholder={t('situation.allAreas')} /></div>
        <Select style={{ width: 140 }} allowClear aria-label={t('terminals.state')} placeholder={t('terminals.state')} value={state} onChange={setState} options={states.map((name) => ({ value: name, label: word('presence', name) }))} />
        <span className="quiet number" role="status">{t('terminals.shown', { shown: rows.length, total: terminals.data?.length ?? 0 })}</span>
      </PageHead>
      {terminals.isError && <Failure error={terminals.error} retry={() => void terminals.refetch()} />}
      <TerminalTable rows={rows} pending={terminals.isPending} />
    </>
  );
}
