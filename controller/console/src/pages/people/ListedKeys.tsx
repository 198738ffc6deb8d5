import { Space, Tag } from 'antd';
import { LevelTag } from '@/components/LevelTag';
import type { ListedKey } from '@/domain/keys';
import { timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

/** One line for each key: what it may sign, until when, and which it is. */
export function ListedKeys({ keys, shown }: { keys: readonly ListedKey[]; shown: string | null }) {
  const { t, word } = useI18n();
  const unlisted = shown !== null && !keys.some((key) => shown.startsWith(key.keyId));
  return (
    <div className="listed-keys">
      {keys.map((key) => (
        <Space key={key.keyId} size={6} wrap>
          <span>{key.orderClass ? word('class', key.orderClass) : word('people.issues', key.role ?? '')}</span>
          {key.highestLevel && <LevelTag level={key.highestLevel} />}
          <span className="code">{key.keyId.slice(0, 8)}</span>
          <span className="quiet number">{t('people.until')} {timeText(key.validUntilUs, false)}</span>
          {key.standing !== 'valid' && <Tag color="error">{t(key.standing === 'over' ? 'people.keyOver' : 'people.keyEarly')}</Tag>}
          {key.here && <Tag>{t('people.keyHere')}</Tag>}
        </Space>
      ))}
      {unlisted && <Space size={6}><span className="code">{shown.slice(0, 8)}</span><Tag color="warning">{t('account.keyUnlisted')}</Tag></Space>}
      {keys.length === 0 && !unlisted && <span className="quiet">{t('people.noKey')}</span>}
    </div>
  );
}
