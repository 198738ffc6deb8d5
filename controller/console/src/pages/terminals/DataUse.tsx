import { useQuery } from '@tanstack/react-query';
import { Table } from 'antd';
import { get } from '@/api/client';
import { Failure } from '@/components/Failure';
import { useI18n } from '@/i18n/context';

interface Month {
  month: string;
  control_up_bytes: number;
  control_down_bytes: number;
  media_up_bytes: number;
  media_down_bytes: number;
}

const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

export function DataUse({ id }: { id: string }) {
  const { t } = useI18n();
  const query = useQuery({ queryKey: ['data', id], queryFn: ({ signal }) => get<{ months: Month[] }>(`terminals/${encodeURIComponent(id)}/data`, {}, signal) });
  if (query.isError && !query.data) return <Failure error={query.error} />;
  return (
    <Table<Month>
      size="small"
      rowKey="month"
      loading={query.isPending}
      dataSource={query.data?.months ?? []}
      pagination={false}
      columns={[
        { title: t('terminals.month'), dataIndex: 'month' },
        { title: t('terminals.up'), render: (_, row) => mb(row.control_up_bytes + row.media_up_bytes) },
        { title: t('terminals.down'), render: (_, row) => mb(row.control_down_bytes + row.media_down_bytes) },
      ]}
    />
  );
}
