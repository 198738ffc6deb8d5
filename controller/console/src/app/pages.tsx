// Every page: its place in the menu, who sees it, and its code, which is loaded when it is first opened.
import {
  AlertOutlined, ApartmentOutlined, ApiOutlined, AppstoreOutlined, AudioOutlined, AuditOutlined, BarChartOutlined, CalendarOutlined, CheckCircleOutlined,
  CloudUploadOutlined, CustomerServiceOutlined, DesktopOutlined, PhoneOutlined, SoundOutlined, TeamOutlined, ToolOutlined, UnorderedListOutlined,
} from '@ant-design/icons';
import { lazy, type ComponentType, type LazyExoticComponent, type ReactNode } from 'react';
import type { Action } from '@/domain/permissions';
import type { MessageKey } from '@/i18n/messages';

export interface Page {
  name: string;
  title: MessageKey;
  icon: ReactNode;
  needs: Action;
  component: LazyExoticComponent<ComponentType>;
  /** Not in the menu. */
  hidden?: boolean;
}

const page = (name: string, title: MessageKey, icon: ReactNode, needs: Action, load: () => Promise<{ default: ComponentType }>): Page => ({
  name, title, icon, needs, component: lazy(load),
});

export const pages: Page[] = [
  page('situation', 'nav.situation', <AppstoreOutlined />, 'look', () => import('@/pages/situation/SituationPage')),
  page('dispatch', 'nav.dispatch', <AlertOutlined />, 'dispatch', () => import('@/pages/dispatch/DispatchPage')),
  page('approvals', 'nav.approvals', <CheckCircleOutlined />, 'approve', () => import('@/pages/approvals/ApprovalsPage')),
  page('orders', 'nav.orders', <UnorderedListOutlined />, 'look', () => import('@/pages/orders/OrdersPage')),
  page('live', 'nav.live', <AudioOutlined />, 'speak', () => import('@/pages/live/LivePage')),
  page('schedule', 'nav.schedule', <CalendarOutlined />, 'look', () => import('@/pages/schedule/SchedulePage')),
  page('media', 'nav.media', <SoundOutlined />, 'media', () => import('@/pages/media/MediaPage')),
  page('terminals', 'nav.terminals', <CustomerServiceOutlined />, 'look', () => import('@/pages/terminals/TerminalsPage')),
  page('install', 'nav.install', <ToolOutlined />, 'install', () => import('@/pages/install/InstallPage')),
  page('areas', 'nav.areas', <ApartmentOutlined />, 'look', () => import('@/pages/areas/AreasPage')),
  page('firmware', 'nav.firmware', <CloudUploadOutlined />, 'look', () => import('@/pages/firmware/FirmwarePage')),
  page('calls', 'nav.calls', <PhoneOutlined />, 'look', () => import('@/pages/calls/CallsPage')),
  page('reports', 'nav.reports', <BarChartOutlined />, 'look', () => import('@/pages/reports/ReportsPage')),
  page('audit', 'nav.audit', <AuditOutlined />, 'audit', () => import('@/pages/audit/AuditPage')),
  page('people', 'nav.people', <TeamOutlined />, 'people', () => import('@/pages/people/PeoplePage')),
  page('reference', 'nav.reference', <ApiOutlined />, 'look', () => import('@/pages/reference/ReferencePage')),
  page('wall', 'nav.wall', <DesktopOutlined />, 'look', () => import('@/pages/wall/WallPage')),
  { ...page('account', 'app.own', <TeamOutlined />, 'look', () => import('@/pages/account/AccountPage')), hidden: true },
];
