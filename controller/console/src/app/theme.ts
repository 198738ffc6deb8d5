import { theme, type ThemeConfig } from 'antd';
import type { Look } from './preferences';

const fonts = '-apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "WenQuanYi Zen Hei", sans-serif';

/** Bronze, as a gong; every text has a contrast of at least 4.5 on its ground. */
export function themeOf(look: Look): ThemeConfig {
  const dark = look === 'dark';
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: dark ? '#c98a2e' : '#8a5a12',
      colorLink: dark ? '#e0ab5a' : '#7a4d0b',
      // Under the mouse it is not paler: that would be too pale on a grey ground.
      colorLinkHover: dark ? '#f0c582' : '#5c3a06',
      colorLinkActive: dark ? '#f0c582' : '#5c3a06',
      colorError: dark ? '#ff7a7d' : '#c4161c',
      colorSuccess: dark ? '#3fae68' : '#1b7a3d',
      colorWarning: dark ? '#d9a441' : '#9a6200',
      // Grounds of tags and notices: those that would be derived from these dark colours are too dark for text.
      ...(dark ? {} : {
        colorSuccessBg: '#eaf6ee', colorSuccessBorder: '#a5d3b5', colorWarningBg: '#fdf4e0', colorWarningBorder: '#e3c88d',
        colorErrorBg: '#fdeeee', colorErrorBorder: '#eeb3b5',
      }),
      colorTextSecondary: dark ? 'rgba(255,255,255,0.72)' : 'rgba(0,0,0,0.68)',
      colorTextTertiary: dark ? 'rgba(255,255,255,0.65)' : 'rgba(0,0,0,0.62)',
      colorTextDescription: dark ? 'rgba(255,255,255,0.72)' : 'rgba(0,0,0,0.66)',
      colorTextPlaceholder: dark ? 'rgba(255,255,255,0.6)' : 'rgba(0,0,0,0.6)',
      // Nothing moves: a dialog that grows into its place is missed by a quick click, and then a cancel has no effect.
      motion: false,
      borderRadius: 6,
      fontFamily: fonts,
    },
    components: {
      Layout: dark ? {} : { headerBg: '#ffffff', siderBg: '#ffffff', triggerBg: '#ffffff', triggerColor: '#7a4d0b' },
      Button: dark ? { primaryColor: '#1a1204', dangerColor: '#1f0405' } : {},
      Menu: dark ? { itemSelectedBg: '#3a2b10', itemSelectedColor: '#f3cf93' } : { itemSelectedBg: '#f3e6cf', itemSelectedColor: '#6b440a' },
      Tabs: { horizontalMargin: '0 0 12px 0' },
    },
  };
}
