import { BulbOutlined, DisconnectOutlined, LogoutOutlined, MenuOutlined, UserOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown, Layout, Tooltip } from 'antd';
import { call } from '@/api/client';
import { keys } from '@/api/queries';
import { may } from '@/domain/permissions';
import { useI18n } from '@/i18n/context';
import { usePreference, useSignedIn } from './context';
import { go, hrefOf } from './route';
import { StopAllButton } from './StopAll';

function AccountMenu() {
  const { t } = useI18n();
  const session = useSignedIn();
  const queries = useQueryClient();
  const signOut = async (): Promise<void> => {
    await call('DELETE', 'session').catch(() => undefined);
    go('');
    queries.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.session[0] });
    await queries.invalidateQueries({ queryKey: keys.session });
  };
  const items = [
    { key: 'own', icon: <UserOutlined />, label: t('app.own'), onClick: () => go('account') },
    { key: 'out', icon: <LogoutOutlined />, label: t('app.signOut'), onClick: () => void signOut() },
  ];
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <Button type="text" icon={<UserOutlined />} aria-label={session.account?.display_name ?? ''}>
        <span className="wide-only">{session.account?.display_name || session.account?.name}</span>
      </Button>
    </Dropdown>
  );
}

export function Header({ connected, openMenu }: { connected: boolean; openMenu: () => void }) {
  const { t } = useI18n();
  const session = useSignedIn();
  const { preferences, change } = usePreference();
  const dark = preferences.look === 'dark';
  return (
    <Layout.Header className="shell-head" style={dark ? { background: '#1d1d1d' } : undefined}>
      <Button className="phone-only" type="text" icon={<MenuOutlined />} aria-label={t('app.menu')} onClick={openMenu} />
      <a className="brand" href={hrefOf('situation')} aria-label={t('app.name')}>
        <img src="/icon.svg" alt="" />
        <span className="wide-only">{t('app.name')}</span>
      </a>
      <span className="space" />
      {!connected && <span className="lost" role="status" title={t('app.disconnected')}><DisconnectOutlined /> <span className="wide-only">{t('app.disconnected')}</span></span>}
      {may(session, 'stop') && <StopAllButton />}
      <Tooltip title={t('app.language')}>
        <Button type="text" aria-label={`${t('app.languageShort')} ${t('app.language')}`} onClick={() => change({ language: preferences.language === 'zh' ? 'en' : 'zh' })}>
          {t('app.languageShort')}
        </Button>
      </Tooltip>
      <Tooltip title={dark ? t('app.light') : t('app.dark')}>
        <Button type="text" icon={<BulbOutlined />} aria-label={dark ? t('app.light') : t('app.dark')} onClick={() => change({ look: dark ? 'light' : 'dark' })} />
      </Tooltip>
      <AccountMenu />
    </Layout.Header>
  );
}
