import { Card, Tag } from 'antd';
import type { Finding } from '@/api/models/diagnosis';
import { useI18n } from '@/i18n/context';

const colours = { mute: 'error', degraded: 'warning', notice: 'default' };

/** Why is it silent, and what is to be done: ranked, the likeliest first. */
export function Findings({ findings }: { findings: Finding[] }) {
  const { t, word, pick } = useI18n();
  return (
    <div className="grid">
      {findings.map((finding) => (
        <Card key={finding.cause} size="small" title={pick(finding.name)} extra={
          <>
            {finding.cause !== 'well' && <Tag color={colours[finding.severity]}>{word('terminals.severity', finding.severity)}</Tag>}
            <span className="quiet">{t('terminals.certainty', { percent: finding.certainty_percent })}</span>
          </>
        }>
          <p><strong>{t('terminals.todo')}：</strong>{pick(finding.instruction)}</p>
          <p className="quiet" style={{ marginBottom: 0 }}>{t('terminals.why')}：{pick(finding.evidence)}</p>
        </Card>
      ))}
    </div>
  );
}
