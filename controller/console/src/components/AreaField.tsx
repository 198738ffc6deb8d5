import { AreaPicker } from './AreaPicker';

interface Props {
  label: string;
  value?: string[];
  onChange?: (codes: string[]) => void;
}

/** Areas as an item of a form, which gives the value. */
export function AreaField({ label, value = [], onChange }: Props) {
  return <AreaPicker label={label} value={value} onChange={(codes) => onChange?.(codes)} />;
}
