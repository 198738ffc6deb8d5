import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Input, InputNumber, Table } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { get } from '@/api/client';
import type { AuditEntry } from '@/api/models';
import { download } from '@/components/download';
import { Failure } from '@/components/Failure';
import { PageHead } from '@/components/PageHead';
import { brokenAt, matches } from '@/domain/audit';
import { by } from '@/domain/sorting';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

const pageSize = 1000;

interface Chain {
  entries: AuditEntry[];
  head: string | null;
}

export default function AuditPage() {
  const { t } = useI18n();
  const [after, setAfter] = useState(0);
  const [text, setText] = useState('');
  const typed = useDeferredValue(text);
  const query = useQuery({ queryKey: ['audit', after], queryFn: ({ signal }) => get<Chain>('audit', { after, limit: pageSize }, signal) });
  const entries = useMemo(() => query.data?.entries ?? [], [query.data]);
  const broken = useMemo(() => brokenAt(entries), [entries]);
  const rows = useMemo(() => entries.filter((entry) => matches(entry, typed)).reverse(), [entries, typed]);
  const chainText = broken === null ? t('audit.intact', { count: entries.length }) : t('audit.broken', { sequence: broken });
  return (
    <>
      <PageHead title={t('nav.audit')}>
        <Input.Search style={{ width: 300 }} allowClear aria-label={t('audit.filter')} placeholder={t('audit.filter')} value={text} onChange={(event) => setText(event.target.value)} />
        <InputNumber min={0} precision={0} step={pageSize} value={after} onChange={(value) => setAfter(value ?? 0)} aria-label={t('audit.from')} addonBefore={t('audit.from')} style={{ width: 220 }} />
        <Button onClick={() => download(`audit-${after}.json`, JSON.stringify(query.data), 'application/json')} disabled={!query.data}>{t('audit.export')}</Button>
      </PageHead>
      {query.isError && <Failure error={query.error} />}
      {entries.length > 0 && <Alert type={broken === null ? 'success' : 'error'} showIcon message={`${chainText}${query.data?.head ? ` · ${t('audit.head')}` : ''}`} description={t('audit.verifyHint')} style={{ marginBottom: 12 }} />}
      <Table<AuditEntry>
        size="small"
        virtual
        rowKey="sequence"
        loading={query.isPending}
        dataSource={rows}
        pagination={false}
        scroll={{ x: 900, y: Math.max(320, window.innerHeight - 330) }}
        columns={[
          { title: t('audit.sequence'), dataIndex: 'sequence', width: 80, sorter: by((row) => row.sequence) },
          { title: t('terminals.since'), width: 180, render: (_, row) => <span className="number">{timeText(row.at_us)}</span> },
          { title: t('audit.action'), sorter: by((row) => row.action), dataIndex: 'action', width: 190 },
          { title: t('audit.subject'), sorter: by((row) => row.subject), dataIndex: 'subject', width: 220, ellipsis: true },
          { title: t('orders.detail'), dataIndex: 'detail', width: 260, ellipsis: true },
        ]}
      />
    </>
  );
}
