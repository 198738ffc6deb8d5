import { Descriptions } from 'antd';
import type { Diagnosis } from '@/api/models/diagnosis';
import type { Terminal } from '@/api/models/terminals';
import { agoText, nowUs, timeText } from '@/domain/times';
import { useI18n } from '@/i18n/context';

const withUnit = (value: number | null, unit: string): string => (value === null ? '–' : `${value} ${unit}`);

export function Status({ diagnosis, terminal }: { diagnosis: Diagnosis; terminal: Terminal | undefined }) {
  const { t, language } = useI18n();
  const either = (value: boolean | null, yes: string, no: string): string => (value === null ? '–' : value ? yes : no);
  const rows: [string, string][] = [
    [t('terminals.lastSeen'), `${timeText(diagnosis.last_seen_us)} (${agoText(diagnosis.last_seen_us, nowUs(), language)})`],
    [t('terminals.firmware'), diagnosis.firmware || '–'],
    [t('terminals.mains'), either(diagnosis.mains, t('terminals.mainsOn'), t('terminals.mainsOff'))],
    [t('terminals.battery'), withUnit(diagnosis.battery_percent, '%')],
    [t('terminals.signal'), withUnit(diagnosis.signal_dbm, 'dBm')],
    [t('terminals.sim'), diagnosis.sim ?? '–'],
    [t('terminals.registration'), diagnosis.registration ?? '–'],
    [t('terminals.clock'), either(diagnosis.clock_synchronised, t('terminals.clockOk'), t('terminals.clockBad'))],
    [t('terminals.cabinet'), withUnit(diagnosis.cabinet_c, '°C')],
    [t('terminals.amplifier'), withUnit(diagnosis.amplifier_c, '°C')],
    [t('terminals.door'), either(diagnosis.door_open, t('terminals.doorOpen'), t('terminals.doorClosed'))],
    [t('terminals.journal'), withUnit(diagnosis.journal_free_percent, '%')],
    [t('terminals.certificate'), timeText(diagnosis.certificate_end_us)],
    [t('terminals.position'), terminal ? `${terminal.latitude.toFixed(4)}, ${terminal.longitude.toFixed(4)}` : '–'],
  ];
  return <Descriptions bordered size="small" column={{ xs: 1, md: 2 }} items={rows.map(([label, children]) => ({ key: label, label, children }))} />;
}
