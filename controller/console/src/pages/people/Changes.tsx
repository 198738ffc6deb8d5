import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Empty, Space, Table } from 'antd';
import { useState } from 'react';
import { call, get } from '@/api/client';
import type { AccountChange } from '@/api/models/accounts';
import { useAreas } from '@/api/queries';
import { Failure } from '@/components/Failure';
import { useTold } from '@/components/useTold';
import { areaName } from '@/domain/areas';
import { useI18n } from '@/i18n/context';
import { SetUpLink } from './Accounts';

export function Changes({ manages }: { manages: boolean }) {
  const { t, word } = useI18n();
  const areas = useAreas().data;
  const queries = useQueryClient();
  const [link, setLink] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const query = useQuery({
    queryKey: ['account-changes'],
    queryFn: async ({ signal }) =>
      (await get<{ changes: AccountChange[] }>('account-changes', {}, signal)).changes.filter((change) => change.state === 'proposed'),
    refetchInterval: 15_000,
  });
  const decide = async (number: number, decision: 'approve' | 'reject'): Promise<void> => {
    setError(null);
    try {
      const answer = await call<{ set_up_link?: string | null } | undefined>('POST', `account-changes/${number}/${decision}`);
      setLink(answer?.set_up_link ?? null);
    } catch (problem) {
      setError(problem);
    }
    await queries.invalidateQueries({ queryKey: ['account-changes'] });
    await queries.invalidateQueries({ queryKey: ['accounts'] });
  };
  const told = useTold<AccountChange>(640, [
    { title: t('terminals.kind'), render: (_, row) => word('people.kind', row.kind) },
    { title: t('people.name'), render: (_, row) => `${row.display_name} (${row.name})` },
    { title: t('people.roles'), render: (_, row) => row.roles.map((role) => word('role', role)).join('、') },
    { title: t('terminals.area'), render: (_, row) => row.areas?.map((prefix) => areaName(areas, prefix.padEnd(12, '0'))).join('、') },
    { title: t('command.person'), render: (_, row) => row.by },
    { title: '', render: (_, row) => manages && (
      <Space>
        <Button size="small" type="primary" onClick={() => void decide(row.number, 'approve')}>{t('people.approve')}</Button>
        <Button size="small" danger onClick={() => void decide(row.number, 'reject')}>{t('people.reject')}</Button>
      </Space>
    ) },
  ]);
  if (query.isError && !query.data) return <Failure error={query.error} />;
  return (
    <>
      {link && <SetUpLink link={link} />}
      {error !== null && <Failure error={error} />}
      <Table<AccountChange>
        size="small"
        rowKey="number"
        loading={query.isPending}
        dataSource={query.data ?? []}
        pagination={false}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('people.noChanges')} /> }}
        {...told}
      />
    </>
  );
}
