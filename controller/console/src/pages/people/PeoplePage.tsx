import { Tabs } from 'antd';
import { useSignedIn } from '@/app/context';
import { PageHead } from '@/components/PageHead';
import { may } from '@/domain/permissions';
import { useI18n } from '@/i18n/context';
import { Accounts } from './Accounts';
import { Changes } from './Changes';
import { Expiries } from './Expiries';
import { Tokens } from './Tokens';
import { TrustTable } from './TrustTable';

export default function PeoplePage() {
  const { t } = useI18n();
  const manages = may(useSignedIn(), 'managePeople');
  return (
    <>
      <PageHead title={t('nav.people')} />
      <Tabs
        items={[
          { key: 'accounts', label: t('people.accounts'), children: <Accounts manages={manages} /> },
          { key: 'changes', label: t('people.changes'), children: <Changes manages={manages} /> },
          { key: 'trust', label: t('people.trust'), children: <TrustTable /> },
          { key: 'expiries', label: t('people.expiries'), children: <Expiries /> },
          ...(manages ? [{ key: 'tokens', label: t('people.tokens'), children: <Tokens /> }] : []),
        ]}
      />
    </>
  );
}
