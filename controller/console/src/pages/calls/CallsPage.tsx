import { useQueryClient } from '@tanstack/react-query';
import { Button, Table, Tag } from 'antd';
import { useState } from 'react';
import { call } from '@/api/client';
import type { Call } from '@/api/models';
import { keys, useCalls } from '@/api/queries';
import { useSignedIn } from '@/app/context';
import { hrefOf } from '@/app/route';
import { Failure } from '@/components/Failure';
import { PageHead } from '@/components/PageHead';
import { may } from '@/domain/permissions';
import { by } from '@/domain/sorting';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

const colours: Record<string, string> = { calling: 'warning', unanswered: 'error', unreached: 'error', acknowledged: 'success' };
const open = (one: Call): boolean => one.fate === 'calling' || one.fate === 'unanswered' || one.fate === 'sent';

export default function CallsPage() {
  const { t, word } = useI18n();
  const queries = useQueryClient();
  const acknowledges = may(useSignedIn(), 'acknowledge');
  const calls = useCalls();
  const [error, setError] = useState<unknown>(null);
  const acknowledge = (number: number): void => {
    call('POST', `calls/${number}/acknowledge`).catch(setError).finally(() => void queries.invalidateQueries({ queryKey: keys.calls }));
  };
  return (
    <>
      <PageHead title={t('nav.calls')} />
      {(calls.isError || error !== null) && <Failure error={calls.error ?? error} />}
      <Table<Call>
        size="small"
        rowKey="number"
        loading={calls.isPending}
        dataSource={calls.data ?? []}
        pagination={{ pageSize: 25, hideOnSinglePage: true }}
        scroll={{ x: 760 }}
        columns={[
          { title: t('terminals.since'), width: 180, sorter: by((row) => row.at_us), render: (_, row) => <span className="number">{timeText(row.at_us)}</span> },
          { title: t('terminals.kind'), width: 140, sorter: by((row) => row.kind), render: (_, row) => word('calls.kind', row.kind) },
          { title: t('calls.what'), render: (_, row) => (/^[0-9a-f]{64}$/.test(row.subject) ? <a href={hrefOf('orders', row.subject)}>{row.text}</a> : row.text) },
          { title: t('calls.fate'), width: 120, sorter: by((row) => row.fate), render: (_, row) => <Tag color={colours[row.fate] ?? 'default'}>{word('calls.fate', row.fate)}</Tag> },
          { title: '', width: 120, render: (_, row) => acknowledges && open(row) && <Button size="small" onClick={() => acknowledge(row.number)}>{t('calls.acknowledge')}</Button> },
        ]}
      />
    </>
  );
}
