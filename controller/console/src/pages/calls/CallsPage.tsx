import { useQueryClient } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import type { Call } from '@/api/models/calls';
import { keys, useCalls } from '@/api/queries';
import { useSignedIn } from '@/app/context';
import { Failure } from '@/components/Failure';
import { PagedTable } from '@/components/PagedTable';
import { PageHead } from '@/components/PageHead';
import { useListQuery } from '@/components/useListQuery';
import { may } from '@/domain/permissions';
import { useI18n } from '@/i18n/context';
import { useCallColumns } from './columns';

const kinds = ['approval_wanted', 'order_held', 'order_issued', 'alarm', 'expiry', 'fault', 'summary'];
const fates = ['calling', 'sent', 'acknowledged', 'unanswered', 'unreached', 'held_back', 'logged', 'dropped'];

export default function CallsPage() {
  const { t, word } = useI18n();
  const queries = useQueryClient();
  const { wanted, change, query } = useListQuery();
  const [error, setError] = useState<unknown>(null);
  const acknowledge = (number: number): void => {
    setError(null);
    call('POST', `calls/${number}/acknowledge`).catch(setError).finally(() => void queries.invalidateQueries({ queryKey: keys.calls }));
  };
  const columns = useCallColumns(may(useSignedIn(), 'acknowledge') ? acknowledge : null);
  const select = { allowClear: true, style: { width: 140 } };
  return (
    <>
      <PageHead title={t('nav.calls')}>
        <Input.Search style={{ width: 220 }} allowClear aria-label={t('calls.search')} placeholder={t('calls.search')} value={wanted.text} onChange={(event) => change({ text: event.target.value })} />
        <Select {...select} aria-label={t('terminals.kind')} placeholder={t('terminals.kind')} value={wanted.kind} onChange={(kind?: string) => change({ kind })} options={kinds.map((value) => ({ value, label: word('calls.kind', value) }))} />
        <Select {...select} aria-label={t('calls.fate')} placeholder={t('calls.fate')} value={wanted.fate} onChange={(fate?: string) => change({ fate })} options={fates.map((value) => ({ value, label: word('calls.fate', value) }))} />
      </PageHead>
      {error !== null && <Failure error={error} />}
      <PagedTable<Call> list={useCalls(query)} name={(one) => one.number} width={760} stacks sort={(sort) => change({ sort })} columns={columns} />
    </>
  );
}
