import { Alert } from 'antd';
import type { Session } from '@/api/models/session';
import { SessionContext } from '@/app/context';
import { useI18n } from '@/i18n/context';
import { Totp } from '@/pages/account/Totp';
import { EntryFrame } from './EntryFrame';

/** Nothing but this works until the codes are set up that the account's roles ask for. */
export function SecondFactorPage({ session }: { session: Session }) {
  const { t } = useI18n();
  return (
    <SessionContext.Provider value={session}>
      <EntryFrame title={t('account.totp')} training={session.environment === 'training'}>
        <Alert type="info" showIcon message={t('error.session.second_factor_needed')} />
        <Totp />
      </EntryFrame>
    </SessionContext.Provider>
  );
}
