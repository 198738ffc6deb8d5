import type { TableColumnsType } from 'antd';
import type { AuditEntry } from '@/api/models/audit';
import { usePhone } from '@/components/usePhone';
import { by } from '@/domain/sorting';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

const When = ({ entry }: { entry: AuditEntry }) => <span className="number">{timeText(entry.at_us)}</span>;

/** All of an entry, below one another: names, digests and details are as long as they like. */
const Whole = ({ entry }: { entry: AuditEntry }) => (
  <div className="stacked words">
    <div className="inline"><span className="quiet number">{entry.sequence}</span><strong>{entry.action}</strong></div>
    <span>{entry.subject}</span>
    {entry.detail && <span>{entry.detail}</span>}
    <span className="quiet"><When entry={entry} /></span>
  </div>
);

export function useAuditColumns(): TableColumnsType<AuditEntry> {
  const { t } = useI18n();
  const phone = usePhone();
  if (phone) return [{ title: t('audit.sequence'), sorter: by((row) => row.sequence), render: (_, row) => <Whole entry={row} /> }];
  return [
    { title: t('audit.sequence'), dataIndex: 'sequence', width: 80, sorter: by((row) => row.sequence) },
    { title: t('terminals.since'), width: 180, sorter: by((row) => row.at_us), render: (_, row) => <When entry={row} /> },
    { title: t('audit.action'), sorter: by((row) => row.action), dataIndex: 'action', width: 190 },
    { title: t('audit.subject'), sorter: by((row) => row.subject), dataIndex: 'subject', width: 220, ellipsis: true },
    { title: t('orders.detail'), dataIndex: 'detail', width: 260, ellipsis: true },
  ];
}
