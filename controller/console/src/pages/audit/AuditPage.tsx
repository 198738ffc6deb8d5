import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select, Space, Table } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { newestAudit } from '@/api/audit';
import type { AuditEntry } from '@/api/models/audit';
import { download } from '@/components/download';
import { Failure } from '@/components/Failure';
import { PageHead } from '@/components/PageHead';
import { usePhone } from '@/components/usePhone';
import { actorsOf, choicesOf, kindOf, matches, noFilter, type AuditFilter } from '@/domain/audit';
import { csv } from '@/domain/outcomes';
import { addDays, fromLocal, timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { useAuditColumns } from './columns';
import { Verify } from './Verify';

const step = 5_000;
const dayStart = (day: string): number | null => (day ? fromLocal(`${day}T00:00`) : null);

function Filter({ entries, filter, change }: { entries: AuditEntry[]; filter: AuditFilter; change: (part: Partial<AuditFilter>) => void }) {
  const { t, word } = useI18n();
  const kinds = useMemo(() => choicesOf(entries, (entry) => [kindOf(entry)]), [entries]);
  const actors = useMemo(() => choicesOf(entries, actorsOf), [entries]);
  const select = { allowClear: true, showSearch: true, style: { width: 180 } };
  return (
    <Space wrap style={{ marginBottom: 12 }}>
      <Input.Search style={{ width: 260 }} allowClear aria-label={t('audit.filter')} placeholder={t('audit.filter')} value={filter.text} onChange={(event) => change({ text: event.target.value })} />
      <Select {...select} aria-label={t('audit.kind')} placeholder={t('audit.kind')} value={filter.kind || undefined} onChange={(kind?: string) => change({ kind: kind ?? '' })} options={kinds.map((value) => ({ value, label: word('audit.kind', value) }))} />
      <Select {...select} aria-label={t('audit.actor')} placeholder={t('audit.actor')} value={filter.actor || undefined} onChange={(actor?: string) => change({ actor: actor ?? '' })} options={actors.map((value) => ({ value, label: value }))} />
      <label>{t('audit.since')} <Input type="date" style={{ width: 150 }} onChange={(event) => change({ fromUs: dayStart(event.target.value) })} /></label>
      <label>{t('audit.until')} <Input type="date" style={{ width: 150 }} onChange={(event) => { const day = dayStart(event.target.value); change({ untilUs: day === null ? null : addDays(day, 1) }); }} /></label>
    </Space>
  );
}

export default function AuditPage() {
  const { t } = useI18n();
  const [count, setCount] = useState(step);
  const [filter, setFilter] = useState(noFilter);
  const wanted = useDeferredValue(filter);
  const query = useQuery({ queryKey: ['audit', count], queryFn: ({ signal }) => newestAudit(count, signal), placeholderData: (before) => before });
  const entries = useMemo(() => query.data ?? [], [query.data]);
  const rows = useMemo(() => entries.filter((entry) => matches(entry, wanted)).reverse(), [entries, wanted]);
  const save = (): void => download('audit.csv', csv([
    [t('audit.sequence'), t('terminals.since'), t('audit.action'), t('audit.subject'), t('orders.detail')],
    ...rows.map((row) => [row.sequence, timeText(row.at_us), row.action, row.subject, row.detail]),
  ]), 'text/csv;charset=utf-8');
  return (
    <>
      <PageHead title={t('nav.audit')}>
        <span className="quiet" role="status">{t('audit.shown', { rows: rows.length, entries: entries.length })}</span>
        {(entries[0]?.sequence ?? 1) > 1 && <Button loading={query.isFetching} onClick={() => setCount(count + step)}>{t('audit.older')}</Button>}
        <Button disabled={rows.length === 0} onClick={save}>{t('app.csv')}</Button>
      </PageHead>
      <Verify />
      <Filter entries={entries} filter={filter} change={(part) => setFilter((before) => ({ ...before, ...part }))} />
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      <Table<AuditEntry>
        size="small"
        virtual
        rowKey="sequence"
        loading={query.isPending}
        dataSource={rows}
        pagination={false}
        scroll={{ x: usePhone() ? 1 : 900, y: Math.max(320, window.innerHeight - 380) }}
        columns={useAuditColumns()}
      />
    </>
  );
}
