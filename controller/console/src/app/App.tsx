import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { lazy, Suspense, useEffect } from 'react';
import { ApiError, setCsrf, whenSessionInDoubt } from '@/api/client';
import { keys, useSession } from '@/api/queries';
import { setCountyOffset } from '@/domain/times';
import { I18nProvider } from '@/i18n/context';
import { Waiting } from '@/components/Waiting';
import { Failure } from '@/components/Failure';
import { SignInPage } from '@/pages/entry/SignInPage';
import { SecondFactorPage } from '@/pages/entry/SecondFactorPage';
import { SetUpPage } from '@/pages/entry/SetUpPage';
import { PreferencesContext } from './context';
import { usePreferences } from './preferences';
import { useRoute } from './route';
import { themeOf } from './theme';

const Shell = lazy(() => import('./Shell'));

const mayRetry = (failures: number, error: unknown): boolean =>
  failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500);

const queries = new QueryClient({ defaultOptions: { queries: { retry: mayRetry, refetchOnWindowFocus: false } } });

function Entry() {
  const route = useRoute();
  const session = useSession();
  useEffect(() => whenSessionInDoubt(() => void queries.invalidateQueries({ queryKey: keys.session })), []);
  if (session.data) {
    setCsrf(session.data.csrf);
    setCountyOffset(session.data.utc_offset_minutes ?? 480);
  }
  if (route.page === 'set-up') return <SetUpPage token={route.item} training={session.data?.environment === 'training'} />;
  if (session.isPending) return <Waiting />;
  if (session.isError && !session.data) return <Failure error={session.error} retry={() => void session.refetch()} />;
  if (!session.data.signed_in) return <SignInPage session={session.data} />;
  if (session.data.second_factor_needed) return <SecondFactorPage session={session.data} />;
  return (
    <Suspense fallback={<Waiting />}>
      <Shell session={session.data} />
    </Suspense>
  );
}

export function App() {
  const [preferences, change] = usePreferences();
  useEffect(() => {
    document.documentElement.lang = preferences.language === 'zh' ? 'zh-CN' : 'en';
    document.documentElement.dataset.look = preferences.look;
  }, [preferences]);
  return (
    <PreferencesContext.Provider value={{ preferences, change }}>
      <I18nProvider language={preferences.language}>
        <ConfigProvider theme={themeOf(preferences.look)} locale={preferences.language === 'zh' ? zhCN : enUS}>
          <AntApp>
            <QueryClientProvider client={queries}>
              <Entry />
            </QueryClientProvider>
          </AntApp>
        </ConfigProvider>
      </I18nProvider>
    </PreferencesContext.Provider>
  );
}
