import { useQueryClient } from '@tanstack/react-query';
import { Input, Select, Table } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import type { Call } from '@/api/models/calls';
import { rowsOf } from '@/api/pages';
import { keys, useCalls } from '@/api/queries';
import { useSignedIn } from '@/app/context';
import { Failure } from '@/components/Failure';
import { Older } from '@/components/Older';
import { PageHead } from '@/components/PageHead';
import { usePhone } from '@/components/usePhone';
import { useSettled } from '@/components/useSettled';
import { may } from '@/domain/permissions';
import { sortOf } from '@/domain/sorting';
import { useI18n } from '@/i18n/context';
import { useCallColumns } from './columns';

const kinds = ['approval_wanted', 'order_held', 'order_issued', 'alarm', 'expiry', 'fault', 'summary'];
const fates = ['calling', 'sent', 'acknowledged', 'unanswered', 'unreached', 'held_back', 'logged', 'dropped'];

export default function CallsPage() {
  const { t, word } = useI18n();
  const queries = useQueryClient();
  const [wanted, setWanted] = useState<{ text: string; kind?: string; fate?: string; sort?: string }>({ text: '' });
  const { text, ...query } = useSettled(wanted);
  const calls = useCalls({ ...query, text: text.trim() || undefined });
  const rows = rowsOf(calls.data, (one) => one.number);
  const [error, setError] = useState<unknown>(null);
  const acknowledge = (number: number): void => {
    setError(null);
    call('POST', `calls/${number}/acknowledge`).catch(setError).finally(() => void queries.invalidateQueries({ queryKey: keys.calls }));
  };
  const columns = useCallColumns(may(useSignedIn(), 'acknowledge') ? acknowledge : null);
  const change = (part: Partial<typeof wanted>): void => setWanted((before) => ({ ...before, ...part }));
  const select = { allowClear: true, style: { width: 140 } };
  return (
    <>
      <PageHead title={t('nav.calls')}>
        <Input.Search style={{ width: 220 }} allowClear aria-label={t('calls.search')} placeholder={t('calls.search')} value={wanted.text} onChange={(event) => change({ text: event.target.value })} />
        <Select {...select} aria-label={t('terminals.kind')} placeholder={t('terminals.kind')} value={wanted.kind} onChange={(kind?: string) => change({ kind })} options={kinds.map((value) => ({ value, label: word('calls.kind', value) }))} />
        <Select {...select} aria-label={t('calls.fate')} placeholder={t('calls.fate')} value={wanted.fate} onChange={(fate?: string) => change({ fate })} options={fates.map((value) => ({ value, label: word('calls.fate', value) }))} />
      </PageHead>
      {(calls.isError || error !== null) && <Failure error={calls.error ?? error} />}
      <Table<Call>
        size="small"
        rowKey="number"
        loading={calls.isPending || calls.isPlaceholderData}
        dataSource={rows}
        pagination={false}
        scroll={usePhone() ? undefined : { x: 760 }}
        onChange={(_page, _filters, sorter) => change({ sort: Array.isArray(sorter) ? undefined : sortOf(sorter.columnKey, sorter.order) })}
        columns={columns}
      />
      {calls.isSuccess && <Older list={calls} shown={rows.length} />}
    </>
  );
}
