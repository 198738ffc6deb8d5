import { useQuery } from '@tanstack/react-query';
import { Table, Tag } from 'antd';
import { get } from '@/api/client';
import type { Expiry } from '@/api/models/health';
import { Failure } from '@/components/Failure';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { subjectText } from '@/i18n/notices';

export function Expiries() {
  const { t, language } = useI18n();
  const query = useQuery({ queryKey: ['expiries'], queryFn: async ({ signal }) => (await get<{ expiries: Expiry[] }>('expiries', {}, signal)).expiries });
  if (query.isError && !query.data) return <Failure error={query.error} />;
  return (
    <Table<Expiry>
      size="small"
      rowKey="subject"
      loading={query.isPending}
      dataSource={query.data ?? []}
      pagination={false}
      columns={[
        { title: t('people.subject'), render: (_, row) => <span className="sentence">{subjectText(language, row.subject)}</span> },
        { title: t('people.until'), render: (_, row) => timeText(row.at_us, false) },
        { title: '', render: (_, row) => row.announced_days !== null && <Tag color={row.announced_days <= 7 ? 'error' : 'warning'}>{row.announced_days} d</Tag> },
      ]}
    />
  );
}
