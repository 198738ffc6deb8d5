import { useQueryClient } from '@tanstack/react-query';
import { Drawer, Layout, Result } from 'antd';
import { Suspense, useEffect, useState } from 'react';
import { EventFeed } from '@/api/events';
import type { Session } from '@/api/models/session';
import { Waiting } from '@/components/Waiting';
import { may } from '@/domain/permissions';
import { useI18n } from '@/i18n/context';
import { Banners } from './Banners';
import { PageBoundary } from './PageBoundary';
import { SessionContext } from './context';
import { Header } from './Header';
import { Navigation } from './Navigation';
import { pages } from './pages';
import { placeOf, useRoute } from './route';

function useEventFeed(): boolean {
  const queries = useQueryClient();
  const [connected, setConnected] = useState(true);
  useEffect(() => {
    const feed = new EventFeed(queries, setConnected);
    return () => feed.close();
  }, [queries]);
  return connected;
}

function CurrentPage({ session }: { session: Session }) {
  const { t } = useI18n();
  const route = useRoute();
  const page = pages.find((candidate) => candidate.name === (route.page || 'situation'));
  if (!page || !may(session, page.needs)) return <Result status="403" title={t('error.permission.refused')} />;
  const Component = page.component;
  return (
    <PageBoundary key={page.name}>
      <Suspense fallback={<Waiting />}>
        <Component />
      </Suspense>
    </PageBoundary>
  );
}

export default function Shell({ session }: { session: Session }) {
  const { t } = useI18n();
  const [menuOpen, setMenuOpen] = useState(false);
  const connected = useEventFeed();
  const route = useRoute();
  useEffect(() => setMenuOpen(false), [route.page]);
  const wall = route.page === 'wall';
  return (
    <SessionContext.Provider value={session}>
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>{t('app.skip')}</a>
      <Layout className={`shell${session.environment === 'training' ? ' training-frame' : ''}`}>
        <Header connected={connected} openMenu={() => setMenuOpen(true)} />
        <Banners />
        <Layout>
          {!wall && (
            <Layout.Sider className="wide-only no-print" width={196} theme="light" style={{ position: 'sticky', top: 56, height: 'calc(100vh - 56px)', overflow: 'auto' }}>
              <Navigation />
            </Layout.Sider>
          )}
          <Layout.Content>
            <main id="main" tabIndex={-1} className="shell-main" data-place={placeOf(route)}>
              <CurrentPage session={session} />
            </main>
          </Layout.Content>
        </Layout>
      </Layout>
      <Drawer title={t('app.menu')} placement="left" width={240} open={menuOpen} onClose={() => setMenuOpen(false)} styles={{ body: { padding: 0 } }}>
        <Navigation />
      </Drawer>
    </SessionContext.Provider>
  );
}
