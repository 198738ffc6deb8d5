import { Alert, Button, Space } from 'antd';
import { useState } from 'react';
import { maxAuditEntries, readChain } from '@/api/audit';
import { get } from '@/api/client';
import type { AuditEntry } from '@/api/models/audit';
import { download } from '@/components/download';
import { Failure } from '@/components/Failure';
import { brokenAt, chainStart, type ChainEnd } from '@/domain/audit';
import { useI18n } from '@/i18n/context';

type Result = { count: number; broken: number | null; head: boolean; whole: boolean };

async function verified(progress: (count: number) => void): Promise<Result> {
  let end: ChainEnd = chainStart;
  let broken: number | null = null;
  const head = await readChain(async (entries) => {
    broken = await brokenAt(entries, end);
    end = entries.at(-1)!;
    progress(end.sequence);
    return broken === null;
  });
  return { count: end.sequence, broken, head: head !== null, whole: end.sequence < maxAuditEntries };
}

/** The file that `tongluo verify` checks, with the list that has the key of the head's signature. */
async function exported(progress: (count: number) => void): Promise<string> {
  const entries: AuditEntry[] = [];
  const head = await readChain((page) => {
    entries.push(...page);
    progress(entries.length);
    return Promise.resolve(true);
  });
  const trust = await get<{ envelope: string | null }>('trust-list');
  return JSON.stringify({ format: 'tongluo-audit-1', entries, head: head ?? '', trust_list: trust.envelope ?? '' });
}

/** The whole chain, from its first entry: every digest computed anew here, or all of it as a file. */
export function Verify() {
  const { t } = useI18n();
  const [read, setRead] = useState<number | null>(null);
  const [result, setResult] = useState<Result | null>(null);
  const [error, setError] = useState<unknown>(null);
  const run = (work: () => Promise<void>): void => {
    setError(null);
    setResult(null);
    setRead(0);
    work().catch(setError).finally(() => setRead(null));
  };
  return (
    <div style={{ marginBottom: 12 }}>
      <Space wrap>
        <Button type="primary" loading={read !== null} onClick={() => run(async () => setResult(await verified(setRead)))}>{t('audit.verify')}</Button>
        <Button disabled={read !== null} onClick={() => run(async () => download('audit.json', await exported(setRead), 'application/json'))}>{t('audit.export')}</Button>
        {read !== null && <span role="status">{t('audit.read', { count: read })}</span>}
      </Space>
      {error !== null && <Failure error={error} />}
      {result && (
        <Alert
          type={result.broken === null ? 'success' : 'error'}
          showIcon
          role="status"
          style={{ marginTop: 8 }}
          message={result.broken === null ? t('audit.intact', { count: result.count }) : t('audit.broken', { sequence: result.broken })}
          description={[result.head ? t('audit.head') : t('audit.noHead'), result.whole ? '' : t('audit.long', { most: maxAuditEntries }), t('audit.verifyHint')].filter(Boolean).join(' ')}
        />
      )}
    </div>
  );
}
