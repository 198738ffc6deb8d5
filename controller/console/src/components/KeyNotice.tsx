import { Alert, Button } from 'antd';
import { useTrustList } from '@/api/queries';
import { hrefOf } from '@/app/route';
import { keyState } from '@/domain/keys';
import { nowUs } from '@/domain/times';
import { useI18n } from '@/i18n/context';
import type { Purpose } from '@/signing/keystore';
import { useHeldKeys } from '@/signing/useHeldKeys';

/** Before anything is composed: what this browser holds could not sign it. Silent when it could, and while that is not known. */
export function KeyNotice({ purpose }: { purpose: Purpose }) {
  const { t, word } = useI18n();
  const trust = useTrustList().data;
  const held = useHeldKeys().data;
  if (!trust || !held) return null;
  const state = keyState(held.find((key) => key.purpose === purpose), trust.issuers, nowUs());
  if (state === 'valid') return null;
  const action = <Button size="small" href={hrefOf('account')}>{t('account.keys')}</Button>;
  return <Alert type="warning" showIcon data-testid="key-notice" message={t(`dispatch.key.${state}`, { purpose: word('purpose', purpose) })} action={action} style={{ marginBottom: 12 }} />;
}
