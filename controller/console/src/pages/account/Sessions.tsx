import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Card, Table, Tag } from 'antd';
import { call, get } from '@/api/client';
import type { SignedInSession } from '@/api/models';
import { Failure } from '@/components/Failure';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

export function Sessions() {
  const { t } = useI18n();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ['sessions'], queryFn: async ({ signal }) => (await get<{ sessions: SignedInSession[] }>('sessions', {}, signal)).sessions });
  const end = (id: string): void => {
    void call('DELETE', `sessions/${id}`).finally(() => void queries.invalidateQueries({ queryKey: ['sessions'] }));
  };
  return (
    <Card size="small" title={t('account.sessions')}>
      {query.isError && <Failure error={query.error} />}
      <Table<SignedInSession>
        size="small"
        rowKey="id"
        dataSource={query.data ?? []}
        pagination={false}
        scroll={{ x: 640 }}
        columns={[
          { title: t('terminals.since'), render: (_, row) => timeText(row.created_at_us) },
          { title: t('terminals.lastSeen'), render: (_, row) => timeText(row.seen_at_us) },
          { title: 'IP', dataIndex: 'address' },
          { title: '', dataIndex: 'agent', ellipsis: true },
          { title: '', render: (_, row) => (row.own ? <Tag>{t('account.thisOne')}</Tag> : <Button size="small" danger onClick={() => end(row.id)}>{t('account.end')}</Button>) },
        ]}
      />
    </Card>
  );
}
