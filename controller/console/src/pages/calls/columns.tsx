import { Button, Tag, type TableColumnsType } from 'antd';
import type { Call } from '@/api/models/calls';
import { hrefOf } from '@/app/route';
import { usePhone } from '@/components/usePhone';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import { callText } from '@/i18n/notices';

const colours: Record<string, string> = { calling: 'warning', unanswered: 'error', unreached: 'error', acknowledged: 'success' };
const open = (one: Call): boolean => one.fate === 'calling' || one.fate === 'unanswered' || one.fate === 'sent';

/** `acknowledge`: null for who may not. A key is what the controller sorts by. */
export function useCallColumns(acknowledge: ((number: number) => void) | null): TableColumnsType<Call> {
  const { t, word, language } = useI18n();
  const phone = usePhone();
  const when = (row: Call) => <span className="number">{timeText(row.at_us)}</span>;
  const what = (row: Call) => (/^[0-9a-f]{64}$/.test(row.subject) ? <a className="words" href={hrefOf('orders', row.subject)}>{callText(language, row.text)}</a> : <span className="words">{callText(language, row.text)}</span>);
  const fate = (row: Call) => <Tag color={colours[row.fate] ?? 'default'}>{word('calls.fate', row.fate)}</Tag>;
  const act = (row: Call) => acknowledge && open(row) && <Button size="small" onClick={() => acknowledge(row.number)}>{t('calls.acknowledge')}</Button>;
  if (phone)
    return [{
      title: t('terminals.since'), key: 'number', sorter: true, render: (_, row) => (
        <div className="stacked">
          {what(row)}
          <div className="inline">{fate(row)}<span>{word('calls.kind', row.kind)}</span>{act(row)}</div>
          <span className="quiet">{when(row)}</span>
        </div>
      ),
    }];
  return [
    { title: t('terminals.since'), key: 'number', width: 180, sorter: true, render: (_, row) => when(row) },
    { title: t('terminals.kind'), key: 'kind', width: 140, sorter: true, render: (_, row) => word('calls.kind', row.kind) },
    { title: t('calls.what'), render: (_, row) => what(row) },
    { title: t('calls.fate'), key: 'fate', width: 120, sorter: true, render: (_, row) => fate(row) },
    { title: '', width: 120, render: (_, row) => act(row) },
  ];
}
