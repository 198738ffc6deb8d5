import { PageHead } from '@/components/PageHead';
import { useSignedIn } from '@/app/context';
import { useI18n } from '@/i18n/context';
import { Keys } from './Keys';
import { PasswordForm } from './PasswordForm';
import { Sessions } from './Sessions';
import { Totp } from './Totp';

export default function AccountPage() {
  const { t, word } = useI18n();
  const account = useSignedIn().account;
  return (
    <>
      <PageHead title={t('app.own')}>
        <span className="quiet">{account?.display_name} · {account?.name} · {account?.roles.map((role) => word('role', role)).join('、')}</span>
      </PageHead>
      <div className="grid">
        <Keys />
        <div className="grid half">
          <PasswordForm />
          <Totp />
        </div>
        <Sessions />
      </div>
    </>
  );
}
